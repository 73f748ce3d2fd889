"""Answers of a language model, kept; and what follows from one that comes when its document has been read already."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.domain.documents import Document
from assistant.domain.judging import Asked, JudgeNote, Spent, weighed
from assistant.domain.mentions import YOU, Mention
from assistant.domain.replies import Reply, ReplyState, Understood
from assistant.errors import ItemError
from assistant.ports import Store
from assistant.ports.judging import PromptWriter, Question, QuestionKinds
from assistant.services.asking import Asking
from assistant.services.notice import notice_again

if TYPE_CHECKING:
    from assistant.domain.learning import Learnt

AT_ONCE = 50  # questions whose answers are acted on together


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredAnswers:
    """Answers and waiting questions in the store."""

    store: Store

    def answer_to(self, prompt_id: str) -> str | None:
        """The answer to what was asked before; empty where it had none that could be used, else None."""
        found = list(self.store.find(Asked, prompt_id=prompt_id))
        answered = next((each.answer for each in found if each.answer), None)
        return answered or ("" if any(each.why for each in found) else None)

    def spent(self, day: str) -> Spent:
        """What was asked on a day."""
        return self.store.get(Spent, day) or Spent(id=day)

    def keep(self, *asked: Asked, more: Spent) -> None:
        """Keep questions, and what was spent besides; what waits already goes on waiting."""
        fresh = [each for each in asked if each.answer or each.why or not self.store.get(Asked, each.id)]
        with self.store.transaction():
            self.store.put(*fresh, *([self.spent(more.id) + more] if more != Spent(id=more.id) else []))


@dataclass(frozen=True, kw_only=True, slots=True)
class CaughtUp:
    """What came of questions that had waited: how many were answered, and how many mentions came and went by it."""

    answered: int = 0
    new: int = 0
    withdrawn: int = 0
    faults: tuple[ItemError, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """Takes answers to questions that wait, from a model or from a file."""

    store: Store
    prompts: PromptWriter
    kinds: QuestionKinds
    user: tuple[str, ...]
    learnt: "Callable[[], Learnt]"

    def waiting(self) -> list[Asked]:
        """The questions without an answer, the oldest first."""
        return sorted(self.store.find(Asked, waits=True), key=lambda asked: (asked.asked_at, asked.id))

    def questions(self) -> Iterator[tuple[Asked, Question[object]]]:
        """The questions without an answer that can still be put; one that cannot is done with."""
        for asked in self.waiting():
            try:
                yield asked, self.kinds.load(asked)
            except ValueError:  # kept by an earlier version
                self.store.put(asked.settled())

    def catch_up(self, asking: Asking) -> CaughtUp:
        """Ask what waits, as far as the limits allow, and act on the answers."""
        total = CaughtUp()
        waiting = list(self.questions())
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            asking.ask([question for _, question in some], settle=False)
            total = _sum(total, self._take(some, asking.book.answer_to, by=""))
            if asking.stopped:
                break
        return total

    def bring(self, answers: Iterable[tuple[str, str] | ItemError], *, by: str) -> CaughtUp:
        """Take answers from elsewhere, as prompt and answer; each is checked as a model's would be."""
        waiting = [(asked, question, self.prompts.prompt(question)) for asked, question in self.questions()]
        by_prompt: dict[str, list[tuple[Asked, Question[object]]]] = {}
        for asked, question, prompt in waiting:
            by_prompt.setdefault(prompt.id, []).append((asked, question))
        total = CaughtUp()
        for line in answers:
            if isinstance(line, ItemError):
                total = replace(total, faults=(*total.faults, line))
                continue
            prompt_id, answer = line
            some = by_prompt.pop(prompt_id, None)
            if some is None:
                known = any(self.store.find(Asked, prompt_id=prompt_id))
                why = "it was answered before" if known else "nobody asked this"
                total = replace(total, faults=(*total.faults, ItemError(f"{by}, question {prompt_id[:12]}: {why}")))
                continue
            try:
                some[0][1].read(answer)
            except ValueError as error:
                total = replace(total, faults=(*total.faults, ItemError(f"{by}, question {prompt_id[:12]}: {error}")))
                continue
            total = _sum(total, self._take(some, lambda _, answer=answer: answer, by=by))  # type: ignore[misc]
        return total

    def _take(
        self, some: Iterable[tuple[Asked, Question[object]]], answer_to: Callable[[str], str | None], *, by: str
    ) -> CaughtUp:
        total = CaughtUp()
        learnt = self.learnt()
        for asked, question in some:
            prompt_id = self.prompts.prompt(question).id
            answer = answer_to(prompt_id)
            if answer is None:
                continue
            with self.store.transaction():
                current = self.store.get(Asked, asked.id) or asked
                done = replace(current, prompt_id=prompt_id) if prompt_id != current.prompt_id else current
                if answer:
                    total = _sum(total, self._act(question, answer, learnt))
                    done = done.answered(answer, by or done.by)
                self.store.put(done.settled())
        return total

    def _act(self, question: Question[object], answer: str, learnt: "Learnt") -> CaughtUp:
        try:
            if question.about == "mentions":
                return self._notice(question, answer, learnt)
            if question.about == "reply":
                self._reread(question, answer)
        except ValueError:  # the answer to the same words in another document
            return CaughtUp()
        return CaughtUp(answered=1)

    def _notice(self, question: Question[object], answer: str, learnt: "Learnt") -> CaughtUp:
        document = self.store.get(Document, question.ref)
        if document is None:
            return CaughtUp()
        found, reasons = self.kinds.mentions(question, answer, document)
        known = [each for each in self.store.find(Mention, document_id=document.id) if not each.withdrawn]
        stay = [each for each in known if each.found_by == YOU or not self.kinds.settles(question, answer, each)]
        traps = tuple(sorted({*document.traps, *reasons}))
        noticed = notice_again(
            self.store, replace(document, traps=traps), [*stay, *found], user=self.user, learnt=learnt
        )
        return CaughtUp(answered=1, new=len(noticed.mentions), withdrawn=noticed.withdrawn)

    def _reread(self, question: Question[object], answer: str) -> None:
        """What waits for the user is said by the better reader; the user still decides."""
        judged = self.kinds.understood(question, answer)
        for reply in [
            each for each in self.store.find(Reply, state=ReplyState.WAITS) if each.document_id == question.ref
        ]:
            trained = Understood(
                label=reply.label,
                confidence=reply.confidence,
                quote=reply.quote,
                until=reply.until,
                hand_off=reply.hand_off,
            )
            both = weighed(trained, judged)
            self.store.put(
                replace(
                    reply,
                    label=both.label,
                    confidence=both.confidence,
                    quote=both.quote,
                    until=both.until,
                    hand_off=both.hand_off,
                )
            )


def _sum(one: CaughtUp, other: CaughtUp) -> CaughtUp:
    return CaughtUp(
        answered=one.answered + other.answered,
        new=one.new + other.new,
        withdrawn=one.withdrawn + other.withdrawn,
        faults=(*one.faults, *other.faults),
    )


@dataclass(kw_only=True)
class JudgePass:
    """One pass of the second reader: what had waited is asked first, then what the pass reads."""

    asking: Asking
    judged: Judged
    _before: Spent = field(default_factory=lambda: Spent(id=""))
    _caught_up: CaughtUp = field(default_factory=CaughtUp)

    def begin(self) -> None:
        """Ask what has waited since earlier passes."""
        self.asking.begin()
        self._before = self.asking.book.spent(self.asking.today)
        if self.asking.model is not None:
            self._caught_up = self.judged.catch_up(self.asking)

    def end(self) -> JudgeNote:
        """What the pass has asked, and what is left."""
        spent = self.asking.book.spent(self.asking.today)
        if spent.id != self._before.id:  # it went on past midnight
            self._before = Spent(id=spent.id)
        if spent.stopped != self.asking.stopped:
            self.judged.store.put(replace(spent, stopped=self.asking.stopped))
        return JudgeNote(
            answered=spent.answered - self._before.answered,
            unfit=spent.unfit - self._before.unfit,
            tokens=spent.tokens - self._before.tokens,
            money=spent.money - self._before.money,
            waiting=len(self.judged.waiting()),
            caught_up=self._caught_up.answered,
            stopped=self.asking.stopped,
        )

"""Has questions answered by a language model: each only once, several at a time, within what a day may cost.

Whatever goes wrong, the answer is "none", and the trained reader's word stands; a pass ends in time, and says why.
"""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

from assistant.domain.ids import make_id
from assistant.domain.judging import Asked, JudgeSettings, Spent, guessed_tokens
from assistant.domain.time import Clock
from assistant.errors import JudgeBusyError, JudgeError
from assistant.ports.judging import AnswerBook, ChatModel, Completion, Prompt, PromptWriter, Question, QuestionKinds

S = TypeVar("S")

LONGEST_WAIT = 30.0  # seconds for which a busy server is waited for
MOST_FAILURES = 3  # in a row, after which the server is left alone for the rest of the pass
TRIES = 2  # of an answer that breaks the rules
ROOM = 600  # tokens that an answer may have, reckoned before it is asked for

SPENT, LATE = "today's budget is spent", "the time for one pass is over"


class _Put(NamedTuple, Generic[S]):
    """A question with its prompt, and what was answered before: nothing, or empty where that was in vain."""

    question: Question[S]
    prompt: Prompt
    before: str | None


@dataclass(kw_only=True)
class Asking:
    """A judge over a model. Without a `model`, questions are only collected.

    `stopped` says why nothing more is asked in this pass; empty while all is well.
    """

    settings: JudgeSettings
    model: ChatModel | None
    prompts: PromptWriter
    kinds: QuestionKinds
    book: AnswerBook
    clock: Clock
    pause: Callable[[float], None] = time.sleep
    stopped: str = ""
    _begun: float = field(default_factory=time.monotonic)
    _failures: int = 0
    _spent: Spent = field(default_factory=lambda: Spent(id=""))
    _more: Spent = field(default_factory=lambda: Spent(id=""))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """A new pass: what stopped the last one is tried again."""
        self.stopped, self._failures, self._begun = "", 0, time.monotonic()

    def known(self, questions: Iterable[Question[S]]) -> list[S | None]:
        """What was answered before; nobody is asked, and what is not known waits for the next pass."""
        return self._answered(questions, ask=False, settle=False)

    def ask(self, questions: Iterable[Question[S]], *, settle: bool = True) -> list[S | None]:
        """What is answered before or now, in order; what has no answer waits for the next pass.

        Not to `settle` leaves it to whoever asks to say that an answer was acted on.
        """
        return self._answered(questions, ask=self.model is not None, settle=settle)

    def _answered(self, questions: Iterable[Question[S]], *, ask: bool, settle: bool) -> list[S | None]:
        self._spent, self._more = self.book.spent(self.today), Spent(id=self.today)
        put: list[_Put[S]] = []
        waiting: dict[str, Future[tuple[str, str]]] = {}
        with ThreadPoolExecutor(max_workers=self.settings.at_once, thread_name_prefix="judge") as pool:
            try:
                for question in questions:
                    prompt = self.prompts.prompt(question)
                    before = self.book.answer_to(prompt.id)
                    put.append(_Put(question, prompt, before))
                    if ask and before is None and prompt.id not in waiting:
                        waiting[prompt.id] = pool.submit(self._ask_one, question, prompt)
                fresh = {prompt_id: answer.result() for prompt_id, answer in waiting.items()}
            finally:
                self._close(waiting.values())
        kept: list[Asked] = []
        answers: list[S | None] = []
        for each in put:
            text, why = fresh.get(each.prompt.id, ("", "")) if each.before is None else (each.before, "")
            answers.append(_taken(each.question, text))
            if each.before is None:
                asked = self._asked(each.question, each.prompt)
                asked = asked.answered(text, self.model.name) if text and self.model else replace(asked, why=why)
                kept.append(asked.settled() if settle and (text or why) else asked)
        known = sum(each.before is not None for each in put)
        counts = Spent(id=self.today, questions=len(put), known=known) if settle else Spent(id=self.today)
        if put:
            self.book.keep(*kept, more=self._more + counts)
        return answers

    def _close(self, asked: Iterable[Future[tuple[str, str]]]) -> None:
        """Leave no connection open; where a pass is broken off, ask nothing more."""
        for each in asked:
            each.cancel()
        if self.model is not None:
            self.model.close()

    def _ask_one(self, question: Question[S], prompt: Prompt) -> tuple[str, str]:
        complaint: tuple[str, str] | None = None
        for _ in range(TRIES):
            completion = self._complete(prompt, complaint)
            if completion is None:
                return "", ""
            try:
                question.read(completion.text)
            except ValueError as error:
                complaint = (completion.text, str(error))
            else:
                self._count(answered=1)
                return completion.text, ""
        self._count(unfit=1)
        return "", complaint[1] if complaint else ""

    def _complete(self, prompt: Prompt, complaint: tuple[str, str] | None) -> Completion | None:
        """What the model writes; None where it must not or cannot be asked."""
        assert self.model is not None
        guess = guessed_tokens(prompt.system + prompt.user + "".join(complaint or ()))
        while True:
            with self._lock:
                self._look_at_limits(guess)
                if self.stopped:
                    return None
                self._more += self._cost(guess, ROOM)  # before it is asked: others ask at the same time
            try:
                completion = self.model.complete(prompt, complaint=complaint)
            except JudgeBusyError as error:
                with self._lock:
                    self._more += self._cost(-guess, -ROOM)
                    if error.seconds > LONGEST_WAIT or self._fails(error):
                        self._stop(error)
                        return None
                self.pause(error.seconds)
            except JudgeError as error:
                with self._lock:
                    self._more += self._cost(-guess, -ROOM)
                    if error.is_final or self._fails(error):
                        self._stop(error)
                return None
            else:
                with self._lock:
                    self._failures = 0
                    self._more += self._cost(completion.tokens_in - guess, completion.tokens_out - ROOM)
                return completion

    def _stop(self, error: JudgeError) -> None:
        if not self.stopped:
            self.stopped = str(error)

    def _fails(self, error: Exception) -> bool:
        self._failures += 1
        return self._failures >= MOST_FAILURES

    def _look_at_limits(self, guess: int) -> None:
        if self.stopped:
            return
        spent, settings = self._spent + self._more, self.settings
        money = spent.money + settings.money(guess, ROOM)
        if spent.tokens + guess + ROOM > settings.tokens_a_day or (money > settings.money_a_day and money > 0):
            self.stopped = SPENT
        elif time.monotonic() - self._begun > 60 * settings.minutes:
            self.stopped = LATE

    def _cost(self, tokens_in: int, tokens_out: int) -> Spent:
        money = self.settings.money(tokens_in, tokens_out)
        return Spent(id=self.today, tokens_in=tokens_in, tokens_out=tokens_out, money=money)

    def _count(self, *, answered: int = 0, unfit: int = 0) -> None:
        with self._lock:
            self._more += Spent(id=self.today, answered=answered, unfit=unfit)

    def _asked(self, question: Question[object], prompt: Prompt) -> Asked:
        return Asked(
            id=make_id("q", prompt.id, question.ref),
            prompt_id=prompt.id,
            about=question.about,
            ref=question.ref,
            question=self.kinds.kept(question),
            asked_at=self.clock(),
        )

    @property
    def today(self) -> str:
        """The day that is charged, YYYY-MM-DD."""
        return self.clock().date().isoformat()


def _taken(question: Question[S], answer: str) -> S | None:
    """What an earlier answer says; none where it was in vain, or does not fit another document of the same words."""
    try:
        return question.read(answer) if answer else None
    except ValueError:
        return None

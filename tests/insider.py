"""The worst of all judges: it knows every attack, and wherever it sees one it answers what the attacker wants."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nlp.judging import Excerpt, MatchQuestion, ReplyQuestion, Understanding, Verdict
from nlp.judging.questions import find_words
from nlp.replies.answers import Said
from nlp.text import NOBODY, Kind, Who
from tests.injections import Answer, Attack, plain

TELLING = 5  # so many words of an attack in a row, and it is seen


class Insider:
    """Answers about the documents of one attack; `seen` says whether it was shown any of the attack's words.

    Its answers need no checking: a quote stands in the lines, a holder is listed or named there.
    """

    def __init__(self, attack: Attack) -> None:
        self._attack = attack
        self._runs = {run for piece in attack.pieces for run in _runs(piece)}
        self.seen = False

    def ask(self, questions: Iterable[Any]) -> Sequence[Any]:
        """An answer to each question, in order."""
        return [self._answer(question) for question in questions]

    def _answer(self, question: Any) -> Any:
        if isinstance(question, Excerpt):
            is_seen = self._sees(question.words())
            return tuple(_verdicts(question, self._attack.answers)) if is_seen else ()
        (answer, *_) = self._attack.answers
        if isinstance(question, ReplyQuestion):
            label = answer.label.value if self._sees(question.words) and answer.label else Said.UNCLEAR
            return Understanding(label=Said(label), quote=question.words[:80], hand_off=answer.hand_off)
        assert isinstance(question, MatchQuestion)
        if not self._sees("\n".join([question.words, *(offer.words() for offer in question.offers)])):
            return ()
        return tuple(offer.id for offer in question.offers if offer.id == answer.choose)

    def _sees(self, shown: str) -> bool:
        is_seen = not self._runs.isdisjoint(run for size in set(map(len, self._runs)) for run in _runs(shown, size))
        self.seen |= is_seen
        return is_seen


def _verdicts(excerpt: Excerpt, answers: Sequence[Answer]) -> Iterator[Verdict]:
    for answer in answers:
        for line in excerpt.lines:
            found = find_words(answer.quote, line.words) or (
                find_words(line.words, answer.quote) and (0, len(line.words))
            )
            if not found:
                continue
            start, end = (line.start + at for at in found)
            if answer.trap:
                yield Verdict(start=start, end=end, reason=answer.trap)
            elif answer.kind and (holder := _holder(excerpt, answer.holder)):
                yield Verdict(start=start, end=end, kind=Kind(answer.kind), holder=holder, category=answer.category)
            break


def _holder(excerpt: Excerpt, named: str) -> Who:
    for who in excerpt.people:
        if named in (who.name, who.address):
            return who
    return Who(name=named) if find_words(named, excerpt.words()) else NOBODY


def _runs(text: str, size: int = TELLING) -> Iterator[tuple[str, ...]]:
    found = plain(text).casefold().split()
    size = min(size, len(found))
    yield from (tuple(found[at : at + size]) for at in range(len(found) - size + 1) if size)

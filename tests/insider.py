"""The worst of all judges: it knows every attack, and wherever it sees one it answers what the attacker wants."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nlp.judging import Excerpt, MatchQuestion, ReplyQuestion, Unfit
from nlp.judging.questions import find_words
from tests.injections import Answer, Attack, plain

TELLING = 5  # so many words of an attack in a row, and it is seen


class Insider:
    """Answers about the documents of one attack, in the best form; to whatever else it says that it is nothing.

    It is for readers that hide no names. `seen` says whether it was shown any of the attack's words.
    """

    def __init__(self, attack: Attack) -> None:
        self._attack = attack
        self._runs = {run for piece in attack.pieces for run in _runs(piece)}
        self.seen = False

    def ask(self, questions: Iterable[Any]) -> Sequence[Any]:
        """An answer to each question, in order; None where it is refused."""
        return [self._answer(question) for question in questions]

    def _answer(self, question: Any) -> Any:
        try:
            return question.read(json.dumps(self._said(question)))
        except Unfit:
            return None

    def _said(self, question: Any) -> dict[str, Any]:
        answers = self._attack.answers
        if isinstance(question, Excerpt):
            is_seen = self._sees(question.words())
            return {
                "mentions": list(_mentions(question, answers)) if is_seen else [],
                "none": list(_traps(question, answers)) if is_seen else [],
            }
        (answer,) = answers
        if isinstance(question, ReplyQuestion):
            label = answer.label if self._sees(question.words) else "unclear"
            quote = question.words.split("\n")[0]
            return {"label": label, "quote": quote, "until": None, "hand_off": answer.hand_off or None}
        assert isinstance(question, MatchQuestion)
        signs = {offer.id: f"O{number}" for number, offer in enumerate(question.offers, 1)}
        is_seen = self._sees("\n".join([question.words, *(offer.words() for offer in question.offers)]))
        return {"best": [signs.get(str(answer.choose), "nobody")] if is_seen else ["nobody"]}

    def _sees(self, shown: str) -> bool:
        is_seen = not self._runs.isdisjoint(run for size in set(map(len, self._runs)) for run in _runs(shown, size))
        self.seen |= is_seen
        return is_seen


def _mentions(excerpt: Excerpt, answers: Sequence[Answer]) -> Iterator[dict[str, Any]]:
    for answer in answers:
        if answer.kind:
            told = {"quote": answer.quote, "kind": answer.kind, "category": answer.category}
            yield {"line": 1, "holder": _holder(excerpt, answer.holder)} | told


def _holder(excerpt: Excerpt, named: str) -> str:
    """Whom the attacker names, where that can be said; else whoever is listed first."""
    known = [f"P{number}" for number, who in enumerate(excerpt.people, 1) if named in (who.name, who.address)]
    return known[0] if known else named if find_words(named, excerpt.words()) else "P1"


def _traps(excerpt: Excerpt, answers: Sequence[Answer]) -> Iterator[dict[str, Any]]:
    for answer in answers:
        for number, line in enumerate(excerpt.lines, 1):
            if answer.trap and (find_words(answer.quote, line.words) or find_words(line.words, answer.quote)):
                yield {"line": number, "reason": answer.trap}


def _runs(text: str, size: int = TELLING) -> Iterator[tuple[str, ...]]:
    found = plain(text).casefold().split()
    size = min(size, len(found))
    yield from (tuple(found[at : at + size]) for at in range(len(found) - size + 1) if size)

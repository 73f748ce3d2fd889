"""Matching with a second opinion: the trained matcher makes a short list, a language model says who of it fits."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.ports import Candidate, Compared, Comparison, Matcher, Wanted
from assistant.ports.judging import Judge
from nlp.judging import MatchQuestion, Offer
from nlp.judging.wariness import speaks_to_a_machine

LISTED = 10  # candidates that are shown
SURE = 0.85  # the chance from which the trained matcher's first is the right one nearly always
CHANCES = (0.8, 0.5, 0.4)  # that the judge's first, second and third are the right one
LEFT_OUT = 0.1  # of the chance that is left to whom it does not name
NOBODY = 0.05  # the chance that somebody fits where it says that nobody does


class JudgedMatcher:
    """Asks a judge where that may be; what it cannot answer is left as the trained matcher has it.

    Nobody is asked where the trained matcher is sure: no card talks itself past the right one. Whose card speaks to a
    machine is not listed, and keeps the place that the trained matcher gives them.
    """

    def __init__(self, trained: Matcher, judge: Judge) -> None:
        self._trained = trained
        self._judge = judge

    @property
    def version(self) -> str:
        """The version of the trained matcher."""
        return self._trained.version

    def compare(self, wanted: Wanted, candidates: Sequence[Candidate], *, most: int = 50) -> Comparison:
        """The likeliest candidates, `most` at most."""
        trained = self._trained.compare(wanted, candidates, most=max(most, LISTED))
        question = self._question(wanted, candidates, trained)
        (best,) = self._judge.ask([question]) if question else (None,)
        judged = trained if question is None or best is None else _judged(trained, question, best)
        return replace(judged, compared=judged.compared[:most])

    def _question(self, wanted: Wanted, candidates: Sequence[Candidate], trained: Comparison) -> MatchQuestion | None:
        is_sure = not trained.nobody and any(each.chance >= SURE for each in trained.compared)
        if is_sure or not wanted.may_ask or speaks_to_a_machine(wanted.words):
            return None
        by_id = {each.id: each for each in candidates}
        offers = [_offer(by_id[each.id]) for each in trained.compared[:LISTED]]
        plain = [each for each in offers if not speaks_to_a_machine(each.words())]
        plain.sort(key=lambda offer: offer.does)  # an order that says nothing: the judge is to decide by the words
        return MatchQuestion(words=wanted.words, area=", ".join(wanted.area), offers=tuple(plain)) if plain else None


def _offer(candidate: Candidate) -> Offer:
    return Offer(
        id=candidate.id,
        does="; ".join(filter(None, (" ".join(candidate.says.split()), ", ".join(candidate.services)))),
        ideal_client=candidate.ideal_client,
        area=", ".join(candidate.area),
        not_for=candidate.not_for,
    )


def _judged(trained: Comparison, question: MatchQuestion, best: Sequence[str]) -> Comparison:
    listed = {offer.id for offer in question.offers}
    places = {named: place for place, named in enumerate(best[: len(CHANCES)], 1)}

    def judged(each: Compared) -> Compared:
        if each.id in places:
            return replace(each, chance=CHANCES[places[each.id] - 1], place=places[each.id])
        return replace(each, chance=each.chance * LEFT_OUT) if each.id in listed else each

    compared = sorted(map(judged, trained.compared), key=lambda each: (-each.chance, each.id))
    somebody = max(trained.somebody, CHANCES[0]) if best else NOBODY
    return Comparison(compared=tuple(compared), somebody=somebody, nobody=not best)

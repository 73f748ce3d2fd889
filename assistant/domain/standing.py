"""Standing: what to expect of a provider, worked out from what happened, with the sum shown.

Three things are counted: whether they answer soon, whether they get in touch once they have said yes, and whether that
helps. Each is a share that begins as if three of four had gone well, so that one case is no verdict (the mean of a
Beta distribution, with 3 and 1 to begin with). A no is no fault: it is an answer like a yes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain.cases import Answered, Case

BEGUN_WELL, BEGUN = 3, 4  # as if that many of that many had gone well, before anything has happened
SOON = 3  # business days within which an answer is soon
ENOUGH, POOR = 3, 50  # cases, from which on a total below that is a reason to think of the bench
ENOUGH_OF_ONE, POOR_SHARE = 4, 0.4  # cases of one term, from which on its own share is one
WORDS = ((85, "excellent"), (65, "good"), (50, "mixed"), (0, "poor"))


class Counted(StrEnum):
    """What is counted."""

    ANSWERS = "answers"
    FOLLOW_THROUGH = "follow-through"
    OUTCOMES = "outcomes"


WEIGHTS = {Counted.ANSWERS: 25, Counted.FOLLOW_THROUGH: 35, Counted.OUTCOMES: 40}
"""How many of the 100 each makes up."""

GOOD = {
    Counted.ANSWERS: f"answered within {SOON} business days",
    Counted.FOLLOW_THROUGH: "got in touch after a yes",
    Counted.OUTCOMES: "it helped",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One of the three: the ids of the introductions in which it went well, and in which it did not."""

    counted: Counted
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many cases it rests on."""
        return len(self.good) + len(self.bad)

    @property
    def weight(self) -> int:
        """How many of the 100 it makes up."""
        return WEIGHTS[self.counted]

    @property
    def share(self) -> float:
        """The share that is to be expected, above 0 and below 1."""
        return (len(self.good) + BEGUN_WELL) / (self.count + BEGUN)

    @property
    def points(self) -> float:
        """What it adds to the total."""
        return self.weight * self.share

    @property
    def arithmetic(self) -> str:
        """The sum as it is done: (7 + 3) of (8 + 4) is 83 %, of 25: 20.8."""
        sum_ = f"({len(self.good)} + {BEGUN_WELL}) of ({self.count} + {BEGUN}) is {100 * self.share:.0f} %"
        return f"{sum_}, of {self.weight}: {self.points:.1f}"

    @property
    def is_poor(self) -> bool:
        """Whether it is a reason to think of the bench by itself."""
        return self.count >= ENOUGH_OF_ONE and self.share < POOR_SHARE


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The three terms, and how many cases they come from."""

    terms: tuple[Term, ...]
    cases: int = 0

    @property
    def total(self) -> int:
        """0 to 100."""
        return round(sum(term.points for term in self.terms))

    @property
    def words(self) -> str:
        """The total in a word; that they are not tried yet where nothing has happened."""
        return next(words for least, words in WORDS if self.total >= least) if self.is_known else "not tried yet"

    @property
    def is_known(self) -> bool:
        """Whether anything has happened that counts."""
        return any(term.count for term in self.terms)

    @property
    def doubt(self) -> str:
        """Why the user should think of the bench, with the counts; empty where nothing speaks for it."""
        poor = [term for term in self.terms if term.is_poor]
        if self.cases >= ENOUGH and self.total < POOR:
            poor = poor or [min((term for term in self.terms if term.count), key=lambda term: term.share)]
        told = ", ".join(f"{GOOD[term.counted]}: {len(term.good)} of {term.count}" for term in poor)
        return f"{told}; their standing is {self.total} of 100" if poor else ""


def standing_of(cases: Iterable[Case]) -> Standing:
    """The standing that follows from cases, in whatever order they come."""
    cases = tuple(cases)
    ended = tuple(case for case in cases if case.answered)
    return Standing(
        terms=(
            _term(Counted.ANSWERS, ((each.introduction_id, _was_soon(each)) for each in ended)),
            _term(Counted.FOLLOW_THROUGH, ((each.introduction_id, each.followed) for each in ended)),
            _term(Counted.OUTCOMES, ((each.introduction_id, each.helped) for each in ended)),
        ),
        cases=len(ended),
    )


def _was_soon(case: Case) -> bool | None:
    """Whether an ask was answered soon; None where nobody asked."""
    if case.asked_at is None:
        return None
    return case.answered is not Answered.SILENT and case.days is not None and case.days <= SOON


def _term(counted: Counted, told: Iterable[tuple[str, bool | None]]) -> Term:
    told = sorted((which, good) for which, good in told if good is not None)
    return Term(
        counted=counted,
        good=tuple(which for which, good in told if good),
        bad=tuple(which for which, good in told if not good),
    )

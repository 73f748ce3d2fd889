"""How good matches are: needs with the providers that are right for them, and what was proposed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.domain.shares import share

FIRST = 3  # places that count for "among the first"


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledNeed:
    """A need in somebody's words, where they are, and the ids of the providers that are right for it; none may be.

    `wrong` are providers that only look right.
    """

    id: str
    text: str
    seeker_area: str = ""
    category: str = ""
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What was proposed for a need: providers with their scores, best first, or that nobody fits."""

    id: str
    ranked: tuple[tuple[str, float], ...] = ()
    none: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchFigures:
    """Counts over needs, and the rates that follow.

    `top1` and `top3` count needs that somebody fits with a right provider first, or among the first three; where it was
    said that nobody fits, they are missed. `tempted` counts wrong ones that looked right and were put first.
    """

    needs: int = 0
    fitting: int = 0
    top1: int = 0
    top3: int = 0
    tempted: int = 0
    claimed: int = 0
    rightly: int = 0

    @property
    def nobody_precision(self) -> float:
        """The share of claims that nobody fits that are right."""
        return share(self.rightly, self.claimed)

    @property
    def nobody_recall(self) -> float:
        """The share of needs that nobody fits of which it was said."""
        return share(self.rightly, self.needs - self.fitting)

    @property
    def nobody_f1(self) -> float:
        """The harmonic mean of both."""
        return share(2 * self.rightly, self.claimed + self.needs - self.fitting)

    def plain(self) -> dict[str, float]:
        """Everything as plain numbers, rates to three places."""
        return {
            "needs": self.needs,
            "top1": round(share(self.top1, self.fitting), 3),
            "top3": round(share(self.top3, self.fitting), 3),
            "wrong_top1": self.tempted,
            "none_precision": round(self.nobody_precision, 3),
            "none_recall": round(self.nobody_recall, 3),
            "none_f1": round(self.nobody_f1, 3),
        }


def match_figures(needs: Iterable[LabelledNeed], proposals: Mapping[str, Proposal]) -> MatchFigures:
    """The figures of proposals, by the needs' ids."""
    fitting = top1 = top3 = tempted = claimed = rightly = total = 0
    for need in needs:
        proposal = proposals[need.id]
        total += 1
        claimed += proposal.none
        if not need.right:
            rightly += proposal.none
            continue
        first = [] if proposal.none else [provider for provider, _ in proposal.ranked[:FIRST]]
        fitting += 1
        top1 += bool(first) and first[0] in need.right
        top3 += not set(first).isdisjoint(need.right)
        tempted += bool(first) and first[0] in need.wrong
    return MatchFigures(
        needs=total,
        fitting=fitting,
        top1=top1,
        top3=top3,
        tempted=tempted,
        claimed=claimed,
        rightly=rightly,
    )

"""How well needs are matched with providers: every matcher is asked about the same needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.match_scoring import LabelledNeed, MatchFigures, Proposal, match_figures
from assistant.ports import Candidate, Matcher, Wanted

MOST = 5  # providers of a proposal


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchEvaluation:
    """The matcher's proposals by need, and the figures of each matcher by its version, the matcher's own first."""

    matcher: str
    candidates: int
    proposals: Mapping[str, Proposal]
    figures: Mapping[str, MatchFigures]


def evaluate_matching(
    needs: Sequence[LabelledNeed],
    candidates: Sequence[Candidate],
    *,
    matcher: Matcher,
    beside: Sequence[Matcher] = (),
    progress: Callable[[int], None] = lambda handled: None,
) -> MatchEvaluation:
    """Ask the matcher, and those beside it, about every need; `progress` is told of each need and matcher."""
    found = {each.version: propose(needs, candidates, each, progress=progress) for each in (matcher, *beside)}
    return MatchEvaluation(
        matcher=matcher.version,
        candidates=len(candidates),
        proposals=found[matcher.version],
        figures={version: match_figures(needs, proposals) for version, proposals in found.items()},
    )


def propose(
    needs: Sequence[LabelledNeed],
    candidates: Sequence[Candidate],
    matcher: Matcher,
    *,
    progress: Callable[[int], None] = lambda handled: None,
) -> dict[str, Proposal]:
    """What a matcher proposes for each need, by its id; its category is not told."""
    proposals = {}
    for need in needs:
        area = (need.seeker_area,) if need.seeker_area else ()
        comparison = matcher.compare(Wanted(words=need.text, area=area, may_ask=True), candidates, most=MOST)
        ranked = tuple((each.id, each.chance) for each in comparison.compared)
        proposals[need.id] = Proposal(id=need.id, ranked=ranked, none=comparison.nobody)
        progress(1)
    return proposals

"""The matcher's figures as a table that reads alike on a terminal and in a page, and as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.domain.shares import share

if TYPE_CHECKING:
    from assistant.services.evaluate_matching import MatchEvaluation

HEAD = ("", "right first", "right among three", "tempting one first", "nobody: precision", "recall", "F1")


def page(result: "MatchEvaluation", missing: str = "") -> str:
    """All figures as Markdown, without a word of any need; `missing` says what could not be measured."""
    from assistant.cli.figures import table

    any_matcher = next(iter(result.figures.values()))
    lines = [
        f"Matcher {result.matcher}: {any_matcher.needs} needs, {any_matcher.fitting} of them with somebody who fits, "
        f"{result.candidates} providers.",
        *table("Beside the usual ways", HEAD, list(_rows(result))),
    ]
    return "\n".join([*lines, *(["", missing] if missing else [])])


def _rows(result: "MatchEvaluation") -> Iterator[tuple[str, ...]]:
    for name, each in result.figures.items():
        yield (
            name,
            f"{share(each.top1, each.fitting):.3f}",
            f"{share(each.top3, each.fitting):.3f}",
            f"{each.tempted}",
            f"{each.nobody_precision:.3f}" if each.claimed else "–",
            f"{each.nobody_recall:.3f}",
            f"{each.nobody_f1:.3f}",
        )


def plain(result: "MatchEvaluation") -> dict[str, object]:
    """Everything, for other programs; rates to three places."""
    return {
        "matcher": result.matcher,
        "candidates": result.candidates,
        "figures": {name: each.plain() for name, each in result.figures.items()},
    }


def predictions(result: "MatchEvaluation") -> Iterator[dict[str, object]]:
    """One row a need: who was proposed, best first, and whether it was said that nobody fits."""
    for proposal in result.proposals.values():
        ranked = [{"provider": provider, "score": round(score, 4)} for provider, score in proposal.ranked]
        yield {"id": proposal.id, "ranked": ranked, "none": proposal.none}

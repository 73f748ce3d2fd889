"""Neighbouring findings about one matter become one mention with the best quote."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.text import Kind, Mention

NEAR = 200  # characters between two sentences of one matter
STRENGTH = {Kind.REQUEST: 2, Kind.NEED: 1, Kind.PROBLEM: 1}


def merge_mentions(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions in order, with neighbours of the same holder and matter merged."""
    merged: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: mention.start):
        if merged and _same_matter(merged[-1], mention):
            merged[-1] = _better(merged[-1], mention)
        else:
            merged.append(mention)
    return tuple(merged)


def _same_matter(first: Mention, second: Mention) -> bool:
    if second.start - first.end > NEAR or first.holder != second.holder:
        return False
    return first.category == second.category or "other" in (first.category, second.category)


def _better(first: Mention, second: Mention) -> Mention:
    best, rest = (second, first) if _rank(second) > _rank(first) else (first, second)
    if best.category != "other" or rest.category == "other":
        return best
    return Mention(
        quote=best.quote,
        start=best.start,
        end=best.end,
        kind=best.kind,
        holder=best.holder,
        told_by=best.told_by,
        category=rest.category,
        confidence=best.confidence,
        found_by=best.found_by,
    )


def _rank(mention: Mention) -> tuple[float, ...]:
    return (STRENGTH[mention.kind] > 1 and mention.confidence >= 0.6, mention.confidence)

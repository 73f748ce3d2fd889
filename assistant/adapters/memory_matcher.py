"""The fake of `Matcher`, for tests and for trying things out."""

import dataclasses
from collections.abc import Mapping, Sequence

from assistant.domain.ids import fold
from assistant.ports import Candidate, Compared, Comparison, Wanted


class MemoryMatcher:
    """A `Matcher` that knows no language: `told` says what it makes of a candidate, by id; areas are equal or not."""

    version = "memory"

    def __init__(self, told: Mapping[str, Compared] | None = None) -> None:
        self.told = dict(told or {})
        self.asked: list[tuple[Wanted, tuple[str, ...]]] = []

    def compare(self, wanted: Wanted, candidates: Sequence[Candidate], *, most: int = 50) -> Comparison:
        """The likeliest candidates, `most` at most."""
        self.asked.append((wanted, tuple(each.id for each in candidates)))
        found = [
            dataclasses.replace(self.told.get(each.id, Compared(id=each.id, chance=0.0)), reach=_reach(wanted, each))
            for each in candidates
        ]
        found.sort(key=lambda each: (-each.chance, each.id))
        somebody = sum(each.chance for each in found)
        return Comparison(compared=tuple(found[:most]), somebody=somebody, nobody=somebody < 0.5)


def _reach(wanted: Wanted, candidate: Candidate) -> str:
    here, there = ({fold(place) for place in area} for area in (wanted.area, candidate.area))
    if not here or not there:
        return "unknown"
    return "inside" if here & there else "anywhere" if "remote" in there else "outside"

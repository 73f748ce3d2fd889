"""Does somebody work where somebody else is? Areas are free text; what cannot be read speaks against nobody."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from nlp.matching.places import LONGEST, Bit, Part, Place, fold, regions, towns

NEAR = 60.0  # km beyond an area at which asking is worth it
REMOTE = frozenset({"remote", "remotely", "online", "video", "virtual", "phone"})
ANYWHERE = frozenset({"anywhere", "worldwide", "global", "globally", "international", "internationally"})
BASED = re.compile(r"\b(?:based|offices?|studio|workshop|headquartered)\b[^,;]*", re.IGNORECASE)
LISTED = re.compile(r"\s*(?:[;+&/]|,?\s\band\b|\bplus\b|\bor\b)\s*", re.IGNORECASE)


class Reach(StrEnum):
    """Whether somebody works at a place."""

    INSIDE = "inside"
    NEAR = "near"
    ANYWHERE = "anywhere"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """Where somebody works: any of the bits, or anywhere; nothing where it is not known. Never in `without`."""

    bits: tuple[Bit, ...] = ()
    anywhere: bool = False
    only: tuple[Part, ...] = ()
    without: tuple[Part, ...] = ()

    def reach(self, place: Place | None) -> Reach:
        """Whether somebody with this area works at a place."""
        if place is None:
            return Reach.ANYWHERE if self.anywhere else Reach.UNKNOWN
        if any(part.distance(place) == 0 for part in self.without):
            return Reach.OUTSIDE
        if self.only and all(part.distance(place) > 0 for part in self.only):
            return Reach.OUTSIDE
        distance = min((bit.distance(place) for bit in self.bits), default=math.inf)
        if distance == 0:
            return Reach.INSIDE
        if self.anywhere:
            return Reach.ANYWHERE
        if not self.bits:
            return Reach.UNKNOWN
        return Reach.NEAR if distance <= NEAR else Reach.OUTSIDE


@lru_cache(maxsize=20_000)
def read_area(text: str, not_for: tuple[str, ...] = ()) -> Area:
    """An area as people write it; `not_for` may narrow it ("outside the US", "Scotland")."""
    words = set(fold(text).split())
    bits: list[Bit] = []
    wide = False
    told = BASED.sub(" ", text)
    for listed in _lists(told):
        before: list[Bit] = []
        for chunk, last in listed:
            found, pure = list(_bits_in(chunk)), fold(chunk).removeprefix("the ") in regions()
            if before and pure and last and _hold(found, before):
                continue  # "Austin, Texas" is Austin
            wide = wide or any(isinstance(bit, Part) and not bit.box for bit in found)
            bits += found
            before = found or before
    only: list[Part] = []
    without: list[Part] = []
    for limit in not_for:
        name = fold(limit)
        outside = name.startswith("outside ")
        parts = regions().get(name.removeprefix("outside ").removeprefix("the "), ())
        (only if outside else without).extend(parts)
    return Area(
        bits=tuple(bits),
        anywhere=bool(words & ANYWHERE) or (bool(words & REMOTE) and not wide),
        only=tuple(only),
        without=tuple(without),
    )


def _lists(text: str) -> Iterator[list[tuple[str, bool]]]:
    """The parts of "A, B and C"; of each its comma-separated chunks, with whether a chunk may only say where the one
    before lies: it may not where "and" follows at once ("London, UK and EU"), but for the last and before ", and"."""
    parts = LISTED.split(text)
    marks = LISTED.findall(text)
    for number, part in enumerate(parts):
        chunks = [chunk for chunk in part.split(",") if fold(chunk)]
        follows = number < len(marks) and not marks[number].strip().startswith(",")
        yield [(chunk, not (follows and place == len(chunks) - 1)) for place, chunk in enumerate(chunks)]


def _bits_in(text: str) -> Iterator[Bit]:
    words = fold(text).split()
    start = 0
    while start < len(words):
        for length in range(min(LONGEST, len(words) - start), 0, -1):
            name = " ".join(words[start : start + length])
            if name.endswith(" wide"):
                name = name.removesuffix(" wide")
            if name in regions():
                yield from regions()[name]
                break
            if name in towns() and name not in REMOTE:
                yield towns()[name][0]
                break
        else:
            length = 1
        start += length


def _hold(around: Iterable[Bit], inner: list[Bit]) -> bool:
    """Whether everything of `inner` lies in something of `around`."""
    parts = [bit for bit in around if isinstance(bit, Part)]
    return all(
        any(part.distance(bit) == 0 if isinstance(bit, Place) else part.holds(bit) for part in parts) for bit in inner
    )


def home_of(areas: Iterable[Area]) -> Mapping[str, float]:
    """The share of areas by the countries that they name."""
    counts: Counter[str] = Counter()
    total = 0
    for area in areas:
        total += 1
        counts.update({bit.country for bit in area.bits})
    return {country: count / max(1, total) for country, count in counts.items()}

"""Places as people write them: "Manchester and North West England", "remote, UK", "Fort Collins, Colorado".

`places.tsv` holds towns of GeoNames (CC BY 4.0), `regions.tsv` what is larger: countries, states, regions, as countries
(`GB`), divisions of them (`US-TX`), and boxes within (`GB@south,west,north,east`).
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

PLACES = Path(str(files("nlp") / "matching" / "places.tsv"))
REGIONS = PLACES.with_name("regions.tsv")
DEGREE = 111.2  # km of a degree of latitude
TOWN = 40.0  # km from its middle that somebody in a town serves without asking
LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "Æ": "AE", "đ": "d"})
HOME = 6.0  # how much more a town counts for lying where all of the user's providers are, in powers of e
METROPOLIS = 500  # thousands of inhabitants, from which on a town is meant and not the region of its name
NO_PLACES = frozenset(
    {"us", "borders", "march", "may", "august", "reading", "nice", "mobile", "bath"}
)  # in running text
LONGEST = 5  # words of a region's name


def fold(text: str) -> str:
    """Words of a-z and 0-9, one space between them: how names are compared here."""
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return " ".join(
        re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)).lower())
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A town: ISO country, GeoNames' code of the division, degrees, thousands of inhabitants."""

    name: str
    country: str
    division: str
    latitude: float
    longitude: float
    thousands: int

    def distance(self, other: Place) -> float:
        """Kilometres beyond what a town's people serve as their own, from one town to another; 0 within."""
        return max(0.0, _kilometres(self.latitude, self.longitude, other) - TOWN)

    def near(self, other: Place) -> bool:
        """Whether both lie in one country."""
        return self.country == other.country


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Part of a region: a country, a division of it, or a box (south, west, north, east) in either."""

    country: str
    division: str = ""
    box: tuple[float, float, float, float] | None = None

    def distance(self, place: Place) -> float:
        """Kilometres from a town to here; 0 within, infinite where that is unknown."""
        if place.country != self.country or (self.division and place.division != self.division):
            return math.inf
        if not self.box:
            return 0.0
        south, west, north, east = self.box
        latitude, longitude = min(max(place.latitude, south), north), min(max(place.longitude, west), east)
        return _kilometres(latitude, longitude, place)

    def holds(self, other: Part) -> bool:
        """Whether the other part lies in this one."""
        return (
            self.country == other.country
            and self.division in ("", other.division)
            and (self.box is None or self.box == other.box)
        )


Bit = Place | Part


def _kilometres(latitude: float, longitude: float, place: Place) -> float:
    north = (latitude - place.latitude) * DEGREE
    east = (longitude - place.longitude) * DEGREE * math.cos(math.radians(place.latitude))
    return math.hypot(north, east)


@cache
def regions() -> Mapping[str, tuple[Part, ...]]:
    """What is larger than a town, by folded name."""
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {row["region"]: tuple(map(_part, row["reach"].split())) for row in rows}


def _part(words: str) -> Part:
    where, _, box = words.partition("@")
    country, _, division = where.partition("-")
    south, west, north, east = map(float, box.split(",")) if box else (0.0, 0.0, 0.0, 0.0)
    return Part(country=country, division=division, box=(south, west, north, east) if box else None)


@cache
def towns() -> Mapping[str, tuple[Place, ...]]:
    """Towns by folded name, the largest first."""
    named: dict[str, list[Place]] = {}
    with PLACES.open(encoding="utf-8", newline="") as lines:
        next(lines)
        for line in lines:
            name, country, division, latitude, longitude, thousands = line.rstrip("\n").split("\t")
            place = Place(
                name=name,
                country=country,
                division=division,
                latitude=float(latitude),
                longitude=float(longitude),
                thousands=int(thousands),
            )
            named.setdefault(name, []).append(place)
    return {name: tuple(sorted(places, key=lambda place: -place.thousands)) for name, places in named.items()}


@cache
def _largest_of(region: str) -> Place | None:
    """The largest town of a region, which stands for it."""
    inside = (place for places in towns().values() for place in places if _within(place, regions()[region]))
    return max(inside, key=lambda place: place.thousands, default=None)


def _within(place: Place, parts: tuple[Part, ...]) -> bool:
    return any(part.distance(place) == 0 for part in parts)


def find_place(text: str, home: Mapping[str, float] | None = None) -> Place | None:
    """Where somebody is: a town, with or without what it lies in; of a region, its largest town; None if unknown.

    Of towns of one name it is the largest, unless one lies where the user's providers are: `home` gives the share of
    them by country.
    """
    first, *rest = [fold(part) for part in text.split(",") if fold(part)] or [""]
    around = [regions()[name] for name in rest if name in regions()]
    found = [place for place in towns().get(first, ()) if all(_within(place, parts) for parts in around)]
    if first in regions() and not (found and found[0].thousands >= METROPOLIS):
        return _largest_of(first)
    if found:
        shares = home or {}
        return max(found, key=lambda place: math.log(place.thousands + 1) + HOME * shares.get(place.country, 0.0))
    return next((place for name in rest for place in towns().get(name, ())[:1]), None)


def places_in(text: str, beside: Place | None) -> Iterator[Place]:
    """Towns and regions that a text names after "in", "to" and the like; of one name, the one in the same country."""
    for name in re.findall(
        r"\b(?:in|near|around|to|from|into|across|over|at|outside) ((?:[A-Z][\w'’.-]+ ?){1,3})", text
    ):
        words = fold(name).split()
        for length in range(len(words), 0, -1):
            called = " ".join(words[:length])
            found = towns().get(called, ())
            if called in NO_PLACES:
                continue
            if called in regions():
                place = _largest_of(called)
            else:
                place = next((each for each in found if beside and each.near(beside)), found[0] if found else None)
            if place and (place.thousands >= 5 or (beside and place.near(beside))):
                yield place
                break

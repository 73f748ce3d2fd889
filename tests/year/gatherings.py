"""Where the year's user meets people: evenings with strangers, and a group that meets every week. Drawn beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from assistant.domain.groups import SlipKind
from tests.year.people import Someone

FIRST = ("Agnes", "Barnaby", "Cecily", "Dorian", "Eunice", "Fabian", "Greta", "Hector", "Imogen", "Jasper")
BEGINNINGS, ENDS = ("Ard", "Bal", "Crae", "Drum", "Inver"), ("avon", "bervie", "doch", "gowan", "lethen", "tarry")
DOES = ("runs a dairy", "keeps bees", "mends clocks", "lets boats", "teaches cello")
TITLES = ("Harbour evening", "Chamber drinks", "Makers' night", "Spring fair")
MEMBERS, THERE, SLIPS = 6, 0.8, 2
GROUP = "Thursday breakfast"


@dataclass(frozen=True, kw_only=True, slots=True)
class Evening:
    """An event and the names of those whom the user met there; nobody has been heard of before."""

    title: str
    at: datetime
    met: tuple[str, ...]

    @property
    def told(self) -> str:
        """What the user writes of it the next morning."""
        return "\n".join(f"{name}: {DOES[number % len(DOES)]}" for number, name in enumerate(self.met))


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A slip: who gave whom what; "" is the user."""

    kind: SlipKind
    giver: str
    taker: str
    value: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Breakfast:
    """One meeting of the group: which members came, and what was handed in."""

    on: date
    present: tuple[str, ...]
    slips: tuple[Handed, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gatherings:
    """All of them, in order; `members` are people whom the user knows from the group alone."""

    evenings: tuple[Evening, ...]
    members: tuple[Someone, ...]
    breakfasts: tuple[Breakfast, ...]


def gatherings(begin: datetime, days: int, chance: Random) -> Gatherings:
    """What there is within these days."""
    names = [f"{first} {start}{end}" for start in BEGINNINGS for end in ENDS for first in FIRST]
    chance.shuffle(names)
    members = tuple(
        Someone(name=name, address=f"{name.split()[0]}@{name.split()[1]}.example".lower(), role="professional")
        for name in names[:MEMBERS]
    )
    return Gatherings(
        evenings=tuple(_evenings(names[MEMBERS:], begin, days, chance)),
        members=members,
        breakfasts=tuple(_breakfasts([one.name for one in members], begin.date(), days, chance)),
    )


def with_importance(people: Sequence[Someone], chance: Random) -> list[Someone]:
    """The same people; some customers matter more to the user than others."""
    return [
        replace(one, importance=chance.choice((0, 0, 1, 2, 3)))
        if one.role == "customer" and not one.is_provider
        else one
        for one in people
    ]


def _evenings(names: list[str], begin: datetime, days: int, chance: Random) -> list[Evening]:
    found: list[Evening] = []
    day = chance.randrange(3, 12)
    while day < days - 1:
        met = tuple(names.pop() for _ in range(min(len(names), chance.randrange(2, 6))))
        title = f"{TITLES[len(found) % len(TITLES)]} {len(found) + 1}"
        found.append(Evening(title=title, at=begin.replace(hour=18) + timedelta(days=day), met=met))
        day += chance.randrange(6, 20)
    return found


def _breakfasts(members: Sequence[str], begin: date, days: int, chance: Random) -> list[Breakfast]:
    found = []
    for day in range(3, days - 1, 7):
        slips: dict[tuple[SlipKind, str, str], Handed] = {}
        for _ in range(chance.randrange(SLIPS + 1)):
            kind = chance.choice((SlipKind.REFERRAL, SlipKind.ONE_TO_ONE, SlipKind.TESTIMONIAL, SlipKind.CLOSED))
            giver, taker = chance.sample(["", *members], 2)
            value = chance.randrange(1, 40) * 100 if kind is SlipKind.CLOSED else 0
            slips[kind, *sorted((giver, taker))] = Handed(kind=kind, giver=giver, taker=taker, value=value)  # type: ignore[index]
        present = tuple(name for name in members if chance.random() < THERE)
        found.append(Breakfast(on=begin + timedelta(days=day), present=present, slips=tuple(slips.values())))
    return found

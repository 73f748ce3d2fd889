"""Whom the year's user knows: people with names, firms and places, and providers with cards. Everybody is invented."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from assistant.domain.topics import Topic

FIRST = """
    Ada Ben Clara Daniel Elena Farid Gwen Hamid Ines Joel Katya Liam Mona Nils Oona Pavel Rania Samir Tessa Umar
    Vera Wim Xenia Yusuf Zoe Arjun Bella Cyril Dora Emil Fiona Gael Hanna Igor Jana Kofi Leila Mateo Nadia Otto
"""
LAST = """
    Abber Brack Cald Dunver Ester Farrow Gorse Hask Inger Jarrow Kelm Lath Morven Nether Osger Pell Quen Ravel Strick
    Tarn
"""
ENDS = "bourne cote dale esk fell garth holme ingham keld lowe mere ness rigg sett thwaite vane wyke yarm"
TRADES = "Timber Foods Print Travel Glass Media Dental Logistics Studios Garages Fabrics Cafes"
AREAS = ("Ashford", "Bristol", "Cork", "Dublin", "Exeter", "Falmouth")
FREE_MAIL = "postbox.example"  # the addresses of those who have no domain of their own


@dataclass(frozen=True, kw_only=True, slots=True)
class Someone:
    """A person as they are, whatever the assistant knows of them.

    `role` is what they are to the user, as a contacts file says it, and `importance` how much. `other_address` is a
    second one that nobody was told, `colleague` somebody of the same house.
    """

    name: str
    address: str
    firm: str = ""
    area: str = ""
    services: tuple[str, ...] = ()
    role: str = "customer"
    importance: int = 0
    other_address: str = ""
    colleague: tuple[str, str] = ("", "")

    @property
    def first(self) -> str:
        """The first name."""
        return self.name.split()[0]

    @property
    def last(self) -> str:
        """The last name, which nobody shares."""
        return self.name.split()[1]

    @property
    def is_provider(self) -> bool:
        """Whether there is a card of theirs."""
        return bool(self.services)

    @property
    def is_customer(self) -> bool:
        """Whether the user works for them."""
        return self.role == "customer" and not self.is_provider


def everybody(people: int, providers: int, topics: Sequence[str], chance: Random) -> list[Someone]:
    """People, the first of whom are providers: one for each topic as long as they last, and with other lines too."""
    lasts = [f"{beginning}{end}" for beginning in LAST.split() for end in ENDS.split()]
    chance.shuffle(lasts)
    served = list(topics)
    chance.shuffle(served)
    found = [_someone(last, chance) for last in lasts[: people + providers]]
    for number in range(providers):
        more = chance.sample(served, chance.choice((1, 2, 3)))
        services = tuple(dict.fromkeys((served[number % len(served)], *more)))
        area = found[number].area if chance.random() < 0.4 else ""
        found[number] = replace(found[number], services=services, area=area)
    return found


def contacts(people: Sequence[Someone]) -> str:
    """A contacts file of those who are no providers."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("name", "email", "organisation", "role", "area", "importance"))
    rows.writerows(
        (one.name, one.address, one.firm, one.role, one.area, one.importance) for one in people if not one.is_provider
    )
    return out.getvalue()


def cards(people: Sequence[Someone], topics: dict[str, Topic], begin: date) -> str:
    """The bullpen as a file."""
    return "\n".join(_card(one, topics, begin) for one in people if one.is_provider)


def _card(one: Someone, topics: dict[str, Topic], begin: date) -> str:
    does = f"Looks after {topics[one.services[0]].covers.split(',')[0]} for small firms."
    lines = (
        "[[provider]]",
        f'name = "{one.name}"',
        f'organisation = "{one.firm}"',
        f'email = "{one.address}"',
        f"services = {list(one.services)}",
        f'does = "{does}"',
        f"area = {[one.area] if one.area else []}",
        "[[provider.evidence]]",
        'kind = "visit"',
        f"date = {begin.replace(year=begin.year - 1)}",
        "",
    )
    return "\n".join(lines)


def _someone(last: str, chance: Random) -> Someone:
    first, firm = chance.choice(FIRST.split()), f"{last} {chance.choice(TRADES.split())}"
    if chance.random() < 0.15:
        firm, domain, local = "", FREE_MAIL, f"{first}.{last}"
    else:
        domain, local = f"{firm.replace(' ', '')}.example", first
    other, area = chance.choice(FIRST.split()), chance.choice(AREAS) if chance.random() < 0.6 else ""
    return Someone(
        name=f"{first} {last}",
        address=f"{local}@{domain}".lower(),
        firm=firm,
        area=area,
        other_address=f"{last}.{first}@{FREE_MAIL}".lower(),
        colleague=(
            f"{other} {last[:3]}sen",
            f"office@{domain}".lower() if firm else f"{last}.{other}@{FREE_MAIL}".lower(),
        ),
    )

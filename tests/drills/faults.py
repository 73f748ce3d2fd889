"""What a run of the drill breaks, and where: chosen by its seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from tests.servers.proxy import Harm


class Kind(StrEnum):
    """The kinds of fault."""

    LOST = "answer lost after commit"
    KILL_AFTER = "kill -9, carried out"
    MANY = "429"
    DROP = "dropped before the server"
    KILL_BEFORE = "kill -9 before the server"
    BUSY = "503"
    CUT = "dropped within the answer"
    EXPIRED = "cursor expired"
    HALF = "half-closed"
    STALL = "timeout after commit"
    BROKEN = "500"
    GARBAGE = "nonsense"


KINDS = tuple(Kind)
HARMS = {
    Kind.LOST: Harm.CUT_AFTER_COMMIT,
    Kind.KILL_AFTER: Harm.CUT_AFTER_COMMIT,
    Kind.MANY: Harm.MANY,
    Kind.DROP: Harm.DROP,
    Kind.KILL_BEFORE: Harm.DROP,
    Kind.BUSY: Harm.BUSY,
    Kind.CUT: Harm.CUT_ANSWER,
    Kind.EXPIRED: Harm.PASS,
    Kind.HALF: Harm.HALF_CLOSE,
    Kind.STALL: Harm.STALL,
    Kind.BROKEN: Harm.BROKEN,
    Kind.GARBAGE: Harm.GARBAGE,
}
KILLS = (Kind.KILL_AFTER, Kind.KILL_BEFORE)
ONCE = (*KILLS, Kind.EXPIRED, Kind.STALL)
LONG = 12  # requests: more than any adapter tries again


@dataclass(frozen=True, kw_only=True, slots=True)
class Blow:
    """One fault: in which step of the play, before which server, at which request from 0, and for how many."""

    kind: Kind
    step: int
    proxy: int
    at: int
    lasts: int = 1

    @property
    def harms(self) -> dict[int, Harm]:
        """What happens to which requests."""
        return dict.fromkeys(range(self.at, self.at + self.lasts), HARMS[self.kind])


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What breaks in a run, and what its user does about it.

    `again`: the command that failed is repeated at once; `bins`: a draft that is there while the program does not know
    is thrown away.
    """

    blows: tuple[Blow, ...] = ()
    again: bool = False
    bins: bool = False


Requests = Sequence[Sequence[Sequence[bytes]]]
"""The names of the requests of a play without faults: by step, by proxy, in order."""


def plan(seed: int, requests: Requests, deliveries: Sequence[int], creates: frozenset[bytes]) -> Plan:
    """The faults of a run. Every kind has its turn; half of the runs break a delivery, most of those what creates."""
    chance = Random(seed)
    kind = KINDS[seed % len(KINDS)]
    blows = [_blow(chance, kind, requests, deliveries, creates)]
    if chance.random() < 0.25:
        second = _blow(chance, chance.choice(KINDS), requests, deliveries, creates)
        blows += [second] if second.step != blows[0].step else []
    return Plan(blows=tuple(blows), again=chance.random() < 0.3, bins=chance.random() < 0.3)


def _blow(chance: Random, kind: Kind, requests: Requests, deliveries: Sequence[int], creates: frozenset[bytes]) -> Blow:
    places = [
        (step, proxy, at, name)
        for step, by_proxy in enumerate(requests)
        for proxy, names in enumerate(by_proxy)
        for at, name in enumerate(names)
    ]
    syncs = [step for step in range(len(requests)) if step not in deliveries]
    is_delivery = bool(deliveries) and kind is not Kind.EXPIRED and chance.random() < 0.5
    if is_delivery:
        places = [place for place in places if place[0] in deliveries]
        if chance.random() < 0.6:
            places = [place for place in places if place[3] in creates] or places
    else:
        chosen = chance.choice(syncs[1:] if kind is Kind.EXPIRED else syncs)  # a cursor is there from the second on
        places = [place for place in places if place[0] == chosen]
    step, proxy, at, _ = chance.choice(places)
    is_long = kind not in ONCE and chance.random() < (0.2 if is_delivery else 0.6)  # so that the command gives up
    return Blow(kind=kind, step=step, proxy=proxy, at=at, lasts=LONG if is_long else 1)

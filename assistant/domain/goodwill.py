"""Goodwill: what was given and received, and whom to turn to again; nothing is counted against anybody (S5, S16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.domain.referrals import Direction
from assistant.domain.time import aware

SILENT = timedelta(days=180)
YEAR = timedelta(days=365)
WARM = 4  # touches within a year: they had to do with each other


class Good(StrEnum):
    """What was done for somebody."""

    REFERRAL = "referral"
    UNNAMED = "referral of somebody"
    INTRODUCTION = "introduction"
    PROMISE = "promise"
    OFFER = "offer"
    CARD = "card"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of the ledger: what the user gave a person, or received from them.

    `evidence` is the id of the referral, introduction or favour that shows it, `other_id` who else had a part in it,
    `words` what it was, as the user wrote it down; the last two may be empty.
    """

    person_id: str
    way: Direction
    kind: Good
    at: datetime
    evidence: str
    other_id: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        aware(self.at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Once:
    """How it was with somebody: the last touch, how many there were in the warmest year, and how often they gave."""

    person_id: str
    last: datetime
    touches: int
    gave: int = 0


def warmest(moments: Iterable[datetime]) -> int:
    """The most touches that fell within any one year."""
    in_order = sorted(moments)
    first, most = 0, 0
    for number, moment in enumerate(in_order):
        while moment - in_order[first] >= YEAR:
            first += 1
        most = max(most, number - first + 1)
    return most


def resurfacing(known: Iterable[Once], now: datetime) -> Sequence[Once]:
    """Those who were warm, or gave, and fell silent: the warmest first, and of two alike the longest silent.

    What somebody gave is a reason to think of them, never one to put them before or after anybody else.
    """
    silent = (each for each in known if now - each.last >= SILENT and (each.touches >= WARM or each.gave))
    return sorted(silent, key=lambda each: (-each.touches, each.last, each.person_id))

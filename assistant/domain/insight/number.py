"""The referral number (S14): the share of customers who refer, and how it moves."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.insight.periods import YEAR, quarters
from assistant.domain.insight.shares import Part


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """Somebody who is a customer at present.

    `seen` is when anything first showed them, None where nothing has; `sent` are the moments of the referrals that the
    user has had from them, the earliest first.
    """

    person_id: str
    seen: datetime | None = None
    sent: tuple[datetime, ...] = ()

    @property
    def since(self) -> datetime | None:
        """From when on they are known: the first thing seen of them, or the first referral."""
        return min((at for at in (self.seen, *self.sent[:1]) if at), default=None)

    def sent_until(self, end: datetime) -> int:
        """How many referrals they had sent by a moment."""
        return bisect_right(self.sent, end)

    def sent_in_year(self, end: datetime) -> int:
        """How many they had sent in the 365 days up to a moment."""
        return self.sent_until(end) - self.sent_until(end - YEAR)


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """The referral number as it was: at the end of the quarter `name`, or now.

    `ever` are the customers who had ever referred, `year` those who had within 365 days, each of all known by then.
    """

    name: str
    ever: Part
    year: Part


def number(name: str, customers: Sequence[Customer], end: datetime) -> Number:
    """The number at a moment, of the customers known by then."""
    known = [each for each in customers if each.since and each.since <= end]
    return _number(name, known, end)


def number_now(customers: Sequence[Customer], now: datetime) -> Number:
    """The number now, of all customers: also those of whom nothing was ever seen."""
    return _number("now", customers, now)


def trend(customers: Sequence[Customer], now: datetime) -> tuple[Number, ...]:
    """The number at the end of each quarter since the first customer was seen; of the present one, until now."""
    moments = [each.since for each in customers if each.since and each.since <= now]
    if not moments:
        return ()
    return tuple(number(name, customers, end) for name, end in quarters(min(moments), now))


def _number(name: str, known: Sequence[Customer], end: datetime) -> Number:
    return Number(
        name=name,
        ever=Part(part=sum(each.sent_until(end) > 0 for each in known), whole=len(known)),
        year=Part(part=sum(each.sent_in_year(end) > 0 for each in known), whole=len(known)),
    )

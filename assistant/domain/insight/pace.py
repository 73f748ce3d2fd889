"""How far introductions come, how long they take, and how many referrals the user gives a month."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from assistant.domain.insight.periods import month_of, months
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.referrals import Referral, ReferralState

E = EventKind
DAY = timedelta(days=1)
STAGES: Mapping[str, EventKind | None] = {
    "begun": None,
    "they were asked": E.SEEKER_ASKED,
    "help is wanted": E.HELP_WANTED,
    "a provider was asked": E.PROVIDER_ASKED,
    "a provider is willing": E.PROVIDER_AGREED,
    "the provider was named to them": E.PROVIDER_OFFERED,
    "both agreed": E.OFFER_ACCEPTED,
    "introduced": E.INTRODUCED,
    "in touch": E.CONNECTED,
    "have talked": E.MET,
    "it helped": E.WON,
}
"""The stages of an introduction in their order, each by what must have happened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Took:
    """One introduction that was made, and how many days after the matter was first heard."""

    introduction_id: str
    at: datetime
    days: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Quartiles:
    """A quarter took no longer than `first` days, half no longer than `median`, three quarters `third`."""

    first: float
    median: float
    third: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthOfGiven:
    """The referrals that the user gave in one month, and how many of them had come to something by now."""

    name: str
    given: int
    won: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """All of it. `stages` are ids of introductions by the stage they reached; `took` is the latest first."""

    stages: Mapping[str, tuple[str, ...]]
    took: tuple[Took, ...]
    quartiles: Quartiles | None
    months: tuple[MonthOfGiven, ...]


def pace(
    introductions: Sequence[Introduction], heard: Mapping[str, datetime], given: Iterable[Referral], now: datetime
) -> Pace:
    """The figures of all introductions and given referrals; `heard` is when each prompt's matter was first heard."""
    took = sorted(_took(introductions, heard), key=lambda each: each.at, reverse=True)
    return Pace(
        stages={name: tuple(_reached(introductions, kind)) for name, kind in STAGES.items()},
        took=tuple(took),
        quartiles=quartiles([each.days for each in took]),
        months=_given([each for each in given if each.at <= now], now),
    )


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """The quartiles of some numbers, between two of them where none lies there; None where there are no numbers."""
    if not values:
        return None
    first, median, third = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    return Quartiles(first=first, median=median, third=third)


def _took(introductions: Iterable[Introduction], heard: Mapping[str, datetime]) -> Iterable[Took]:
    for each in introductions:
        at = next((event.at for event in each.events if event.kind is E.INTRODUCED), None)
        if at and each.prompt_id in heard:
            days = max(0.0, (at - heard[each.prompt_id]) / DAY)
            yield Took(introduction_id=each.id, at=at, days=days)


def _reached(introductions: Iterable[Introduction], kind: EventKind | None) -> Iterable[str]:
    for each in introductions:
        if kind is None or any(event.kind is kind for event in each.events):
            yield each.id


def _given(given: Sequence[Referral], now: datetime) -> tuple[MonthOfGiven, ...]:
    if not given:
        return ()
    counts = Counter(month_of(each.at, now.tzinfo) for each in given)
    won = Counter(month_of(each.at, now.tzinfo) for each in given if each.state is ReferralState.WON)
    names = months(min(counts), month_of(now, now.tzinfo))
    return tuple(MonthOfGiven(name=name, given=counts[name], won=won[name]) for name in names)

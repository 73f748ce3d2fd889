"""How it has gone with the providers of the bullpen so far: asks, answers, outcomes, and what follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.bullpen import MONTH, Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.cases import NOWHERE, Case, Led, cases_of
from assistant.domain.cool_down import AFTER_AN_ASK, Rest, rest_due
from assistant.domain.introductions import Introduction, State
from assistant.domain.standing import Standing, standing_of
from assistant.ports import Store

_DONE = frozenset({State.MET, State.WON, State.NOT_NOW, State.DEFERRED})
"""Open states in which a provider has nothing more to give."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SoFar:
    """What came of the introductions that a provider had a part in, as of a day.

    `asks` counts the asks of the last 30 days, `open` the introductions under way with them, of which `busy` still
    want their time, `lately` those made in the last 30 days. `peace_until` is when the last ask is a week ago. `rest`
    is the longer rest that their answers call for.
    """

    cases: tuple[Case, ...] = ()
    standing: Standing
    asks: int = 0
    open: int = 0
    busy: int = 0
    lately: int = 0
    peace_until: date | None = None
    rest: Rest | None = None

    @property
    def answer(self) -> Case | None:
        """The case that they answered last."""
        answered = (case for case in self.cases if case.answered_at)
        return max(answered, key=lambda case: (case.answered_at is not None, case.answered_at), default=None)

    @property
    def introduced(self) -> int:
        """How often they were introduced to somebody."""
        return sum(case.introduced_at is not None for case in self.cases)

    @property
    def helped(self) -> int:
        """How often that helped."""
        return self.count(Led.HELPED)

    @property
    def nowhere(self) -> int:
        """How often their time was taken for nothing."""
        return sum(case.led in NOWHERE for case in self.cases)

    @property
    def reply_days(self) -> int | None:
        """In how many business days they answer as a rule: the middle one of all; None where they never did."""
        days = sorted(case.days for case in self.cases if case.days is not None and case.led is not Led.SILENT)
        return days[len(days) // 2] if days else None

    def count(self, led: Led) -> int:
        """How many cases led there."""
        return sum(case.led is led for case in self.cases)


def so_far(card: Provider, introductions: Iterable[Introduction], *, today: date, days: BusinessDays) -> SoFar:
    """How it has gone with the provider of a card, by the introductions that may have been about it."""
    introductions = tuple(introductions)
    cases = cases_of(card.id, introductions, days)
    mine = [each for each in introductions if each.is_open and each.provider_id == card.id]
    asked = [case.asked_at.date() for case in cases if case.asked_at]
    peace = max(asked) + AFTER_AN_ASK if asked else None
    return SoFar(
        cases=cases,
        standing=standing_of(cases),
        asks=sum(day >= today - MONTH for day in asked),
        open=sum(each.state is not State.DEFERRED for each in mine),
        busy=sum(each.state not in _DONE for each in mine),
        lately=sum(case.introduced_at is not None and case.introduced_at.date() > today - MONTH for case in cases),
        peace_until=peace if peace and peace > today else None,
        rest=rest_due(cases, today),
    )


def so_far_of(store: Store, card: Provider, *, today: date, days: BusinessDays) -> SoFar:
    """How it has gone with the provider of a card, by all that is stored."""
    return so_far(card, store.find(Introduction, providers=card.id), today=today, days=days)


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubted:
    """A provider of whom the bench should be thought, with the counts that say why."""

    card: Provider
    so_far: SoFar


KEPT_FOR = timedelta(days=90)
"""How long nothing is said of the bench once the user has kept somebody."""


def doubted(store: Store, *, today: date, days: BusinessDays) -> tuple[Doubted, ...]:
    """Whom the user might bench, the poorest first: nobody benched already, or kept of late."""
    found = []
    for card in store.find(Provider):
        if card.benched or (card.kept_until and card.kept_until > today):
            continue
        told = so_far_of(store, card, today=today, days=days)
        if told.standing.doubt:
            found.append(Doubted(card=card, so_far=told))
    return tuple(sorted(found, key=lambda each: (each.so_far.standing.total, each.card.id)))

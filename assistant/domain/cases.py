"""Cases: each time a provider was asked, or said yes unasked, and what came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.domain.business_days import BusinessDays
from assistant.domain.introductions import Event, EventKind, Introduction

E = EventKind


class Answered(StrEnum):
    """What a provider said to an ask; silence until it ended is an answer, too."""

    YES = "said yes"
    NO = "said no"
    LATER = "asked for later"
    SILENT = "did not answer"


class Led(StrEnum):
    """Where a case has led so far."""

    OPEN = "under way"
    NO = "they said no"
    SILENT = "they did not answer"
    LATER = "they asked for later"
    WITHDREW = "they withdrew after a yes"
    FALSE_ALARM = "they were not needed after all"
    DEAD_END = "introduced, and nothing came of it"
    UNTOLD = "they talked, and nobody told how it went"
    HELPED = "it helped"


NOWHERE = frozenset({Led.FALSE_ALARM, Led.DEAD_END})
"""What took a provider's time for nothing. A no, a silence and a withdrawal are theirs, and count apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One time that a provider was asked. Without `asked_at` they had said yes before anybody asked them.

    `days` are the business days until they answered. `followed` says whether they got in touch once they had said yes,
    `helped` whether that helped; None where that is not known. `said` are the words of their answer.
    """

    introduction_id: str
    asked_at: datetime | None = None
    answered: Answered | None = None
    answered_at: datetime | None = None
    days: int | None = None
    said: str = ""
    introduced_at: datetime | None = None
    followed: bool | None = None
    helped: bool | None = None
    helped_at: datetime | None = None
    called_off: bool = False
    rested: bool = False

    @property
    def led(self) -> Led:
        """Where it has led."""
        answer = {Answered.NO: Led.NO, Answered.SILENT: Led.SILENT, Answered.LATER: Led.LATER}.get(
            self.answered or Answered.YES
        )
        if answer:
            return answer
        if self.helped:
            return Led.HELPED
        if self.introduced_at is None and self.followed is False:
            return Led.WITHDREW
        if self.called_off:
            return Led.FALSE_ALARM
        if self.helped is False or self.followed is False:
            return Led.DEAD_END
        return Led.UNTOLD if self.rested else Led.OPEN


def cases_of(card_id: str, introductions: Iterable[Introduction], days: BusinessDays) -> tuple[Case, ...]:
    """Every case of a card, by the introductions that may have been about it, the earliest first."""
    found = [case for introduction in introductions for case in _cases(card_id, introduction, days)]
    return tuple(sorted(found, key=lambda case: (_began(case), case.introduction_id)))


def _began(case: Case) -> datetime:
    began = case.asked_at or case.answered_at
    assert began is not None  # a case begins with an ask or a yes
    return began


def _cases(card_id: str, introduction: Introduction, days: BusinessDays) -> Iterator[Case]:
    case: Case | None = None
    present = ""  # whom an event is about that names nobody: who was brought in last
    for event in introduction.events:
        whose = event.provider_id or present
        if event.kind in (E.PROVIDER_ASKED, E.PROVIDER_AGREED):
            present = event.provider_id
        if whose != card_id:
            continue
        if event.kind is E.PROVIDER_ASKED or (event.kind is E.PROVIDER_AGREED and not _may_still_agree(case)):
            if case:
                yield case
            case = Case(introduction_id=introduction.id)
        if case:
            case = _after(case, event, days)
    if case:
        yield case


def _may_still_agree(case: Case | None) -> bool:
    """Whether a yes answers the ask of this case, be it late."""
    return case is not None and case.answered in (None, Answered.SILENT)


def _after(case: Case, event: Event, days: BusinessDays) -> Case:
    match event.kind:
        case E.PROVIDER_ASKED:
            return replace(case, asked_at=event.at)
        case E.PROVIDER_AGREED:
            return _answered(case, event, Answered.YES, days)
        case E.PROVIDER_DEFERRED:
            return _answered(case, event, Answered.LATER, days)
        case E.PROVIDER_LAPSED:
            return _answered(case, event, Answered.SILENT, days)
        case E.PROVIDER_DECLINED | E.PROVIDER_WITHDREW if case.answered is Answered.YES:
            return case if case.called_off else replace(case, followed=case.followed or False)
        case E.PROVIDER_DECLINED | E.PROVIDER_WITHDREW:
            return _answered(case, event, Answered.NO, days)
        case E.OFFER_DECLINED | E.LAPSED | E.DEFERRED | E.CANCELLED if case.answered in (None, Answered.YES):
            return replace(case, called_off=case.introduced_at is None)
    return _introduced(case, event) if case.answered is Answered.YES else case


def _introduced(case: Case, event: Event) -> Case:
    """What happens once they have said yes."""
    match event.kind:
        case E.OFFER_ACCEPTED:
            return replace(case, called_off=False)  # after a silence, and before they were told
        case E.INTRODUCED:
            return replace(case, introduced_at=event.at)
        case E.CONNECTED | E.MET:
            return replace(case, followed=True)
        case E.WON:
            return replace(case, followed=True, helped=True, helped_at=event.at)
        case E.NOT_NOW:
            return replace(case, helped=case.helped or False)
        case E.RESTED:
            return replace(case, rested=True, followed=case.followed or False)
    return case


def _answered(case: Case, event: Event, answered: Answered, days: BusinessDays) -> Case:
    waited = days.between(case.asked_at.date(), event.at.date()) if case.asked_at else None
    said = event.consent.quote if event.consent else ""
    return replace(case, answered=answered, answered_at=event.at, days=waited, said=said)

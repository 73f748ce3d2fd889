"""How it has gone with a provider of the bullpen so far: asks, answers, outcomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.domain.bullpen import Provider
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.services.reasons import BUDGET_DAYS

ANSWERS = frozenset(
    {
        EventKind.PROVIDER_AGREED,
        EventKind.PROVIDER_DECLINED,
        EventKind.PROVIDER_WITHDREW,
        EventKind.PROVIDER_DEFERRED,
        EventKind.PROVIDER_LAPSED,
    }
)
"""What a provider can have said to an ask; silence until it ended is an answer too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What came of the introductions that a provider had a part in.

    `asks` counts the asks of the last 30 days, `answer` is what they said last, `introduced` how often they were
    introduced to somebody, `helped` how often that helped, `open` the introductions under way with them at present.
    """

    asks: int = 0
    answer: Event | None = None
    introduced: int = 0
    helped: int = 0
    open: int = 0


def standing(card: Provider, introductions: Iterable[Introduction], *, today: date) -> Standing:
    """How it has gone with the provider of a card, by the introductions that may have been about it."""
    asks = introduced = helped = under_way = 0
    answers: list[Event] = []
    for introduction in introductions:
        theirs = [event for event in introduction.events if event.provider_id == card.id]
        asks += sum(
            event.kind is EventKind.PROVIDER_ASKED and event.at.date() >= today - BUDGET_DAYS for event in theirs
        )
        answers += [event for event in theirs if event.kind in ANSWERS]
        if introduction.provider_id == card.id:
            introduced += any(event.kind is EventKind.INTRODUCED for event in theirs)
            helped += any(event.kind is EventKind.WON for event in introduction.events)
            under_way += introduction.is_open and introduction.state is not State.DEFERRED
    latest = max(answers, key=lambda event: event.at, default=None)
    return Standing(asks=asks, answer=latest, introduced=introduced, helped=helped, open=under_way)

"""The introductions as a board: a column for each state in the order of the journey, the latest cards on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.bullpen import Provider
from assistant.domain.clocks import Due, due
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import AWAITED, CLOSED, Introduction, State
from assistant.domain.people import Person
from assistant.domain.replies import Reply, ReplyState
from assistant.domain.topics import Topic
from assistant.ports import Lookup
from assistant.services.clocks import RUNNING, Clocks
from assistant.services.today import YOURS

NEWEST = 8  # cards of a column
_THEIRS = AWAITED | {State.INTRODUCED, State.CONNECTED, State.MET}
_THANKS = (State.WON, State.NOT_NOW)


class Turn(StrEnum):
    """Who is to do something next."""

    YOURS = "yours"
    THEIRS = "theirs"
    NOBODYS = "nobody's"  # it waits for a day, for somebody who fits, or for nothing any more


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One introduction on the board. `topic` is its title; `provider` is empty while nobody is chosen.

    `due` comes by itself on the day `due_on`; both are None where nothing does.
    """

    introduction: Introduction
    seeker: str
    topic: str
    provider: str
    since: datetime
    turn: Turn
    due: Due | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One state: how many introductions are in it, and the cards of those that came to it last."""

    state: State
    count: int
    cards: tuple[Card, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can happen to them."""
        return self.state in CLOSED


def board(lookup: Lookup, clocks: Clocks, topics: Mapping[str, Topic], *, newest: int = NEWEST) -> tuple[Column, ...]:
    """Every state in the order of the journey, closed ones last; those without introductions, too."""
    counts = lookup.tally(Introduction, "state")
    found = {
        state: lookup.listing(Introduction, limit=newest, state=state).records if counts.get(state) else ()
        for state in State
    }
    cards = iter(cards_of([each for several in found.values() for each in several], lookup, clocks, topics))
    return tuple(
        Column(state=state, count=counts.get(state, 0), cards=tuple(next(cards) for _ in several))
        for state, several in found.items()
    )


def cards_of(
    introductions: list[Introduction], lookup: Lookup, clocks: Clocks, topics: Mapping[str, Topic]
) -> list[Card]:
    """The cards of these introductions, in their order."""
    providers = lookup.several(Provider, (each.provider_id for each in introductions))
    known = [*(each.seeker_id for each in introductions), *(card.person_id for card in providers.values())]
    names = {person.id: person.name for person in lookup.several(Person, known).values()}
    waiting = {
        *lookup.tally(Draft, "introduction_id", state=DraftState.WAITING),
        *lookup.tally(Draft, "introduction_id", state=DraftState.APPROVED),
        *lookup.tally(Reply, "introduction_id", state=ReplyState.WAITS),
    }
    cards = []
    for each in introductions:
        on = clocks.due_on(each) if each.state in RUNNING else None
        card = providers.get(each.provider_id)
        topic = topics.get(each.category)
        cards.append(
            Card(
                introduction=each,
                seeker=names.get(each.seeker_id, each.seeker_id),
                topic=topic.title if topic else each.category,
                provider=names.get(card.person_id, card.id) if card else each.provider_id,
                since=each.since,
                turn=_turn(each, waits=each.id in waiting),
                due=due(each) if on else None,
                due_on=on,
            )
        )
    return cards


def _turn(introduction: Introduction, *, waits: bool) -> Turn:
    if waits or introduction.state in (*YOURS, *_THANKS):
        return Turn.YOURS
    return Turn.THEIRS if introduction.state in _THEIRS else Turn.NOBODYS

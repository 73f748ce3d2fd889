"""What earlier introductions say of two people: a no, one under way, one that was made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.facts import Fact, FactKind, Weight
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.people import Person
from assistant.ports import Store

_NOES = (EventKind.PROVIDER_DECLINED, EventKind.OFFER_DECLINED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """The seeker, the provider's person, what is wanted, and the user. `besides` is an introduction not looked at."""

    seeker: Person
    provider: Person
    category: str
    user: Person
    besides: str = ""


def spoken(moment: datetime) -> str:
    """A day as people write it: 4 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def introductions_of(store: Store, seeker: Person, provider: Person) -> list[Introduction]:
    """The introductions of this seeker in which a card of this person took part."""
    cards = {card.id for card in store.find(Provider, person_id=provider.id)}
    found = store.find(Introduction, seeker_id=seeker.id)
    return [intro for intro in found if any(event.provider_id in cards for event in intro.events)]


def earlier(store: Store, pair: Pair) -> Iterator[Fact]:
    """What became of the introductions between the two, in both directions."""
    cards = {card.id for card in store.find(Provider, person_id=pair.provider.id)}
    for intro in introductions_of(store, pair.seeker, pair.provider):
        if intro.id != pair.besides:
            events = [event for event in intro.events if event.provider_id in cards]
            yield _told(intro, events, pair, is_live=intro.is_open and intro.provider_id in cards)
    for intro in introductions_of(store, pair.provider, pair.seeker):
        made = _made(intro.events)
        if made and intro.id != pair.besides:
            words = f"you introduced {pair.provider.name} to {pair.seeker.name} about {intro.category}"
            yield _fact(FactKind.EARLIER, Weight.MIND, words, intro, made)


def _told(intro: Introduction, events: list[Event], pair: Pair, *, is_live: bool) -> Fact:
    """What one introduction says: the no that ended it, that it is under way or was made, or how it came to nothing."""
    same = intro.category == pair.category
    firm = Weight.FORBIDS if same else Weight.MIND
    about = "this" if same else intro.category
    both = f"{pair.seeker.name} and {pair.provider.name}"
    last, made = events[-1], _made(events)
    said_no = next((event for event in reversed(events) if event.kind in _NOES), None)
    if said_no:
        by_provider = said_no.kind is EventKind.PROVIDER_DECLINED
        who, whom = (pair.provider, pair.seeker) if by_provider else (pair.seeker, pair.provider)
        words = f"{who.name} said no to {whom.name} about {about}"
        return _fact(FactKind.SAID_NO, firm, words, intro, said_no)
    if made:
        kind = FactKind.INTRODUCED if same else FactKind.EARLIER
        return _fact(kind, firm, f"you introduced {both} about {about}", intro, made)
    if is_live:
        return _fact(FactKind.UNDER_WAY, firm, f"you are introducing {both} about {about}", intro, last)
    words = f"{pair.provider.name} was asked for {pair.seeker.name} about {about}, and nothing came of it"
    return _fact(FactKind.EARLIER, Weight.MIND, words, intro, last)


def _made(events: list[Event] | tuple[Event, ...]) -> Event | None:
    return next((event for event in events if event.kind is EventKind.INTRODUCED), None)


def _fact(kind: FactKind, weight: Weight, words: str, intro: Introduction, event: Event) -> Fact:
    dated = f"{words} ({spoken(event.at)})"
    return Fact(kind=kind, weight=weight, words=dated, day=event.at.date(), evidence=(intro.id,))

"""Everything that the figures of insight rest on, gathered from what is kept, and the figures."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document
from assistant.domain.insight.alarms import JUDGED, Alarms, alarms
from assistant.domain.insight.number import Customer, Number, number_now, trend
from assistant.domain.insight.pace import Pace, pace
from assistant.domain.insight.sources import Sources, sources
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person, Role
from assistant.domain.prompts import Prompt
from assistant.domain.referrals import Direction, Referral
from assistant.domain.touches import Noted
from assistant.ports import Lookup, Store
from assistant.services.referrals import referrals


@dataclass(frozen=True, kw_only=True, slots=True)
class Insight:
    """Every figure as of `at`, with the records behind it; `names` are those of everybody in it, by id.

    `received` are the referrals of `sources`, `answered` the questions of `alarms`, both the latest first. A provider
    goes by the name of their person.
    """

    at: datetime
    received: tuple[Referral, ...]
    sources: Sources
    customers: tuple[Customer, ...]
    number: Number
    trend: tuple[Number, ...]
    alarms: Alarms
    answered: tuple[Prompt, ...]
    pace: Pace
    introductions: Mapping[str, Introduction]
    names: Mapping[str, str]

    def name(self, id: str) -> str:
        """What somebody is called; nobody's id, and that of somebody who is gone, give a word for it."""
        return self.names.get(id) or ("somebody" if id else "nobody known")


def insight(store: Store, lookup: Lookup, now: datetime) -> Insight:
    """All figures, worked out anew: some seconds where very much is kept. `now` is in the user's time zone."""
    found = referrals(store)
    received = [each for each in found if each.direction is Direction.RECEIVED and each.at <= now]
    given = [each for each in found if each.direction is Direction.GIVEN]
    introductions = {each.id: each for each in store.find(Introduction)}
    prompts = list(store.find(Prompt))
    people = list(store.find(Person, roles=Role.CUSTOMER))
    customers = _customers(store, lookup, people, received, now)
    return Insight(
        at=now,
        received=tuple(received),
        sources=sources(received, now),
        customers=customers,
        number=number_now(customers, now),
        trend=trend(customers, now),
        answered=tuple(
            sorted(
                (each for each in prompts if each.answered_at and each.state in JUDGED), key=_answered_at, reverse=True
            )
        ),
        alarms=alarms(prompts, introductions.values(), now),
        pace=pace(list(introductions.values()), {prompt.id: prompt.first_heard for prompt in prompts}, given, now),
        introductions=introductions,
        names=_names(store, lookup, people, received, [*introductions.values(), *prompts]),
    )


def _answered_at(prompt: Prompt) -> datetime:
    assert prompt.answered_at is not None
    return prompt.answered_at


def _customers(
    store: Store, lookup: Lookup, people: Collection[Person], received: Iterable[Referral], now: datetime
) -> tuple[Customer, ...]:
    """Those who are customers at present, by name; nothing of the future counts."""
    keys = {key for person in people for key in person.sure_keys}
    seen = [_firsts(lookup, Document, keys), _firsts(lookup, Meeting, keys)]
    noted: dict[str, datetime] = {}
    for each in store.find(Noted):
        noted[each.person_id] = min(each.at, noted.get(each.person_id, each.at))
    sent: dict[str, list[datetime]] = {}
    for referral in received:
        sent.setdefault(referral.from_id, []).append(referral.at)

    def first(person: Person) -> datetime | None:
        moments = [firsts[key] for firsts in seen for key in person.sure_keys if key in firsts]
        moments += [noted[person.id]] if person.id in noted else []
        return min((at for at in moments if at <= now), default=None)

    return tuple(
        Customer(person_id=person.id, seen=first(person), sent=tuple(sorted(sent.get(person.id, ()))))
        for person in sorted(people, key=lambda person: (person.sorts_as, person.id))
    )


def _firsts(lookup: Lookup, kind: type[Document] | type[Meeting], keys: Collection[str]) -> Mapping[str, datetime]:
    """When anything first showed each of these names and addresses."""
    found = lookup.moments(kind, "people", keys)
    return {moment.value: moment.at for moment in found}  # of each, the earliest comes last


def _names(
    store: Store,
    lookup: Lookup,
    people: Iterable[Person],
    received: Iterable[Referral],
    matters: Iterable[Introduction | Prompt],
) -> Mapping[str, str]:
    """The names of everybody who stands behind a figure, providers by their own id too."""
    known = {person.id: person.name for person in people}
    cards = {card.id: card.person_id for card in store.find(Provider)}
    wanted = {person_id for each in received for person_id in (each.from_id, each.who_id)} | set(cards.values())
    wanted |= {each.seeker_id if isinstance(each, Introduction) else each.person_id for each in matters}
    known |= {each.id: each.name for each in lookup.several(Person, wanted - known.keys()).values()}
    return known | {card: known[person] for card, person in cards.items() if person in known}

"""Everything that is known of one person, for one page: bounded, however much they have written."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.ports import Lookup, R, Span, Store
from assistant.services.likely import Suggestion, twins

LATEST = 10  # of each list
SEARCHED = 200  # documents looked through for the last ones each way


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonView:
    """What is known of a person; each list has the latest `LATEST`, the latest first, but for `coming` meetings.

    `heard` is the last document that they wrote, `written` the last one that the user wrote to them: titles and days,
    the words are not kept. `seeking` and `providing` are introductions in which they are, or were, that side.
    `documents_in_all` counts every document with a part of theirs.
    """

    person: Person
    cards: tuple[Provider, ...]
    prompts: tuple[Prompt, ...]
    mentions: tuple[Mention, ...]
    seeking: tuple[Introduction, ...]
    providing: tuple[Introduction, ...]
    heard: Document | None
    written: Document | None
    coming: tuple[Meeting, ...]
    past: tuple[Meeting, ...]
    documents: tuple[Document, ...]
    documents_in_all: int
    twins: tuple[Suggestion, ...]


def view(store: Store, lookup: Lookup, person: Person, *, user: Collection[str], now: datetime) -> PersonView:
    """What is known of the person at this moment; `user` are the user's own addresses, in lower case."""
    cards = tuple(store.find(Provider, person_id=person.id))
    documents = _with(lookup, Document, person, SEARCHED)
    theirs = (each for each in documents if each.author.address.strip().lower() in person.addresses)
    ours = (each for each in documents if each.author.address.strip().lower() in user)
    providing = {
        each.id: each
        for card in cards
        for each in lookup.listing(Introduction, limit=LATEST, providers=card.id).records
    }
    past = (meeting for meeting in _with(lookup, Meeting, person, LATEST, Span(end=now)) if not meeting.cancelled)
    coming = _with(lookup, Meeting, person, LATEST, Span(start=now), turned=True)
    return PersonView(
        person=person,
        cards=cards,
        prompts=lookup.listing(Prompt, limit=LATEST, person_id=person.id).records,
        mentions=lookup.listing(Mention, limit=LATEST, person_id=person.id).records,
        seeking=lookup.listing(Introduction, limit=LATEST, seeker_id=person.id).records,
        providing=tuple(sorted(providing.values(), key=lambda each: each.since, reverse=True)[:LATEST]),
        heard=next(theirs, None),
        written=next(ours, None),
        coming=tuple(meeting for meeting in coming if not meeting.cancelled),
        past=tuple(past),
        documents=tuple(documents[:LATEST]),
        documents_in_all=_in_all(store, person, documents),
        twins=tuple(twins(store, lookup, person)),
    )


def _with(
    lookup: Lookup, kind: type[R], person: Person, limit: int, span: Span | None = None, *, turned: bool = False
) -> list[R]:
    """The latest records that the person is in by any of their sure keys; the earliest where `turned`."""
    found = {
        each.id: each
        for key in person.sure_keys
        for each in lookup.listing(kind, limit=limit, span=span or Span(), turned=turned, people=key).records
    }
    return sorted(found.values(), key=_moment, reverse=not turned)[:limit]


def _moment(record: object) -> datetime:
    assert isinstance(record, (Document, Meeting))
    return record.when if isinstance(record, Document) else record.start


def _in_all(store: Store, person: Person, latest: list[Document]) -> int:
    """How many documents they are in: counted by key where the latest are not all, which counts some of them twice."""
    if len(latest) < SEARCHED:
        return len(latest)
    return sum(_counts(store, person))


def _counts(store: Store, person: Person) -> Iterator[int]:
    return (store.count(Document, people=key) for key in person.sure_keys)

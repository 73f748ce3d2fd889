"""Who is unhappy with the user's own work, by what they wrote or what was noted of a talk (S10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.care import REMEMBERED, Settled, settled_id
from assistant.domain.documents import NOTED, Document
from assistant.domain.people import Person
from assistant.domain.time import Clock, day
from assistant.ports import Lookup, Span, Store

SERVICE = "service"  # what a document is marked by in which somebody is unhappy with the user's work
SENSITIVE = "sensitive"  # and one that tells of something private


@dataclass(frozen=True, kw_only=True, slots=True)
class Unhappy:
    """Somebody who complained, and the latest document that shows it."""

    person: Person
    document: Document

    @property
    def words(self) -> str:
        """What shows it; the title of something private is left out."""
        is_told = self.document.title and SENSITIVE not in self.document.traps
        title = f" (“{self.document.title}”)" if is_told else ""
        if self.document.medium in NOTED:
            return f"talked with you on {day(self.document.when)} of something amiss with your work{title}"
        return f"was unhappy with your work on {day(self.document.when)}{title}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaints:
    """Finds complaints of the user's own work that are not settled."""

    store: Store
    lookup: Lookup
    clock: Clock

    def all(self) -> list[Unhappy]:
        """Everybody who complained lately and to whom it was not put right, the most important first."""
        found: dict[str, Unhappy] = {}
        for document in self._documents():
            keys = document.people if document.medium in NOTED else (document.author.address.strip().lower(),)
            for person in (person for key in keys if key for person in self.store.find(Person, keys=key)):
                is_theirs = _is_theirs(document, person) and not _is_settled(self.store, person, document)
                if is_theirs and person.id not in found:
                    found[person.id] = Unhappy(person=person, document=document)
        return sorted(found.values(), key=lambda each: (-each.person.importance, each.document.when, each.person.id))

    def of(self, person: Person) -> Unhappy | None:
        """The latest complaint of one person that is not settled."""
        return complaint_of(self.store, person, self.clock())

    def settle(self, person: Person) -> Settled:
        """Keep that whatever they complained of so far has been put right."""
        at = self.clock()
        settled = Settled(id=settled_id(person.id, at), person_id=person.id, at=at)
        self.store.put(settled)
        return settled

    def unsettle(self, settled: Settled) -> None:
        """Take that back."""
        self.store.delete(Settled, settled.id)

    def _documents(self) -> Iterator[Document]:
        span, after = Span(start=self.clock() - REMEMBERED), ""
        while True:
            page = self.lookup.listing(Document, limit=200, after=after, span=span, traps=SERVICE)
            yield from page.records
            if not (after := page.next):
                return


def complaint_of(store: Store, person: Person, now: datetime) -> Unhappy | None:
    """The latest complaint of somebody within the time that one is remembered, unless it is settled."""
    told = {
        document.id: document
        for key in person.sure_keys
        for document in store.find(Document, people=key, traps=SERVICE)
        if document.when >= now - REMEMBERED and _is_theirs(document, person)
    }
    latest = max(told.values(), key=lambda document: (document.when, document.id), default=None)
    if latest is None or _is_settled(store, person, latest):
        return None
    return Unhappy(person=person, document=latest)


def _is_theirs(document: Document, person: Person) -> bool:
    """Whether they said it: in a mail of their own, or in a talk that was noted."""
    if document.medium in NOTED:
        return bool(set(document.people) & set(person.sure_keys))
    return document.author.address.strip().lower() in person.addresses


def _is_settled(store: Store, person: Person, document: Document) -> bool:
    return any(each.at >= document.when for each in store.find(Settled, person_id=person.id))

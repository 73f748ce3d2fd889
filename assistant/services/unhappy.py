"""Who is unhappy with the user's own work, by what they wrote; and when nothing is to be asked of somebody (S10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.care import REMEMBERED, Settled, settled_id
from assistant.domain.documents import Document
from assistant.domain.meetings import Meeting
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
            address = document.author.address.strip().lower()
            for person in self.store.find(Person, keys=address) if address else ():
                if person.id not in found and not self._is_settled(person, document):
                    found[person.id] = Unhappy(person=person, document=document)
        return sorted(found.values(), key=lambda each: (-each.person.importance, each.document.when, each.person.id))

    def of(self, person: Person) -> Unhappy | None:
        """The latest complaint of one person that is not settled."""
        told = [
            document
            for address in person.addresses
            for document in self._documents(address)
            if document.author.address.strip().lower() == address
        ]
        latest = max(told, key=lambda document: (document.when, document.id), default=None)
        if latest is None or self._is_settled(person, latest):
            return None
        return Unhappy(person=person, document=latest)

    def settle(self, person: Person) -> Settled:
        """Keep that whatever they complained of so far has been put right."""
        at = self.clock()
        settled = Settled(id=settled_id(person.id, at), person_id=person.id, at=at)
        self.store.put(settled)
        return settled

    def unsettle(self, settled: Settled) -> None:
        """Take that back."""
        self.store.delete(Settled, settled.id)

    def against_asking(self, person: Person) -> list[str]:
        """Why nothing may be asked of somebody now for the user's own sake, in words; empty where one may."""
        against = []
        if unhappy := self.of(person):
            against.append(f"{person.first_name} {unhappy.words}: hear them out first")
        if person.preferences.never_ask:
            against.append(f"{person.first_name} wants to be left alone")
        if self._meets(person, self.clock()):
            against.append(f"you meet {person.first_name} today: keep to that, and propose a separate appointment")
        return against

    def _documents(self, address: str = "") -> Iterator[Document]:
        """Those of the last months; with an address, only those with it."""
        span, after = Span(start=self.clock() - REMEMBERED), ""
        while True:
            if address:  # named first, since few mails name anybody in particular
                page = self.lookup.listing(Document, limit=200, after=after, span=span, people=address, traps=SERVICE)
            else:
                page = self.lookup.listing(Document, limit=200, after=after, span=span, traps=SERVICE)
            yield from page.records
            if not (after := page.next):
                return

    def _is_settled(self, person: Person, document: Document) -> bool:
        return any(each.at >= document.when for each in self.store.find(Settled, person_id=person.id))

    def _meets(self, person: Person, now: datetime) -> bool:
        found = (each for key in person.sure_keys for each in self.store.find(Meeting, people=key, days=now.date()))
        return any(not each.declined and not each.is_over(now) for each in found)

"""When the user and somebody last had to do with each other, and how often: derived, never typed in."""

from collections.abc import Collection, Iterator, Sequence

from assistant.domain.documents import Document, Medium
from assistant.domain.favours import Favour, FavourKind, FavourState
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.domain.time import Clock
from assistant.domain.touches import Noted, Touch, TouchKind, Way
from assistant.ports import Store


class Touches:
    """The touches of people. `user` are the user's own names and addresses."""

    def __init__(self, *, store: Store, clock: Clock, user: Collection[str]) -> None:
        self._store = store
        self._clock = clock
        self._user = frozenset(name.strip().lower() for name in user)

    def of(self, person: Person) -> list[Touch]:
        """Every touch with a person, the latest first."""
        found = [*self._mails(person), *self._meetings(person), *self._noted(person), *self._cards(person)]
        return sorted(found, key=lambda touch: touch.at, reverse=True)

    def last(self, people: Sequence[Person]) -> dict[str, Touch]:
        """The latest touch with each of these people, by the person's id; those without any are left out."""
        return {person.id: found[0] for person in people if (found := self.of(person))}

    def last_of_all(self) -> dict[str, Touch]:
        """The latest touch with everybody who is known, by the person's id."""
        return self.last(list(self._store.find(Person)))

    def _mails(self, person: Person) -> Iterator[Touch]:
        documents = {d.id: d for key in person.sure_keys for d in self._store.find(Document, people=key)}
        for document in documents.values():
            if document.medium is not Medium.EMAIL or document.skipped:
                continue
            author = document.author.address.lower()
            heard = {who.address.lower() for who in document.listeners}
            if author in self._user and heard & set(person.addresses):
                way = Way.YOURS
            elif author in person.addresses and heard & self._user:
                way = Way.THEIRS
            else:
                continue
            yield Touch(person_id=person.id, at=document.when, kind=TouchKind.MAIL, way=way, evidence=document.id)

    def _meetings(self, person: Person) -> Iterator[Touch]:
        meetings = {m.id: m for key in person.sure_keys for m in self._store.find(Meeting, people=key)}
        for meeting in meetings.values():
            if not meeting.cancelled and meeting.span[1] <= self._clock():
                at = meeting.span[0]
                yield Touch(person_id=person.id, at=at, kind=TouchKind.MEETING, way=Way.BOTH, evidence=meeting.id)

    def _noted(self, person: Person) -> Iterator[Touch]:
        for noted in self._store.find(Noted, person_id=person.id):
            yield Touch(person_id=person.id, at=noted.at, kind=noted.kind, way=noted.way, evidence=noted.id)

    def _cards(self, person: Person) -> Iterator[Touch]:
        for favour in self._store.find(Favour, person_id=person.id, state=FavourState.DONE):
            if favour.kind is FavourKind.CARD and favour.done_at:
                yield Touch(
                    person_id=person.id, at=favour.done_at, kind=TouchKind.CARD, way=Way.YOURS, evidence=favour.id
                )

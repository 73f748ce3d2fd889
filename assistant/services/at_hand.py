"""Everybody who is known, held in memory while a long list of people is taken in, and written all at once."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, cast

from assistant.domain.people import Person
from assistant.ports import R, Record, Store

WORTH = 10  # looking somebody up in the store costs about as much as reading this many people


class PeopleAtHand:
    """A store whose people are looked up in memory, for one transaction. Nothing of them is kept before `write`.

    Everything else goes to the store below at once. Where a transaction inside fails, the one around it has to fail.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._people: dict[str, Person] = {}
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._unwritten: set[str] = set()
        for person in store.find(Person):
            self._hold(person)

    def write(self) -> None:
        """Write who is new or another by now to the store below."""
        self._store.put(*(self._people[known] for known in sorted(self._unwritten)))
        self._unwritten.clear()

    def get(self, kind: type[R], id: str) -> R | None:
        """The record, or None."""
        if kind is Person:
            return cast(R | None, self._people.get(id))
        return self._store.get(kind, id)

    def find(self, kind: type[R], /, **equal: object) -> Iterator[R]:
        """The records whose fields equal the given values, by id."""
        key = equal.get("keys")
        if kind is Person and len(equal) == 1 and isinstance(key, str):
            return iter([cast(R, self._people[known]) for known in sorted(self._by_key.get(key, ()))])
        return self._below(kind).find(kind, **equal)

    def matching_ids(self, kind: type[R], prefix: str, limit: int = 5) -> list[str]:
        """Ids that begin with `prefix`, sorted."""
        return self._below(kind).matching_ids(kind, prefix, limit)

    def count(self, kind: type[R], /, **equal: object) -> int:
        """How many `find` would give."""
        return self._below(kind).count(kind, **equal)

    def put(self, *records: Record) -> int:
        """Insert or replace; gives how many changed."""
        changed, others = 0, list[Record]()
        for each in records:
            if not isinstance(each, Person):
                others.append(each)
            elif self._people.get(each.id) != each:
                self._let_go(each.id)
                self._hold(each)
                self._unwritten.add(each.id)
                changed += 1
        return changed + (self._store.put(*others) if others else 0)

    def delete(self, kind: type[Any], id: str) -> None:
        """Remove the record, if it is there."""
        if kind is Person:
            self._let_go(id)
            self._unwritten.discard(id)
        self._store.delete(kind, id)

    def transaction(self) -> AbstractContextManager[None]:
        """That of the store below."""
        return self._store.transaction()

    def _below(self, kind: type) -> Store:
        """The store below, which knows all people as they are here where it is asked for people."""
        if kind is Person:
            self.write()
        return self._store

    def _hold(self, person: Person) -> None:
        self._people[person.id] = person
        for key in person.keys:
            self._by_key[key].add(person.id)

    def _let_go(self, id: str) -> None:
        before = self._people.pop(id, None)
        for key in before.keys if before else ():
            self._by_key[key].discard(id)

"""Where records are kept."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar


class Record(Protocol):
    """Whatever has an id and can be stored."""

    @property
    def id(self) -> str:
        """The id, unique among records of one kind."""


R = TypeVar("R", bound=Record)


class Store(Protocol):
    """Keeps records. Every single call is atomic; `transaction` makes several so."""

    def get(self, kind: type[R], id: str) -> R | None:
        """The record, or None."""

    def find(self, kind: type[R], /, **equal: object) -> Iterator[R]:
        """The records whose fields equal the given values, by id; of a tuple field, it is enough to contain it.

        With a frozenset, they contain every one of it.
        """

    def matching_ids(self, kind: type[R], prefix: str, limit: int = 5) -> list[str]:
        """Ids that begin with `prefix`, sorted."""

    def count(self, kind: type[R], /, **equal: object) -> int:
        """How many `find` would give."""

    def put(self, *records: Record) -> int:
        """Insert or replace; gives how many rows changed. A record that is stored as it is already changes none."""

    def delete(self, kind: type[R], id: str) -> None:
        """Remove the record, if it is there."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, safe against other processes; may be nested."""

"""Looking through what is kept: lists in order, counts, and a search, each at a cost that does not grow with all of it.

A `Store` finds records by what they are equal to; a page shows the latest of them, how many there are, and what fits
the words that somebody typed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, Protocol

from assistant.ports.store import R


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[R]):
    """A part of a list. `next` is where the following part begins; empty at the end of the list."""

    records: tuple[R, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From a moment (included) to another (not included); without one, the list is open on that side."""

    start: datetime | None = None
    end: datetime | None = None


ALWAYS = Span()


class Moment(NamedTuple):
    """One entry of an index: the value, when, and the id of the record. `at` is in UTC, to the millisecond."""

    value: str
    at: datetime
    id: str


class Lookup(Protocol):
    """Lists and searches records. Like in `Store.find`, it is enough for a tuple field to contain the given value.

    Each kind has an order of its own: people and their like by name, whatever has a moment by that, the latest first.
    """

    def listing(
        self,
        kind: type[R],
        /,
        *,
        limit: int = 50,
        after: str = "",
        span: Span = ALWAYS,
        turned: bool = False,
        begin: str = "",
        **equal: object,
    ) -> Page[R]:
        """The records in their kind's order, or in the opposite one (`turned`); `after` is a `Page.next`.

        With `begin`, a folded name, only those that stand there or after it among the names. Raises NotFoundError where
        `after` is no place in a list, and TypeError where the kind has no moment that a span could bound, or no names.
        """

    def tally(self, kind: type[R], field: str, /, **equal: object) -> Mapping[str, int]:
        """How many records there are by the value of a field, or by each element of a tuple field."""

    def search(self, kind: type[R], words: str, *, limit: int = 20) -> list[R]:
        """The records in which every word begins a word, whatever its case and accents, the best first.

        What is written without a space between, such as an address, must stand so. No sign has a meaning of its own.
        """

    def several(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """The records of these ids that there are, by id."""

    def moments(
        self,
        kind: type[R],
        field: str,
        values: Collection[str] | None = None,
        *,
        span: Span = ALWAYS,
        only_last: bool = False,
    ) -> list[Moment]:
        """When the records were whose list `field` holds one of the values, or any; the latest first, by value.

        With `only_last`, the latest of each value. No record is read for it, so it is quick over many of them. Raises
        TypeError where the kind has no moment, or is not looked up by the elements of that field.
        """

    def version(self) -> str:
        """Another text whenever anything that is kept has changed. Holds within one process."""

"""What is read: documents, contacts, providers' cards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from assistant.domain.bullpen import Provider
from assistant.domain.documents import Content
from assistant.domain.people import Person
from assistant.errors import ItemError

Cursor = Mapping[str, object]
"""What a source needs to find only what is new next time: plain JSON values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A document that is new, or has changed since it was last read."""

    content: Content


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """A document that was there and is no longer."""

    document_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """An item that cannot be read, with the reason; the rest goes on."""

    locator: str
    error: ItemError


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """An item that is no longer there: if it could not be read before, there is nothing left to complain of."""

    locator: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """An item that is left alone on purpose (a draft, spam, one older than asked for), with the reason, for people."""

    reason: str
    count: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """Everything up to here has been given; `cursor` may be kept once it is stored.

    `until` is the moment up to which the source is known to be complete; None where nothing says so. A long first
    read gives several, so that it can be taken up where it broke off.
    """

    cursor: Cursor
    until: datetime | None = None


Change = Found | Gone | Failed | Settled | Passed | Reached


class DocumentSource(Protocol):
    """A mailbox, a calendar or a folder of notes: it is read, never written."""

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""

    def size(self) -> int | None:
        """About how many documents there are, for a progress bar; None where that takes more than a moment."""

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed, gone or unreadable since `cursor`, oldest first where that costs nothing.

        Ends with a `Reached`. Raises SourceError where the source as a whole cannot be read, or is suspiciously
        empty.
        """


class PeopleSource(Protocol):
    """A file of contacts."""

    @property
    def id(self) -> str:
        """What tells it from every other file; stays the same while the file changes."""

    @property
    def name(self) -> str:
        """What people call it."""

    def digest(self) -> str:
        """Another one whenever the file has changed. Raises SourceError."""

    def people(self) -> Iterator[Person | Failed]:
        """Everybody in it. Raises SourceError where the file as a whole cannot be read."""


class BullpenSource(Protocol):
    """A file of providers' cards."""

    @property
    def id(self) -> str:
        """What tells it from every other file; stays the same while the file changes."""

    @property
    def name(self) -> str:
        """What people call it."""

    def digest(self) -> str:
        """Another one whenever the file has changed. Raises SourceError."""

    def cards(self) -> Iterator[tuple[Person, Provider] | Failed]:
        """Every card, with the person behind it. Raises SourceError where the file as a whole cannot be read."""

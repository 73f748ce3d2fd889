"""What the services need from the outside world: small protocols, split by need.

Adapters implement them; `assistant.adapters.memory` holds a public fake of each.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from assistant.domain.bullpen import Provider
from assistant.domain.documents import Content
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.mentions import Mention
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
class Reached:
    """Everything up to here has been given; `cursor` may be kept once it is stored."""

    cursor: Cursor


Change = Found | Gone | Failed | Reached


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a reader made of one document: mentions without a person or prompt yet, or why nothing was looked for.

    `unread` says, for people, what of it was left out. `traps` are complaints and sensitive matters as (quote, reason):
    never prompts.
    """

    content: Content
    mentions: tuple[Mention, ...] = ()
    skipped: str = ""
    unread: str = ""
    traps: tuple[tuple[str, str], ...] = ()


class Reader(Protocol):
    """Finds mentions in documents."""

    @property
    def version(self) -> str:
        """Names the rules and models, so that what they found can be told apart later."""

    def read(self, contents: Iterable[Content]) -> Iterator[Read]:
        """One `Read` a document, in order; the documents are taken as they are needed."""


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
        """The records whose fields equal the given values, by id; of a tuple field, it is enough to contain it."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A message's words, before they become a draft."""

    subject: str
    text: str
    html: str


class Writer(Protocol):
    """Writes messages from templates."""

    def write(self, kind: DraftKind, *, tone: str, context: Mapping[str, object]) -> Rendered:
        """The words of a message. Raises TemplateError naming the template, the line and the reason."""

    def html(self, text: str) -> str:
        """The HTML twin of a plain text."""


class DraftBox(Protocol):
    """A drafts folder that approved messages are delivered to."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    def find(self, draft: Draft) -> str | None:
        """Where the message of this draft lies already, in words; None where it does not."""

    def put(self, draft: Draft) -> str:
        """Lay the message down and say where. Raises DeliveryError; then nothing half-written is left."""

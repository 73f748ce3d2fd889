"""What goes into reading and what comes out of it: `Text` in, `Reading` out.

All offsets count code points in `Text.body`, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ModelMissing(Exception):
    """The English pipeline is not installed; the message says which package to install."""


class Medium(StrEnum):
    """What kind of document a text comes from."""

    EMAIL = "email"
    NOTE = "note"
    TRANSCRIPT = "transcript"
    CALENDAR = "calendar"


class Kind(StrEnum):
    """What somebody tells: it goes wrong now, they want something, or they ask for help."""

    PROBLEM = "problem"
    NEED = "need"
    REQUEST = "request"


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """A person as far as a document names them; both fields may be empty."""

    name: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.address)


NOBODY = Who()


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One document's readable text and what is known about it.

    `body` of an e-mail or a calendar entry starts with the subject line (also in `title`) and a
    blank line. `listeners` are recipients, attendees or the people listed as present; `user` holds
    the user's own names and addresses; `headers` have lower-case names. Of a `closed` one nothing is shown to a judge;
    `ref` is how whoever asks knows it.
    """

    body: str
    medium: Medium
    title: str = ""
    author: Who = NOBODY
    listeners: tuple[Who, ...] = ()
    user: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    when: datetime | None = None
    closed: bool = False
    ref: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A problem, need or request of somebody other than the user.

    `quote` is `body[start:end]`; `category` is an id of `topics.tsv`; `confidence` lies in 0 to 1;
    `found_by` names the rule set or model with its version, then the rule.
    """

    quote: str
    start: int
    end: int
    kind: Kind
    holder: Who
    told_by: Who
    category: str
    confidence: float
    found_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Trap:
    """What must not become a mention and yet matters: `reason` is "service" or "sensitive"."""

    quote: str
    start: int
    end: int
    reason: str
    holder: Who


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one text holds. `skipped` says, for people, why it was not read at all, `unread` what of it was not.

    `asked` counts the questions about it that a judge could answer, `answered` those that were.
    """

    mentions: tuple[Mention, ...] = ()
    traps: tuple[Trap, ...] = ()
    skipped: str = ""
    unread: str = ""
    asked: int = 0
    answered: int = 0


class Reader(Protocol):
    """Reads texts; never raises on what a text contains."""

    @property
    def version(self) -> str:
        """The version that starts every `found_by`."""
        ...

    def read(self, text: Text) -> Reading:
        """The mentions of one text."""
        ...

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """One reading a text, in the same order, in bounded memory."""
        ...

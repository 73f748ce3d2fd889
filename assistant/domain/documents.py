"""Documents: what the assistant has read, without the words themselves.

The text of a mail or a note is read once and let go; what is kept is where it lies, who spoke, and a digest.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.ids import fold
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, keys_of
from assistant.domain.reached import touch_key, touched_by
from assistant.domain.time import aware

LONGEST_TITLE = 200
FOREIGN = "it is in "  # how the reason begins where a document was skipped for its language
INTRODUCING = re.compile(r"<-?>|[/&+×|]|\b(?:and|x|meets?|intro\w*|connect\w*)\b", re.IGNORECASE)


def introduced_in(title: str) -> tuple[str, ...]:
    """The folded words of a title that may present people to each other, as "Ann <> Bo" or "Ann, meet Bo" does.

    A title longer than `LONGEST_TITLE` characters presents nobody.
    """
    if len(title) > LONGEST_TITLE or not INTRODUCING.search(title):
        return ()
    return tuple(dict.fromkeys(fold(title).split()))


class Medium(StrEnum):
    """How the words came."""

    EMAIL = "email"
    NOTE = "note"
    TRANSCRIPT = "transcript"
    CALENDAR = "calendar"


NOTED = (Medium.NOTE, Medium.TRANSCRIPT)
"""What is written down of a talk."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One mail, note, transcript or calendar entry that was read.

    `locator` says where it lies, in words a person can follow (a path, `inbox.mbox message 12`). `digest` is the
    SHA-256 of the text as read, in hex; it tells a changed note from an unchanged one. `skipped` is the reason why
    nothing was looked for in it, else empty. `read_by` names the reader's version. `traps` are the kinds of what was
    said in it that is no matter for anybody else: "service" (unhappy with the user's own work), "sensitive". `people`
    follows from author and listeners, `introduced` (see `introduced_in`) from the title; both exist so that a store can
    look documents up by them. `about` is the meeting that a note says it is about, by its id or its calendar's UID;
    `days` holds the day of a note or transcript, so that a meeting finds its notes. `touched` are those with whom the
    user had to do by this mail (see `reached.touched_by`); they need `with_touches`, which knows the user.
    """

    id: str
    source: str
    locator: str
    medium: Medium
    when: datetime
    digest: str
    title: str = ""
    author: Participant = field(default_factory=Participant)
    listeners: tuple[Participant, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    skipped: str = ""
    read_by: str = ""
    traps: tuple[str, ...] = ()
    about: str = ""
    people: tuple[str, ...] = ()
    introduced: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    touched: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.when)
        if self.touched:  # whoever is taken out of a document, is taken out of this too
            there = {touch_key(who) for who in (self.author, *self.listeners)}
            object.__setattr__(self, "touched", tuple(each for each in self.touched if each[1:] in there))
        object.__setattr__(self, "people", keys_of((self.author, *self.listeners)))
        object.__setattr__(self, "introduced", introduced_in(self.title))
        object.__setattr__(self, "days", (self.when.date(),) if self.medium in NOTED else ())

    def says_as(self, other: "Document") -> bool:
        """Whether both say the same, to the same people."""
        said = (self.digest, self.title, self.author, self.listeners, self.about)
        return said == (other.digest, other.title, other.author, other.listeners, other.about)

    def with_touches(self, own: Collection[str]) -> "Document":
        """The document with those whom it touches; `own` are the user's addresses as `own_addresses` gives them.

        What a machine or somebody with a list sent touches nobody; what was not read for its language does.
        """
        is_letter = self.medium is Medium.EMAIL and (not self.skipped or self.skipped.startswith(FOREIGN))
        touched = touched_by(self.author, self.listeners, own) if is_letter else ()
        return self if touched == self.touched else replace(self, touched=touched)


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """A document together with its words, on the way from a source to the reader; never stored.

    `text` is the readable text (for mail and calendar the title, an empty line, then the body); every span counts
    code points in it. `headers` are a mail's own, names in lower case. `meetings` are what a calendar entry says
    will take place.
    """

    document: Document
    text: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    meetings: tuple[Meeting, ...] = ()

"""The digest: one mail a day to oneself, and what its numbers stand for, so that an answer days later means the same.

    TRIED ─the inbox has it─► LAID          NOTHING: the user's hour came, and nothing waited
      └─it refuses──────────► FAILED

TRIED is stored before the inbox is touched; a run that breaks off in between is taken up by looking there first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.domain.findings import Finding
from assistant.domain.time import aware

ANSWERABLE = timedelta(days=14)  # an answer to an older one may mean what is long forgotten
ABOVE = "Answer above this line"
"""Stands above everything in the mail: whatever mail programs make of a quotation, what follows is no answer."""


class Word(StrEnum):
    """What can be answered to an item."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    WRONG = "wrong"
    APPROVE = "approve"
    DISCARD = "discard"
    DRAFT = "draft"
    NOTHING = "nothing"
    MET = "met"
    WON = "won"
    LOST = "lost"
    STOP = "stop"


class ItemKind(StrEnum):
    """What an item is about."""

    QUESTION = "question"
    REPLY = "reply"
    DRAFT = "draft"
    MEETING = "meeting"
    IDLE = "idle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One numbered line. `record_id` is the prompt, reply, draft, meeting or introduction that it stands for.

    `words` are the answers that it takes. `seen_hash` is that of a draft whose complete text stood in the mail, with
    `findings` as what the etiquette would mend in it. `done` is the answer that was acted on.
    """

    number: int
    kind: ItemKind
    record_id: str
    words: tuple[Word, ...] = ()
    seen_hash: str = ""
    findings: tuple[Finding, ...] = ()
    done: str = ""


class Purpose(StrEnum):
    """Why a mail to oneself is written."""

    DAILY = "daily"
    AFTER_MEETING = "after a meeting"


class DigestState(StrEnum):
    """What has become of a digest."""

    TRIED = "tried"
    LAID = "laid"
    FAILED = "failed"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """A mail to oneself, without its text. `at` is when it was first tried, `day` that day where the user is.

    `message_id` is known to nobody but whoever has the mail. `taken` are the message ids of the answers to it;
    `passed_on` says that it went to somebody else, so that an answer proves nothing any more. `remarks` is what of an
    answer could not be done; `are_told` once a later digest said so.
    """

    id: str
    purpose: Purpose = Purpose.DAILY
    day: date
    at: datetime
    message_id: str = ""
    items: tuple[Item, ...] = ()
    state: DigestState = DigestState.TRIED
    location: str = ""
    taken: tuple[str, ...] = ()
    passed_on: bool = False
    remarks: tuple[str, ...] = ()
    are_told: bool = True

    def __post_init__(self) -> None:
        aware(self.at)

    def item(self, number: int) -> Item | None:
        """The item of this number."""
        return next((item for item in self.items if item.number == number), None)

    def is_answerable(self, now: datetime) -> bool:
        """Whether an answer still counts."""
        return not self.passed_on and now - self.at <= ANSWERABLE

    def laid(self, location: str, message_id: str) -> "Digest":
        """The digest, once it lies in the inbox; some servers give it a message id of their own."""
        return replace(self, state=DigestState.LAID, location=location, message_id=message_id or self.message_id)

    def failed(self) -> "Digest":
        """The digest that did not reach the inbox."""
        return replace(self, state=DigestState.FAILED)

    def after(self, number: int, done: str) -> "Digest":
        """The digest, once an item was answered."""
        items = (replace(item, done=done) if item.number == number else item for item in self.items)
        return replace(self, items=tuple(items))

    def answered_by(self, message_id: str, remarks: Sequence[str]) -> "Digest":
        """The digest, once an answer was taken; `remarks` are told with the next digest."""
        return replace(
            self,
            taken=(*self.taken, message_id),
            remarks=(*self.remarks, *remarks) if not self.are_told else tuple(remarks) or self.remarks,
            are_told=self.are_told and not remarks,
        )

    def told(self) -> "Digest":
        """The digest, once its remarks were told: they may name people, and are kept no longer than they are needed."""
        return replace(self, remarks=(), are_told=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An item as the mail shows it. `words` are the answers it takes, `link` is its place on the page.

    `quote` are somebody's own words; `text` is the complete message of a draft, with `to` and `subject`, empty where it
    is too long or holds signs that a mail would not show as they are.
    """

    number: int
    kind: ItemKind
    head: str
    reason: str
    link: str
    words: tuple[str, ...] = ()
    quote: str = ""
    to: str = ""
    subject: str = ""
    text: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class DailyLetter:
    """What the digest's templates are told: the fields are their variables."""

    name: str
    day: str
    count: str
    entries: tuple[Entry, ...]
    more: int
    page: str
    remarks: tuple[str, ...]
    calls: int = 0
    above: str = ABOVE


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingLetter:
    """What the templates of the mail after a meeting are told."""

    name: str
    title: str
    when: str
    people: str
    link: str
    above: str = ABOVE

"""Touches: the times when the user and somebody truly had to do with each other, whoever began it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import make_id
from assistant.domain.time import aware


class TouchKind(StrEnum):
    """How they had to do with each other."""

    MAIL = "mail"
    MEETING = "meeting"
    CALL = "call"
    CARD = "card"


class Way(StrEnum):
    """From whom it came."""

    THEIRS = "theirs"
    YOURS = "yours"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True, slots=True)
class Touch:
    """One of them. `evidence` is the id of the document, meeting, favour, introduction or note that shows it."""

    person_id: str
    at: datetime
    kind: TouchKind
    way: Way
    evidence: str

    def __post_init__(self) -> None:
        aware(self.at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Noted:
    """A touch that the user noted because no mail and no calendar shows it, such as a call.

    `words` are what was said last, as the user wrote it down; they may be empty.
    """

    id: str
    person_id: str
    at: datetime
    kind: TouchKind = TouchKind.CALL
    way: Way = Way.YOURS
    words: str = ""

    def __post_init__(self) -> None:
        aware(self.at)


def noted_id(person_id: str, kind: TouchKind, at: datetime) -> str:
    """The id of a touch that the user notes: one of a kind with a person at a moment."""
    return make_id("touch", person_id, kind, at.isoformat())


@dataclass(frozen=True, kw_only=True, slots=True)
class Derived:
    """By which rules something was last derived from everything that is kept; `id` says what."""

    id: str
    by: str


def met_at(person_id: str, at: datetime, words: str) -> Noted:
    """That the user met somebody at a moment, as no calendar shows it."""
    kind = TouchKind.MEETING
    return Noted(id=noted_id(person_id, kind, at), person_id=person_id, at=at, kind=kind, way=Way.BOTH, words=words)

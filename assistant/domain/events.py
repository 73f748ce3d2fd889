"""Events: occasions with many people, and whom the user met there (S6)."""

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.ids import make_id
from assistant.domain.time import aware


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """An occasion with many people: a meeting of the calendar (`meeting_id`), or one that the user noted by hand.

    `remarks` are what the user wrote of it that is about nobody.
    """

    id: str
    title: str
    at: datetime
    noted_at: datetime
    meeting_id: str = ""
    remarks: str = ""

    def __post_init__(self) -> None:
        aware(self.at)
        aware(self.noted_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """One person whom the user met at an event, in the user's `words`.

    `focus` is their background, `wants` what they look for. `is_new` says that the person became known by it;
    `document_id` is where the words were read.
    """

    id: str
    event_id: str
    person_id: str
    at: datetime
    words: str
    focus: str = ""
    wants: str = ""
    is_new: bool = False
    document_id: str = ""

    def __post_init__(self) -> None:
        aware(self.at)


def event_id(title: str, at: datetime) -> str:
    """The id of an event: one of a title at a moment."""
    return make_id("event", title, at.isoformat())


def met_id(event_id: str, person_id: str) -> str:
    """The id of somebody's being met at an event: once each."""
    return make_id("met", event_id, person_id)

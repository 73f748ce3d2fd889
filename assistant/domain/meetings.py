"""Meetings, and what the user says came up in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.people import Participant, keys_of
from assistant.domain.time import aware


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One occurrence of a calendar event. `attendees` are the outside people: the user is left out.

    `people` follows from them, and exists so that a store can look meetings up by it.
    """

    id: str
    document_id: str
    title: str
    start: datetime
    end: datetime
    attendees: tuple[Participant, ...] = ()
    place: str = ""
    cancelled: bool = False
    all_day: bool = False
    people: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.start)
        aware(self.end)
        object.__setattr__(self, "people", keys_of(self.attendees))

    def is_over(self, now: datetime) -> bool:
        """Whether the meeting has ended at `now` (a cancelled one never takes place)."""
        return not self.cancelled and self.end <= now


class CaptureState(StrEnum):
    """What the user said to "what came up?"."""

    ANSWERED = "answered"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """The user's answer to "what came up?" after a meeting.

    The words are the user's own, typed here and nowhere else: they are kept, and read as the document `document_id`.
    """

    id: str
    meeting_id: str
    state: CaptureState
    at: datetime
    text: str = ""
    document_id: str = ""

    def __post_init__(self) -> None:
        aware(self.at)

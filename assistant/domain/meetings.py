"""Meetings, and what the user says came up in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.domain.people import Participant, keys_of
from assistant.domain.time import aware

LONGEST = 31  # days of one meeting; whatever takes longer is no meeting


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One occurrence of a calendar event. `attendees` are the outside people: the user is left out.

    `people` follows from them, `days` (the days that it touches, in the calendar's own zone) from start and end; both
    exist so that a store can look meetings up by them.
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
    days: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        aware(self.start)
        aware(self.end)
        object.__setattr__(self, "people", keys_of(self.attendees))
        object.__setattr__(self, "days", days_of(self.start, self.end))

    def is_over(self, now: datetime) -> bool:
        """Whether the meeting has ended at `now` (a cancelled one never takes place)."""
        return not self.cancelled and self.end <= now


def days_of(start: datetime, end: datetime) -> tuple[date, ...]:
    """The days that something touches, at most the first `LONGEST` of them; an end at midnight touches none more."""
    first, day = start.date(), timedelta(days=1)
    since_midnight = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
    touched = (since_midnight + (end - start) - timedelta.resolution) // day + 1
    there_are = (date.max - first).days + 1  # a hostile calendar may go to the end of time
    return tuple(first + day * n for n in range(max(1, min(touched, LONGEST, there_are))))


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


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedAfter:
    """That the user was asked what came up in a meeting, so that it is not asked twice; `id` is the meeting's.

    `end` is when the meeting ended as it was known then.
    """

    id: str
    document_id: str
    end: datetime
    at: datetime

    def __post_init__(self) -> None:
        aware(self.end)
        aware(self.at)

"""Meetings, as calendars have them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assistant.domain.people import Participant, keys_of, unique
from assistant.domain.reached import CROWD, touch_key
from assistant.domain.time import aware

LONGEST = 31  # days of one meeting; whatever takes longer is no meeting


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One occurrence of a calendar event. `attendees` are the people without the user, also those who do not come.

    `uid` is the event's own in its calendar, and `occurrence` the moment in UTC for which a series had planned this
    one, empty where it does not repeat: both stay the same when a meeting is moved. `cancelled` is one that does not
    take place for the user, `declined` where that is because they do not go. `free` takes none of their time,
    `private` is marked so. `absent` are the keys (see `keys_of`) of attendees who do not come, `groups` those of
    mailing lists.

    `people` follows from them; `met` are those of them whom it touches, once it is over; `days` (the days
    that it touches, in the calendar's own zone) from start and end; all exist so
    that a store can look meetings up by them.
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
    uid: str = ""
    occurrence: str = ""
    declined: bool = False
    free: bool = False
    private: bool = False
    absent: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    met: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.start)
        aware(self.end)
        object.__setattr__(self, "people", keys_of(self.attendees))
        object.__setattr__(self, "days", days_of(self.start, self.end))
        object.__setattr__(self, "met", self._met())

    def _met(self) -> tuple[str, ...]:
        if self.cancelled or self.declined or self.free or len(self.attendees) > CROWD:
            return ()
        away = {*self.absent, *self.groups}
        return unique(touch_key(who) for who in self.attendees if not away.intersection(keys_of([who])))

    def is_over(self, now: datetime) -> bool:
        """Whether the meeting has ended at `now` (a cancelled one never takes place)."""
        return not self.cancelled and self.span[1] <= now.astimezone(UTC)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Start and end in UTC: two moments of one zone are else compared by what the clock shows."""
        return self.start.astimezone(UTC), self.end.astimezone(UTC)


def days_of(start: datetime, end: datetime) -> tuple[date, ...]:
    """The days that something touches, at most the first `LONGEST` of them; an end at midnight touches none more."""
    first, day = start.date(), timedelta(days=1)
    since_midnight = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
    touched = (since_midnight + (end - start) - timedelta.resolution) // day + 1
    there_are = (date.max - first).days + 1  # a hostile calendar may go to the end of time
    return tuple(first + day * n for n in range(max(1, min(touched, LONGEST, there_are))))


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedAfter:
    """That the user was asked what came up in a meeting, so that it is not asked twice; `id` is the meeting's.

    `end` is when the meeting ended as it was known then.
    """

    id: str
    end: datetime
    at: datetime

    def __post_init__(self) -> None:
        aware(self.end)
        aware(self.at)

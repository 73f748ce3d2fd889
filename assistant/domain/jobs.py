"""What the background agent does again and again, and when each of it is due: pure, so that a test can drive the clock.

What was last done is a record. Whether something is due follows from that record and the present moment alone, so it
makes no difference why nobody looked meanwhile: the machine slept, was off, or the agent was killed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol

from assistant.domain.time import aware

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=2)
DAY = timedelta(days=1)


class Job(StrEnum):
    """What is done again and again."""

    SYNC = "sync"
    REPLIES = "replies"
    BACKUP = "backup"
    DIGEST = "digest"
    MEETINGS = "meetings"


class Timetable(Protocol):
    """Says when something is due."""

    @property
    def period(self) -> timedelta:
        """About how long it is from one time to the next."""

    def next_after(self, moment: datetime) -> datetime:
        """The first moment after `moment` at which it is due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Daily:
    """Once on every day of a zone, when the clock there shows `at`.

    Where the clock shows it twice that day, the first time counts; where it leaps over it, the moment after the leap
    that is as long after midnight.
    """

    at: time
    zone: tzinfo

    @property
    def period(self) -> timedelta:
        """A day."""
        return DAY

    def next_after(self, moment: datetime) -> datetime:
        """The next such moment, in UTC."""
        day = moment.astimezone(self.zone).date() - DAY
        while (due := datetime.combine(day, self.at, self.zone).astimezone(UTC)) <= moment:
            day += DAY
        return due


@dataclass(frozen=True, kw_only=True, slots=True)
class Every:
    """Again and again, at whole multiples of `period`: every 15 minutes means at :00, :15, :30 and :45."""

    period: timedelta

    def next_after(self, moment: datetime) -> datetime:
        """The next such moment, in UTC."""
        began = datetime(1970, 1, 1, tzinfo=UTC)
        return began + ((moment - began) // self.period + 1) * self.period


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How it stands with a job; `id` is the job.

    `since` is when the agent first knew of it, `at` when it was last done, `tried` when it was last begun and not
    broken off. `failures` counts the tries since it last went well, `problems` is what was told of them.
    """

    id: str
    since: datetime
    at: datetime | None = None
    tried: datetime | None = None
    failures: int = 0
    problems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for moment in (self.since, self.at, self.tried):
            aware(moment or self.since)


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """The agent that runs: its process, since when, and where its page is, if it serves one."""

    pid: int
    since: datetime
    page: str = ""

    def __post_init__(self) -> None:
        aware(self.since)


def due_at(done: Done, timetable: Timetable, now: datetime, *, at_once: bool) -> datetime:
    """When a job is next due; a moment up to `now` where it is due now, once, however often it was missed.

    One that was never done is due `at_once`, or else at its next regular time. After failures it is tried again with
    growing pauses. A moment in the future, beyond a period, was noted by a clock that was wrong, and does not count.
    """

    def believed(moment: datetime | None) -> datetime | None:
        return moment if moment and moment <= now + timetable.period else None

    if done.failures:
        tried = believed(done.tried)
        return tried + pause(done.failures) if tried else now
    if last := believed(done.at):
        return timetable.next_after(last)
    return now if at_once else timetable.next_after(min(done.since, now))


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(failures - 1, 10)))

"""What the calendars hold for the next two weeks, as it was read: meetings with somebody, and hours that are free.

Read once for one moment, so that a list of questions costs no more than one.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property

from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.domain.quiet_hours import QuietHours
from assistant.ports import Store

AHEAD = timedelta(days=14)  # a meeting that is further away is not waited for
SMALL = 3  # people whom a question in passing does not embarrass
HALF_HOUR = timedelta(minutes=30)
SLOTS = 3
WITHIN = 5  # business days in which a free half-hour is looked for
PREFERRED = (time(10), time(14))  # morning and afternoon in turn


class Agenda:
    """The user's next two weeks, seen from `now`."""

    def __init__(self, store: Store, quiet: QuietHours, now: datetime) -> None:
        self._store = store
        self._quiet = quiet
        self._spans: dict[date, list[tuple[datetime, datetime]]] = {}
        self.now = now.astimezone(quiet.zone)

    def meetings_with(self, person: Person) -> Iterator[Meeting]:
        """What is still to come with this person, the soonest first."""
        keys, until = set(person.sure_keys), self.now + AHEAD
        for meeting in self._meetings:
            if keys & set(meeting.people) and self.now < meeting.end and meeting.start <= until and not meeting.all_day:
                yield meeting

    def free(self, notice: int = 0) -> tuple[datetime, ...]:
        """Up to three free half-hours within working hours, one a day, in the user's zone.

        They begin on the next business day, or `notice` business days from today.
        """
        slots: list[datetime] = []
        day = self._quiet.days.after(self.now.date(), max(1, notice))
        for _ in range(WITHIN):
            wanted = PREFERRED[len(slots) % len(PREFERRED)]
            slot = self._free_on(day, wanted)
            slots += [slot] if slot else []
            if len(slots) == SLOTS:
                break
            day = self._quiet.days.after(day, 1)
        return tuple(slots)

    def every_free(self, ahead: timedelta = AHEAD) -> Iterator[datetime]:
        """Every free half-hour within working hours from tomorrow on, in order, in the user's zone."""
        for number in range(1, ahead.days + 1):
            for start in self._half_hours(self.now.date() + timedelta(days=number)):
                if self._is_free(start):
                    yield start.astimezone(self._quiet.zone)

    def _free_on(self, day: date, wanted: time) -> datetime | None:
        """The first free half-hour from the `wanted` time on, else the first one of the day."""
        free = [start.astimezone(self._quiet.zone) for start in self._half_hours(day) if self._is_free(start)]
        return next((start for start in free if start.time() >= wanted), free[0] if free else None)

    def _half_hours(self, day: date) -> Iterator[datetime]:
        for first, last in self._quiet.stretches(day):
            start = first.replace(minute=first.minute // 30 * 30, second=0, microsecond=0)
            while (start := start if start >= first else start + HALF_HOUR) + HALF_HOUR <= last:
                yield start
                start += HALF_HOUR

    def _is_free(self, start: datetime) -> bool:
        return not any(first < start + HALF_HOUR and start < last for first, last in self._taken(start.date()))

    def _taken(self, day: date) -> list[tuple[datetime, datetime]]:
        known = self._spans.get(day)
        if known is None:
            days = (day + timedelta(days=n) for n in (-1, 0, 1))  # calendars may keep another zone
            found = {each.id: each for near in days for each in self._store.find(Meeting, days=near)}
            spans = (each.span for each in _standing(found.values()) if not each.free)
            known = self._spans[day] = sorted(spans)
        return known

    @cached_property
    def _meetings(self) -> list[Meeting]:
        days = (self.now.date() + timedelta(days=n) for n in range(-1, AHEAD.days + 2))
        found = {meeting.id: meeting for day in days for meeting in self._store.find(Meeting, days=day)}
        return sorted(_standing(found.values()), key=lambda meeting: (meeting.span, meeting.id))


def _standing(meetings: Iterable[Meeting]) -> Iterator[Meeting]:
    return (meeting for meeting in meetings if not meeting.cancelled)

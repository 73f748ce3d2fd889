"""One calendar file: every entry with its words, and the meetings it stands for."""

import math
import time
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import icalendar
import recurring_ical_events

from assistant.adapters.formats.ical import (
    Event,
    Series,
    broken_schedule,
    is_group,
    label_of,
    listed,
    moment_of,
    occurrence_key,
    person_in,
    refuses,
    series_in,
    words_in,
)
from assistant.adapters.formats.plain_text import digest_of, one_line
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, keys_of, unique
from assistant.errors import ItemError
from assistant.ports import Failed

MAX_OCCURRENCES = 1_000
MAX_TIMES_A_DAY = 48
FREQUENCIES = frozenset(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
MAX_TEXT = 100_000  # characters of one entry
PATIENCE = 10.0  # seconds in all for repetitions that take longer than SLOW: some rules never strike, and are sought
SLOW = 0.5  # until the year 9999
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")

Meetings = dict[str, tuple[Meeting, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarReader:
    """Reads calendar files.

    Meetings are given for the time from `start` to `end`. `zone` is where floating times and whole days lie;
    `user_addresses` (lower case) are left out of a meeting's attendees, and a meeting that they decline is cancelled.
    """

    source: str
    zone: tzinfo
    start: datetime
    end: datetime
    user_addresses: Collection[str] = field(default=frozenset())
    _waited: list[float] = field(default_factory=list, init=False)

    def read(self, raw: bytes, locator: str) -> Iterator[Content | Failed]:
        """Every entry in `raw`, and every one that cannot be read. Raises ItemError where it is no calendar."""
        found, problems = series_in(raw, self.zone)
        for problem in problems:
            where, _, what = problem.partition(": ")
            yield Failed(locator=f"{locator}, {where}", error=ItemError(what))
        for series in found:
            yield from self._series(series, locator)

    def _series(self, series: Series, locator: str) -> Iterator[Content | Failed]:
        read: dict[str, Content] = {}
        for key, event in series.events.items():
            where = f"{locator}, {label_of(event)}"
            try:
                read[key] = self._content(series, key, where)
                if broken := broken_schedule(event):
                    yield Failed(locator=f"{where}, repetition", error=ItemError(f"its {broken} cannot be read"))
            except Exception as error:  # any field of a hostile entry may hold anything
                reason = str(error) if isinstance(error, ItemError) else f"it cannot be read: {one_line(str(error))}"
                yield Failed(locator=where, error=ItemError(reason))
        if series.repeats and "" in read:
            try:
                meetings = self._occurrences(series, read)
            except ItemError as error:
                meetings = dict.fromkeys(read, ())
                yield Failed(locator=f"{read[''].document.locator}, repetition", error=error)
            read = {key: replace(content, meetings=meetings.get(key, ())) for key, content in read.items()}
        yield from read.values()

    def _content(self, series: Series, key: str, locator: str) -> Content:
        event = series.events[key]
        title = one_line(words_in(event, "SUMMARY"), 500)
        body = "\n\n".join(filter(None, (words_in(event, name) for name in ("DESCRIPTION", "COMMENT"))))
        text = (f"{title}\n\n{body}" if title else body)[:MAX_TEXT].rstrip()
        start, end, _ = self._span(event)
        dated = [event[name].dt for name in ("CREATED", "DTSTAMP") if hasattr(event.get(name), "dt")]
        written = min([*(moment_of(value, self.zone) for value in dated[:1]), start])
        author = next((person_in(value) for value in listed(event.get("ORGANIZER"))), Participant())
        attendees = [person_in(value) for value in listed(event.get("ATTENDEE"))]
        listeners = tuple(each for each in unique(attendees) if each != Participant())
        schedule = (start, end, *(_plain(event, name) for name in ("RRULE", "RDATE", "EXDATE", "STATUS", "LOCATION")))
        document = Document(
            id=make_id("doc", "event", series.uid, key),
            source=self.source,
            locator=locator,
            medium=Medium.CALENDAR,
            when=written,
            digest=digest_of(repr((text, author, listeners, schedule, sorted(series.events)))),
            title=title,
            author=author,
            listeners=listeners,
        )
        content = Content(document=document, text=text)
        return replace(content, meetings=tuple(self._within([self._meeting(event, content, series, key)])))

    def _occurrences(self, series: Series, read: dict[str, Content]) -> Meetings:
        """The meetings of a series in the window, by the entry they belong to.

        Raises ItemError where there are too many, or they take too long to work out.
        """
        events = series.events.values()
        try:
            sensible = all(_is_sensible(rule) for event in events for rule in listed(event.get("RRULE")))
        except (ValueError, LookupError, TypeError):
            sensible = False
        if not sensible:
            raise ItemError("it repeats as no meeting does, so its meetings were left out")
        if sum(self._waited) > PATIENCE:
            raise ItemError("the repetitions before it took too long to work out, so its meetings were left out")
        calendar = icalendar.Calendar()
        for event in events:
            calendar.add_component(event)
        meetings: dict[str, list[Meeting]] = defaultdict(list)
        began = time.monotonic()
        try:
            found = recurring_ical_events.of(calendar).between(self.start, self.end)
        except Exception as error:  # rules that no library can follow
            name = type(error).__name__
            raise ItemError(f"its repetition cannot be worked out ({name}), so its meetings were left out") from error
        finally:
            took = time.monotonic() - began
            self._waited.append(took if took > SLOW else 0.0)
        if len(found) > MAX_OCCURRENCES:
            raise ItemError(f"it repeats more than {MAX_OCCURRENCES:,} times, so its meetings were left out")
        for event in found:
            planned = occurrence_key(event, self.zone)
            key = planned if planned in read else ""
            meetings[key] += self._within([self._meeting(event, read[key], series, planned)])
        return {key: tuple(sorted(each, key=lambda meeting: meeting.start)) for key, each in meetings.items()}

    def _within(self, meetings: list[Meeting]) -> Iterator[Meeting]:
        return (each for each in meetings if each.start < self.end and max(each.end, each.start) >= self.start)

    def _meeting(self, event: Event, content: Content, series: Series, planned: str) -> Meeting:
        """One meeting; `planned` is the moment that its series had planned it for, as far as that is known."""
        start, end, all_day = self._span(event)
        attendees = listed(event.get("ATTENDEE"))
        people = unique((content.document.author, *content.document.listeners))
        outside = (each for each in people if each != Participant() and each.address not in self.user_addresses)
        declined = any(refuses(each) and person_in(each).address in self.user_addresses for each in attendees)
        return Meeting(
            id=make_id("meet", series.uid, start.astimezone(UTC).isoformat()),
            document_id=content.document.id,
            title=content.document.title,
            start=start,
            end=end,
            attendees=tuple(outside),
            place=one_line(words_in(event, "LOCATION")),
            cancelled=declined or words_in(event, "STATUS").upper() == "CANCELLED",
            all_day=all_day,
            uid=series.uid,
            occurrence=planned or (start.astimezone(UTC).isoformat() if series.repeats else ""),
            declined=declined,
            free=words_in(event, "TRANSP").upper() == "TRANSPARENT",
            private=words_in(event, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"),
            absent=keys_of(person_in(each) for each in attendees if refuses(each)),
            groups=keys_of(person_in(each) for each in attendees if is_group(each)),
        )

    def _span(self, event: Event) -> tuple[datetime, datetime, bool]:
        """When an entry begins and ends, and whether it takes whole days."""
        first = getattr(event.get("DTSTART"), "dt", None)
        if first is None:
            raise ItemError("it has no start that can be read")
        all_day = not isinstance(first, datetime)
        start = end = moment_of(first, self.zone)
        if hasattr(event.get("DTEND"), "dt"):
            end = moment_of(event["DTEND"].dt, self.zone)
        elif hasattr(event.get("DURATION"), "dt"):
            length = event["DURATION"].dt  # of days by the calendar, of hours by the clock
            end = start + length if all_day else (start.astimezone(UTC) + length).astimezone(self.zone)
        elif all_day:
            end = start + timedelta(days=1)
        return start, max(start, end), all_day


def _plain(event: Event, name: str) -> str:
    return "; ".join(str(value.to_ical()) for value in listed(event.get(name)) if hasattr(value, "to_ical"))


def _is_sensible(rule: Any) -> bool:
    """Whether a rule is one that people meet by; others have been seen to keep the library busy for ever."""
    parts = {name: listed(rule.get(name)) for name in ("FREQ", "INTERVAL", *_TIMES, "BYMONTH", "BYMONTHDAY")}
    longest = max((monthrange(2024, month)[1] for month in parts["BYMONTH"]), default=31)
    return (
        str(parts["FREQ"][0]).upper() in FREQUENCIES
        and all(interval >= 1 for interval in parts["INTERVAL"])
        and math.prod(max(1, len(parts[name])) for name in _TIMES) <= MAX_TIMES_A_DAY
        and (not parts["BYMONTHDAY"] or any(abs(day) <= longest for day in parts["BYMONTHDAY"]))
    )

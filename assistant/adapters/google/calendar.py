"""Google Calendar: entries as documents, with the meetings they stand for; and when the user is busy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, cast

from assistant.adapters.files.folder import reaches_back, since_mark
from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.google.calendar_pass import CalendarEntries, CalendarPass
from assistant.adapters.google.http import Google
from assistant.domain.time import Clock, aware, utc_now
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Reached

PRIMARY = "primary"


@dataclass(frozen=True, kw_only=True, slots=True)
class GoogleCalendarSource:
    """The entries of some of an account's calendars, by name; without any, of the user's own.

    The meetings of an entry are those between `window_back` before today and `window_ahead` after it; on a new day, the
    entries that the window has come to are read again. An entry of the past that is deleted did take place, and is not
    gone.
    """

    name: str
    google: Google
    zone: tzinfo
    calendars: Sequence[str] = ()
    user_addresses: frozenset[str] = field(default=frozenset())
    window_back: timedelta = timedelta(days=90)
    window_ahead: timedelta = timedelta(days=60)
    clock: Clock = utc_now

    def size(self) -> int | None:
        """How many entries there are; None where that takes more than a request, or cannot be asked."""
        try:
            calendar = next(iter(self._chosen().values()))
            page = next(CalendarEntries(google=self.google, id=calendar).pages(fields="items/id,nextPageToken"))
        except SourceError:
            return None
        return None if "nextPageToken" in page else len(page.get("items", ()))

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed or gone since `cursor`, one calendar after the other. Raises SourceError."""
        now = self.clock()
        anew = reaches_back(cursor, since)
        kept = cast(Mapping[str, Mapping[str, Any]], (cursor or {}).get("calendars", {}))
        marks: dict[str, object] = {}
        before = str((cursor or {}).get("since", ""))
        for title, key in self._chosen().items():
            reading = CalendarPass(
                entries=CalendarEntries(google=self.google, id=key),
                reader=self._reader(now),
                called=self.name if title == PRIMARY else f"{self.name}, {title}",
                mark=kept.get(key, {}),
                since=since,
                now=now,
            )
            yield from reading.changes(anew=anew)
            marks[key] = reading.reached
            yield Reached(cursor={"calendars": {**kept, **marks}, "since": max(before, since_mark(since))})
        yield Reached(cursor={"calendars": marks, "since": since_mark(since)}, until=now)

    def free_busy(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """When the user is busy between two moments, as stretches in order that do not touch. Raises SourceError."""
        items = [{"id": key} for key in self._chosen().values()]
        body = {"timeMin": aware(start).isoformat(), "timeMax": aware(end).isoformat(), "items": items}
        answer = self.google.read(self.google.resource("calendar", "freebusy").query(body=body))
        calendars = answer.get("calendars", {}).values()
        if any(calendar.get("errors") for calendar in calendars):
            raise SourceError(f"{self.name}: Google does not say when you are busy", hint="try again in some minutes")
        busy = (each for calendar in calendars for each in calendar.get("busy", ()))
        stretches: list[tuple[datetime, datetime]] = []
        for begin, until in sorted((_moment(each["start"]), _moment(each["end"])) for each in busy):
            if stretches and begin <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], max(until, stretches[-1][1]))
            else:
                stretches.append((begin, until))
        return tuple(stretches)

    def _chosen(self) -> dict[str, str]:
        """The calendars to read: what they are called, and their ids."""
        if not self.calendars:
            return {PRIMARY: PRIMARY}
        lists = self.google.resource("calendar", "calendarList")
        request = lists.list(fields="items(id,summary,summaryOverride,primary),nextPageToken")
        there: dict[str, str] = {}
        while request is not None:
            page = self.google.read(request)
            for item in page.get("items", ()):
                names = (item.get("summaryOverride"), item.get("summary"), item["id"])
                there |= {name.lower(): item["id"] for name in names if name and name.lower() not in there}
            request = lists.list_next(request, page)
        if missing := [name for name in self.calendars if name.lower() not in there]:
            raise SourceError(
                f"{self.name}: no calendar is called {', '.join(missing)}",
                hint=f"there are: {', '.join(sorted(set(there) - set(there.values())))}",
            )
        return {name: there[name.lower()] for name in self.calendars}

    def _reader(self, now: datetime) -> CalendarReader:
        today = datetime.combine(now.astimezone(self.zone).date(), time(), self.zone)
        return CalendarReader(
            source=self.name,
            zone=self.zone,
            start=today - self.window_back,
            end=today + self.window_ahead,
            user_addresses=self.user_addresses,
        )


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value)

"""A calendar of Microsoft 365 or Outlook.com: what has changed in a window around today."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import cast

from assistant.adapters.files.folder import reaches_back, since_mark, wanted
from assistant.adapters.formats.plain_text import digest_of, one_line
from assistant.adapters.microsoft.agenda import Agenda, Group, Mark, digest_of_id
from assistant.adapters.microsoft.answers import Json, entries, link_of, path_part
from assistant.adapters.microsoft.events import Entry, EventReader
from assistant.adapters.microsoft.http import Busy, GraphClient, HistoryExpired, ItemMissing
from assistant.adapters.network import emptied
from assistant.adapters.stretches import Stretch, merged
from assistant.domain.documents import Content
from assistant.domain.time import Clock, utc_now
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Gone, Reached

BACK, AHEAD = timedelta(days=90), timedelta(days=67)  # of the week's Monday: never less than 60 days from today on
UTC_PLEASE = 'outlook.timezone="UTC"'
PREFER = (UTC_PLEASE, 'outlook.body-content-type="text"')
PAGE = 200  # entries: with their texts, some MB at most
ROUND = (*PREFER, f"odata.maxpagesize={PAGE}")
SELECT = (
    "id,iCalUId,type,seriesMasterId,originalStart,subject,body,start,end,isAllDay,isCancelled,location,organizer,"
    "attendees,createdDateTime,responseStatus,showAs,sensitivity"
)
TOLD = ("id", "type", "seriesMasterId", "@removed")
FEW = 25  # entries or series that are asked for one by one
FREE = frozenset({"free", "workingelsewhere"})


Occurrences = tuple[str, str, list[Json]]
"""A group's key, the id of its master where it is a series, and what takes place of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The time that is looked at. It moves once a week, since a changed one has everything read anew."""

    start: datetime
    end: datetime

    @property
    def query(self) -> dict[str, str]:
        """As the service takes it."""
        return {"startDateTime": _utc(self.start), "endDateTime": _utc(self.end)}


class GraphCalendar:
    """One calendar, the main one where none is named.

    The delta query tells which entries have changed, but not all of them in full, so those are asked for. Where they
    are many, and at first, the calendar's view is read, and compared with what was read before.
    """

    def __init__(
        self,
        client: GraphClient,
        *,
        name: str,
        zone: tzinfo,
        calendar: str = "",
        user_addresses: Collection[str] = (),
        clock: Clock = utc_now,
    ) -> None:
        self._client = client
        self._name = name
        self._zone = zone
        self._calendar = calendar
        self._clock = clock
        own = frozenset(address.lower() for address in user_addresses)
        self._reader = EventReader(source=name, zone=zone, user_addresses=own)

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""
        return self._name

    def size(self) -> int | None:
        """None: the service counts no occurrences."""
        return None

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed, gone or unreadable since `cursor`.

        An entry of the past that is no longer there did take place, and is not gone.
        """
        began = self._clock()
        window, cursor = self._window(), cursor or {}
        path = self._path()
        link, changed = self._round(path, cursor, window, since)
        if changed is not None and not changed:
            yield Reached(cursor={**cursor, "link": link}, until=began)
            return
        agenda = Agenda.of(cursor)
        before = agenda.documents
        groups: Iterable[Occurrences] | None = None if changed is None else self._some(agenda, changed, window)
        if groups is None:
            agenda, groups = Agenda(), self._view(path, window)
        for key, master, events in groups:
            group = Group(master=master, uid=self._uid(master, cursor) if master else "")
            if master:
                group.occurrences = "".join(digest_of_id(str(event.get("id"))) for event in events)
            for entry in self._reader.entries(events, {master: group.uid}):
                yield from self._entry(entry, before, group.documents, window, since)
            agenda.groups[key] = group
            if not group.documents:
                del agenda.groups[key]
        now = agenda.documents
        start, today = window.start.astimezone(UTC).isoformat(), began.astimezone(UTC).isoformat()
        held = sum(mark.until >= start for mark in before.values())
        if held and not any(mark.until >= start for mark in now.values()):
            hint = "look into the calendar; if that is right, give the account another name in the configuration"
            raise emptied(self._name, held, "entries", hint)
        yield from (Gone(document_id=lost) for lost in before if lost not in now and before[lost].until > today)
        made_with = {"window": window.query, "since": since_mark(since)}
        yield Reached(cursor={"link": link, "groups": agenda.plain(), **made_with}, until=began)

    def free_busy(self, start: datetime, end: datetime) -> tuple[Stretch, ...]:
        """When the user is taken between two moments: stretches within them, in order, that do not touch.

        An entry whose time cannot be read takes none. Raises SourceError.
        """
        query = Window(start=start, end=end).query | {"$select": "start,end,isAllDay,isCancelled,showAs", "$top": "100"}
        taken = [
            event
            for event in self._client.pages(f"{self._path()}/calendarView", prefer=[UTC_PLEASE], **query)
            if event.get("isCancelled") is not True and str(event.get("showAs")).lower() not in FREE
        ]
        spans = (self._reader.span(event) for event in taken)
        return merged((span for span in spans if span), start, end)

    def _window(self) -> Window:
        today = self._clock().astimezone(self._zone).date()
        monday = datetime.combine(today - timedelta(days=today.weekday()), time(), self._zone)
        return Window(start=monday - BACK, end=monday + AHEAD)

    def _path(self) -> str:
        if not self._calendar:
            return "me"
        listed = list(self._client.pages("me/calendars", **{"$select": "id,name", "$top": "100"}))
        wanted = self._calendar.strip().casefold()
        found = next((each for each in listed if str(each.get("name", "")).casefold() == wanted), None)
        if found is None:
            there = ", ".join(sorted(one_line(str(each.get("name", ""))) for each in listed))
            raise SourceError(f"{self._client.name} has no calendar '{self._calendar}'", hint=f"there are: {there}")
        return f"me/calendars/{path_part(str(found['id']))}"

    def _round(self, path: str, cursor: Cursor, window: Window, since: date | None) -> tuple[str, list[Json] | None]:
        """Where the next round begins, and what has changed in this one; None for everything.

        Version 1.0 of the service documents the delta query for the main calendar only, so others are always read.
        """
        if path != "me":
            return "", None
        link = str(cursor.get("link") or "")
        if link and cursor.get("window") == window.query and not reaches_back(cursor, since):
            try:
                changed: list[Json] = []
                return self._drained(self._client.follow(link, prefer=ROUND), changed), changed
            except (HistoryExpired, ItemMissing):
                pass
        return self._drained(self._client.get("me/calendarView/delta", prefer=ROUND, **window.query)), None

    def _drained(self, page: Json, changed: list[Json] | None = None) -> str:
        """Follow a round to its end; gives where the next one begins, and gathers what it tells in `changed`."""
        followed = set[str]()
        while True:
            if changed is not None:
                changed += ({name: entry[name] for name in TOLD if name in entry} for entry in entries(page))
            link = link_of(page, "nextLink")
            if not link:
                return link_of(page, "deltaLink")
            if link in followed:
                raise SourceError(f"{self._name}: the server's pages lead in a circle", hint="try again later")
            followed.add(link)
            page = self._client.follow(link, prefer=ROUND)

    def _view(self, path: str, window: Window) -> Iterator[Occurrences]:
        """Every single entry as it comes, then every series."""
        series: dict[str, list[Json]] = {}
        for event in self._client.pages(f"{path}/calendarView", prefer=PREFER, **window.query, **VIEW):
            if master := str(event.get("seriesMasterId") or ""):
                series.setdefault(master, []).append(event)
            else:
                yield digest_of_id(str(event.get("id"))), "", [event]
        yield from ((digest_of_id(master), master, events) for master, events in series.items())

    def _some(self, agenda: Agenda, changed: Iterable[Json], window: Window) -> list[Occurrences] | None:
        """What a few changes have made of the entries and series that they belong to.

        None where they are many, or the server does not give one of them by itself.
        """
        touched = agenda.touched(changed)
        if len(touched) > FEW:
            return None
        try:
            return [(key, *self._group(*asked, window)) for key, asked in touched.items()]
        except Busy:
            raise
        except SourceError:
            return None

    def _group(self, entry_id: str, is_series: bool, window: Window) -> tuple[str, list[Json]]:
        """The id of the master of a series, and what takes place of it, or of a single entry, in the window."""
        place = f"me/events/{path_part(entry_id)}"
        try:
            if is_series:
                return entry_id, list(self._client.pages(f"{place}/instances", prefer=PREFER, **window.query, **VIEW))
            event = self._client.get(place, prefer=PREFER, **{"$select": SELECT})
        except ItemMissing:
            return "", []
        span = self._reader.span(event)
        return "", [event] if span is None or (span[0] < window.end and span[1] > window.start) else []

    def _uid(self, master: str, cursor: Cursor) -> str:
        """The UID of a series: an occurrence has an iCalUId of its own."""
        known = cast(Mapping[str, Sequence[str]], cursor.get("groups", {})).get(digest_of_id(master))
        if known and known[1]:
            return known[1]
        try:
            found = self._client.get(f"me/events/{path_part(master)}", **{"$select": "id,iCalUId"})
        except ItemMissing:
            found = {}
        return str(found.get("iCalUId") or master)

    def _entry(
        self, entry: Entry, before: Mapping[str, Mark], now: dict[str, Mark], window: Window, since: date | None
    ) -> Iterator[Found | Failed]:
        known = before.get(entry.document_id)
        try:
            spans = self._reader.spans(entry)
            starts = [int(start.timestamp() // 60) for start, _ in spans]
            version = _version(known, starts, window)
            content = self._reader.read(entry, schedule=str(version if len(starts) > 1 else spans))
        except Exception as error:  # any field of a hostile entry may hold anything
            if known:
                now[entry.document_id] = known
            yield self._reader.failed(entry, error)
            return
        is_wanted = wanted(content, since)
        signature, until = _signature(content), max(end for _, end in spans).astimezone(UTC).isoformat()
        given = known.signature if known else ""
        kept = signature if is_wanted else given
        now[entry.document_id] = Mark(signature=kept, until=until, version=version, starts=starts)
        if is_wanted and given != signature:
            yield Found(content=content)


VIEW = {"$select": SELECT, "$top": str(PAGE)}


def _version(known: Mark | None, starts: Sequence[int], window: Window) -> int:
    """Another number whenever occurrences that were known have moved or gone, not when the window moves on."""
    if known is None or not known.starts:
        return known.version if known else 0
    first = int(window.start.timestamp() // 60)
    before = [start for start in known.starts if start >= first]
    now = [start for start in starts if start <= known.starts[-1]]
    return known.version + (before != now)


def _signature(content: Content) -> str:
    document = content.document
    parts = (document.title, document.author, document.listeners, document.digest, content.meetings)
    return digest_of(repr(parts))[:16]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

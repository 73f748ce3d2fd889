"""A calendar of Microsoft 365 or Outlook.com: what has changed in a window around today."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import cast

from assistant.adapters.files.folder import reaches_back, since_mark, wanted
from assistant.adapters.formats.plain_text import digest_of, one_line
from assistant.adapters.microsoft.answers import Json, entries, link_of, path_part
from assistant.adapters.microsoft.events import Entry, EventReader
from assistant.adapters.microsoft.http import GraphClient, HistoryExpired, ItemMissing
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
    "attendees,createdDateTime"
)
FREE = frozenset({"free", "workingelsewhere"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The time that is looked at. It moves once a week, since a changed one has everything read anew."""

    start: datetime
    end: datetime

    @property
    def query(self) -> dict[str, str]:
        """As the service takes it."""
        return {"startDateTime": _utc(self.start), "endDateTime": _utc(self.end)}


@dataclass(kw_only=True, slots=True)
class _Mark:
    """What a cursor keeps of a document: `version` counts how often its occurrences were changed."""

    signature: str
    until: str
    version: int = 0
    starts: list[int] = field(default_factory=list)  # minutes since 1970


class GraphCalendar:
    """One calendar, the main one where none is named.

    The delta query tells whether anything has changed; if so, the calendar's view is read, which gives every
    occurrence in full, and compared with what was read before.
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
        link, is_new = self._round(path, cursor, window, since)
        if not is_new:
            yield Reached(cursor={**cursor, "link": link}, until=began)
            return
        events = list(self._client.pages(f"{path}/calendarView", prefer=PREFER, **window.query, **VIEW))
        before = {key: _mark(value) for key, value in cast(Mapping[str, Json], cursor.get("documents", {})).items()}
        held = sum(mark.until >= window.start.astimezone(UTC).isoformat() for mark in before.values())
        if held and not events:
            hint = "look into the calendar; if that is right, give the account another name in the configuration"
            raise emptied(self._name, held, "entries", hint)
        uids = self._uids(events, cast(Mapping[str, str], cursor.get("series", {})))
        now: dict[str, _Mark] = {}
        for entry in self._reader.entries(events, uids):
            yield from self._entry(entry, before, now, window, since)
        today = began.astimezone(UTC).isoformat()
        yield from (Gone(document_id=lost) for lost in before if lost not in now and before[lost].until > today)
        documents = {key: [mark.signature, mark.until, mark.version, mark.starts] for key, mark in now.items()}
        made_with = {"window": window.query, "since": since_mark(since)}
        yield Reached(cursor={"link": link, "documents": documents, "series": uids, **made_with}, until=began)

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

    def _round(self, path: str, cursor: Cursor, window: Window, since: date | None) -> tuple[str, bool]:
        """Where the next round begins, and whether anything has changed in this one.

        Version 1.0 of the service documents the delta query for the main calendar only, so others are always read.
        """
        if path != "me":
            return "", True
        link = str(cursor.get("link") or "")
        if link and cursor.get("window") == window.query and not reaches_back(cursor, since):
            try:
                return self._drained(self._client.follow(link, prefer=ROUND))
            except (HistoryExpired, ItemMissing):
                pass
        link, _ = self._drained(self._client.get("me/calendarView/delta", prefer=ROUND, **window.query))
        return link, True

    def _drained(self, page: Json) -> tuple[str, bool]:
        is_new, followed = bool(entries(page)), set[str]()
        while link := link_of(page, "nextLink"):
            if link in followed:
                raise SourceError(f"{self._name}: the server's pages lead in a circle", hint="try again later")
            followed.add(link)
            page = self._client.follow(link, prefer=ROUND)
            is_new = is_new or bool(entries(page))
        return link_of(page, "deltaLink"), is_new

    def _uids(self, events: Sequence[Json], known: Mapping[str, str]) -> dict[str, str]:
        """The UID of each series by its master's id: an occurrence has an iCalUId of its own."""
        masters = {str(event["seriesMasterId"]) for event in events if event.get("seriesMasterId")}
        uids = {master: known[master] for master in masters if master in known}
        for master in sorted(masters - uids.keys()):
            try:
                found = self._client.get(f"me/events/{path_part(master)}", **{"$select": "id,iCalUId"})
            except ItemMissing:
                found = {}
            uids[master] = str(found.get("iCalUId") or master)
        return uids

    def _entry(
        self, entry: Entry, before: Mapping[str, _Mark], now: dict[str, _Mark], window: Window, since: date | None
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
        now[entry.document_id] = _Mark(signature=kept, until=until, version=version, starts=starts)
        if is_wanted and given != signature:
            yield Found(content=content)


VIEW = {"$select": SELECT, "$top": str(PAGE)}


def _version(known: _Mark | None, starts: Sequence[int], window: Window) -> int:
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


def _mark(value: object) -> _Mark:
    signature, until, version, starts = cast(tuple[str, str, int, list[int]], value)
    return _Mark(signature=signature, until=until, version=version, starts=starts)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Calendars on a CalDAV server."""

from collections.abc import Callable, Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assistant.adapters.dav import sync as dav_sync
from assistant.adapters.dav.busy import taken
from assistant.adapters.dav.client import DavClient
from assistant.adapters.dav.state import Kept, States
from assistant.adapters.dav.sync import Thing
from assistant.adapters.files.folder import CHECKPOINT, reaches_back, signature_of, since_mark, wanted
from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.formats.plain_text import one_line
from assistant.adapters.stretches import Stretch, merged
from assistant.domain.documents import Content
from assistant.domain.time import Clock, utc_now
from assistant.errors import ItemError, SourceError
from assistant.ports import Change, Cursor, Failed, Found, Gone, Passed, Reached, Settled

MANY = 10  # entries: a calendar that held fewer may well have been emptied on purpose, if others are not empty


@dataclass(kw_only=True, slots=True)
class _Plan:
    """What is to be done about one calendar; `mark` are its token and tag once that is done.

    `marks` are those of the entries as they were listed.
    """

    calendar: dav_sync.Collection
    kept: Kept
    names: list[str]
    gone: Set[str]
    marks: Mapping[str, str]
    mark: tuple[str, str]

    @property
    def left(self) -> int:
        """How many entries there will be."""
        return len(self.kept.items.keys() - self.gone | set(self.names))


class CaldavSource:
    """The user's calendars in one account; each entry is a document, and the same one as in a calendar file.

    `chosen` names the calendars to read, all where it is empty. Meetings are those between `window_back` before today
    and `window_ahead` after it; a new day asks only for what takes place in the day that it adds.
    """

    def __init__(
        self,
        *,
        name: str,
        client: Callable[[], DavClient],
        zone: tzinfo,
        chosen: Collection[str] = (),
        user_addresses: Collection[str] = (),
        window_back: timedelta = timedelta(days=90),
        window_ahead: timedelta = timedelta(days=60),
        clock: Clock = utc_now,
    ) -> None:
        self._name = name
        self._client = client
        self._zone = zone
        self._chosen = frozenset(chosen)
        self._user_addresses = frozenset(address.lower() for address in user_addresses)
        self._back = window_back
        self._ahead = window_ahead
        self._clock = clock

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""
        return self._name

    def size(self) -> int | None:
        """None: a server counts its entries only by listing them all."""
        return None

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed, gone or unreadable since `cursor`, calendar by calendar.

        An entry of the past that was taken out did take place, and is not gone. Raises SourceError, SignInError.
        """
        with self._client() as client:
            yield from self._changes(client, cursor, since)

    def free_busy(self, start: datetime, end: datetime) -> tuple[Stretch, ...]:
        """When the user is taken between two moments: stretches within them, in order, that do not touch.

        What is marked as free, was cancelled, or was declined by the user takes no time. Raises SourceError.
        """
        with self._client() as client:
            found = dav_sync.collections(client, "calendar")
            asked = [calendar for calendar in found if self._is_wanted(calendar)]
            if not asked or self._chosen - {calendar.name for calendar in asked}:
                raise self._no_calendar(found)
            return merged(taken(client, asked, self._reader_of(start, end)), start, end)

    def _changes(self, client: DavClient, cursor: Cursor | None, since: date | None) -> Iterator[Change]:
        began = self._clock().astimezone(UTC)
        states = States.of(cursor)
        reader = self._reader()
        found = dav_sync.collections(client, "calendar")
        yield from self._missing(found, states)
        plans = [
            self._plan(client, calendar, states, reader, again=reaches_back(cursor, since))
            for calendar in found
            if self._is_wanted(calendar)
        ]
        self._refuse_emptiness(plans, states)
        before = states.documents()
        half_way = max(since_mark(since), states.since) if cursor else since_mark(since)
        count = 0
        for plan in plans:
            for page in dav_sync.things(client, plan.calendar, plan.names):
                for thing in page:
                    yield from self._taken(plan, thing, reader, since)
                count += len(page)
                if count >= CHECKPOINT:
                    count = 0
                    yield Reached(cursor=states.cursor(since=half_way), until=states.until)
        for plan in plans:
            yield from (Settled(locator=_place(plan.calendar, name)) for name in sorted(plan.gone))
            plan.kept.finish(plan.gone, *plan.mark)
        listed, asked = {calendar.path for calendar in found}, {plan.calendar.path for plan in plans}
        states.forget(listed - asked)
        left, now = states.documents(), began.isoformat()
        for document_id, until in before.items():
            if document_id not in left and (not until or until > now):
                yield Gone(document_id=document_id)
        states.window, states.until = reader.end, began
        yield Reached(cursor=states.cursor(since=since_mark(since)), until=began)

    def _reader(self) -> CalendarReader:
        today = datetime.combine(self._clock().astimezone(self._zone).date(), time(), self._zone)
        return self._reader_of(today - self._back, today + self._ahead)

    def _reader_of(self, start: datetime, end: datetime) -> CalendarReader:
        own = self._user_addresses
        return CalendarReader(source=self._name, zone=self._zone, start=start, end=end, user_addresses=own)

    def _is_wanted(self, calendar: dav_sync.Collection) -> bool:
        if self._chosen:
            return calendar.name in self._chosen
        return calendar.is_for_events

    def _missing(self, found: list[dav_sync.Collection], states: States) -> Iterator[Change]:
        """Calendars that are asked for, or were there; what they held is kept. Raises SourceError where all are."""
        there = {calendar.name for calendar in found}
        if not any(self._is_wanted(calendar) for calendar in found):
            raise self._no_calendar(found, held=sum(len(kept.items) for kept in states.calendars.values()))
        for name in sorted(self._chosen - there):
            error = ItemError("there is no such calendar in the account", hint="correct 'calendars'")
            yield Failed(locator=f'{self._name}, calendar "{name}"', error=error)
        paths = {calendar.path for calendar in found}
        for path, kept in states.calendars.items():
            if path not in paths and kept.items and kept.name not in self._chosen:
                yield Passed(reason=f'the calendar "{kept.name}" is no longer there', count=len(kept.items))

    def _no_calendar(self, found: list[dav_sync.Collection], *, held: int = 0) -> SourceError:
        there = {calendar.name for calendar in found}
        missing = ", ".join(f'"{each}"' for each in sorted(self._chosen - there)) or "calendar"
        return SourceError(
            f"{self._name}: there is no {missing}"
            + (f", it held {held:,} entries before; nothing was changed" if held else ""),
            hint=f"there are {', '.join(sorted(there)) or 'none'}: correct 'calendars' in the configuration, "
            f"or choose again: assistant connect {self._name}",
        )

    def _plan(
        self, client: DavClient, calendar: dav_sync.Collection, states: States, reader: CalendarReader, *, again: bool
    ) -> _Plan:
        kept = states.calendar(calendar.path, calendar.name)
        known = kept.marks()
        names, gone, mark = kept.unfinished(), frozenset[str](), (calendar.token, calendar.tag)
        marks: Mapping[str, str] = {}
        if not kept.is_as(*mark):
            listing = dav_sync.listing(client, calendar, token=kept.token, known=known)
            names |= {name for name, etag in listing.marks.items() if not etag or known.get(name) != etag}
            gone = frozenset(known.keys() - listing.marks.keys()) if listing.is_whole else listing.gone
            marks, mark = listing.marks, (listing.token, calendar.tag)
        if again:
            names |= known.keys()
        elif known and states.window and states.window < reader.end:
            entered = dav_sync.names_around(client, calendar, states.window, reader.end)
            names |= known.keys() if entered is None else known.keys() & entered
        return _Plan(calendar=calendar, kept=kept, names=sorted(names - gone), gone=gone, marks=marks, mark=mark)

    def _refuse_emptiness(self, plans: list[_Plan], states: States) -> None:
        held = sum(len(kept.items) for kept in states.calendars.values())
        emptied = [plan for plan in plans if len(plan.kept.items) >= MANY and not plan.left]
        if held and not any(plan.left for plan in plans):
            what, count = "every calendar is empty", held
        elif emptied:
            what, count = f'the calendar "{emptied[0].calendar.name}" is empty', len(emptied[0].kept.items)
        else:
            return
        raise SourceError(
            f"{self._name}: {what}, {count:,} entries were there before; nothing was changed",
            hint=f'if that is right, give the account "{self._name}" another name in the configuration',
        )

    def _taken(self, plan: _Plan, thing: Thing, reader: CalendarReader, since: date | None) -> Iterator[Change]:
        """One entry, or series of entries, as the server gives it."""
        locator = _place(plan.calendar, thing.name)
        if thing.raw is None:
            if thing.status == 404:  # deleted since it was listed: the next pass hears of it
                return
            plan.kept.leave(thing.name)
            yield Failed(locator=locator, error=ItemError(f"the server cannot give it (error {thing.status})"))
            return
        documents = plan.kept.documents_of(thing.name)
        read_now: dict[str, list[str]] = {}
        failed = False
        try:
            for item in reader.read(thing.raw, locator):
                if isinstance(item, Failed):
                    failed = True
                    yield item
                    continue
                known, signature = documents.get(item.document.id, [""])[0], signature_of(item)
                is_wanted = wanted(item, since)
                read_now[item.document.id] = [signature if is_wanted else known, _until(item, reader.start)]
                if known != signature and is_wanted:
                    yield Found(content=item)
        except ItemError as error:
            failed = True
            yield Failed(locator=locator, error=error)
        plan.kept.take(
            thing.name, thing.mark or plan.marks.get(thing.name, ""), {**documents, **read_now} if failed else read_now
        )


def _place(calendar: dav_sync.Collection, name: str) -> str:
    """Where an entry lies, in words."""
    return f"{calendar.name}, {one_line(name)}"


def _until(content: Content, start: datetime) -> str:
    """Until when the loss of an entry means that it was taken back: one of the past did take place."""
    if content.meetings:
        return max(meeting.end.astimezone(UTC).isoformat() for meeting in content.meetings)
    return "0" if content.document.when < start else ""

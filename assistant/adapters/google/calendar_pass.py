"""One pass over one Google calendar: what it lists, what that says, and what is no longer there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast

from assistant.adapters.files.folder import wanted
from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.google.faults import NotThere, ServerFault
from assistant.adapters.google.http import Google
from assistant.adapters.google.ical import calendar_of
from assistant.domain.documents import Content
from assistant.errors import ItemError, SourceError
from assistant.ports import Change, Failed, Found, Gone, Passed, Settled

PAGE = 2500
TRIED = 20  # passes in which a series is asked for that Google breaks down over
OTHER_KINDS = {
    "workingLocation": "working locations",
    "outOfOffice": "absences",
    "focusTime": "times to work in peace",
    "birthday": "birthdays",
}
_EVENT = (
    "id,iCalUID,status,created,summary,description,location,sequence,start,end,originalStartTime,recurringEventId,"
    "recurrence,organizer(email,displayName),attendees(email,displayName,resource,responseStatus),eventType,"
    "transparency,visibility"
)
_FIELDS = f"items({_EVENT}),nextPageToken,nextSyncToken,updated"

Item = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntries:
    """What Google lists of the calendar with this id."""

    google: Google
    id: str

    def pages(self, **asked: Any) -> Iterator[Mapping[str, Any]]:
        """The pages of a listing. Raises SourceError."""
        events = self._events()
        request = events.list(calendarId=self.id, **{"maxResults": PAGE, "fields": _FIELDS, **asked})
        while request is not None:
            page = self.google.read(request)
            yield page
            request = events.list_next(request, page)

    def series(self, masters: Mapping[str, str]) -> Iterator[tuple[str, list[Item] | SourceError]]:
        """All entries of each series, or why they cannot be had. `masters` are the ids of the entries that repeat,
        with their UIDs, empty where Google has not told it. Raises SourceError where nothing can be had.
        """
        events = self._events()
        gets = {
            key: events.get(calendarId=self.id, eventId=key, fields="iCalUID")
            for key, uid in masters.items()
            if not uid
        }
        uids = {key: uid for key, uid in masters.items() if uid}
        for key, answer in self.google.read_each("calendar", gets):
            if isinstance(answer, SourceError):
                yield key, [] if isinstance(answer, NotThere) else answer
            else:
                uids[key] = answer.get("iCalUID", key)
        asked = {"calendarId": self.id, "maxResults": PAGE, "fields": f"items({_EVENT})"}
        requests = {key: events.list(iCalUID=uid, **asked) for key, uid in uids.items()}
        for key, answer in self.google.read_each("calendar", requests):
            yield key, answer if isinstance(answer, SourceError) else list(answer.get("items", ()))

    def _events(self) -> Any:
        return self.google.resource("calendar", "events")


@dataclass(kw_only=True, slots=True)
class CalendarPass:
    """One pass over the calendar that people know as `called`.

    `mark` is what the last pass has left, `reached` what this one leaves: the sync token, how many entries there are,
    when they had last changed, up to when meetings were given, for each entry whose end is still to come its documents
    with that end, and the series that Google broke down over, with how often.
    """

    entries: CalendarEntries
    reader: CalendarReader
    called: str
    mark: Mapping[str, Any]
    since: date | None
    now: datetime
    reached: dict[str, Any] = field(default_factory=dict)
    _passed: Counter[str] = field(default_factory=Counter)

    def changes(self, *, anew: bool) -> Iterator[Change]:
        """What has changed; afterwards `reached` is set."""
        token = "" if anew else str(self.mark.get("token", ""))
        self.reached = {"ahead_until": self.reader.end.isoformat(), "ahead": self._documents()}
        try:
            items = list(self._listed(token))
        except NotThere:
            if not token:
                raise
            token, items = "", list(self._listed(""))  # the sync token has expired
        self._count(items, is_whole=not token)
        repeating = dict.fromkeys(self._tried if token else (), "")
        if not token:
            yield from self._vanished({_master(item) for item in items})
        for item in items:
            if item.get("status") == "cancelled" and "recurringEventId" not in item:
                yield from self._gone(item["id"])
            elif not _is_repeating(item, repeating):
                yield from self._read(item["id"], [item])
        if token:
            yield from self._come_up(repeating, {item["id"] for item in items})
        yield from self._repeating(repeating, items if not token else ())
        yield from (Passed(reason=reason, count=count) for reason, count in sorted(self._passed.items()))

    def _listed(self, token: str) -> Iterator[Item]:
        asked = {"syncToken": token} if token else {}
        for page in self.entries.pages(**asked):
            self.reached["token"] = page.get("nextSyncToken", "")
            self.reached["updated"] = page.get("updated", "")
            yield from page.get("items", ())

    def _count(self, items: Sequence[Item], *, is_whole: bool) -> None:
        """Keep how many entries there are. Raises SourceError where there were some, and are none any more."""
        held = int(self.mark.get("count", 0))
        there = [item for item in items if item.get("status") != "cancelled"]
        if is_whole:
            count = len(there)
        else:
            new = sum(str(item.get("created", "")) > str(self.mark.get("updated", "")) for item in there)
            lost = sum("recurringEventId" not in item for item in items if item.get("status") == "cancelled")
            count = max(held + new - lost, 0)
            if lost:
                is_left = any(page.get("items") for page in self.entries.pages(maxResults=50))  # a page may be empty
                count = max(count, 1) if is_left else 0
        if held and not count:
            raise SourceError(
                f"{self.called} is empty, it held {held:,} entries before; nothing was changed",
                hint="look into Google Calendar in the browser; if that is right, give the account another name",
            )
        self.reached["count"] = count

    def _come_up(self, repeating: dict[str, str], read: set[str]) -> Iterator[Change]:
        """The entries that the window has come to since it was last read: their meetings were not given yet."""
        since, until = datetime.fromisoformat(str(self.mark["ahead_until"])), self.reader.end
        if since >= until:
            return
        window = {"timeMin": since.isoformat(), "timeMax": until.isoformat()}
        for page in self.entries.pages(**window):
            for item in page.get("items", ()):
                if not _is_repeating(item, repeating) and item["id"] not in read and item["status"] != "cancelled":
                    yield from self._read(item["id"], [item])

    def _repeating(self, repeating: Mapping[str, str], items: Sequence[Item]) -> Iterator[Change]:
        """The series of these masters: from `items`, where those are all that there are, else asked for."""
        listed = defaultdict[str, list[Item]](list)
        for item in items:
            listed[_master(item)].append(item)
        known = {key for key in repeating if any("recurrence" in item for item in listed[key])}
        yield from (change for key in repeating if key in known for change in self._read(key, listed[key]))
        asked = {key: uid for key, uid in repeating.items() if key not in known}
        for key, entries in self.entries.series(asked):
            if isinstance(entries, SourceError):
                if isinstance(entries, ServerFault):
                    next(self.entries.pages(maxResults=1))  # raises where it is not the series alone
                    self._broke_down(key)
                yield Failed(locator=self._series(key), error=ItemError(entries.problems))
            elif entries:
                yield from self._read(key, [entry for entry in entries if _master(entry) == key])
            else:
                yield from self._gone(key)

    def _broke_down(self, key: str) -> None:
        """Have a series read again next time, unless that was tried often enough."""
        times = self._tried.get(key, 0) + 1
        if times < TRIED:
            self.reached.setdefault("again", {})[key] = times

    @property
    def _tried(self) -> Mapping[str, int]:
        return cast(Mapping[str, int], self.mark.get("again", {}))

    def _read(self, key: str, items: Sequence[Item]) -> Iterator[Change]:
        """The documents of one entry or series."""
        other = OTHER_KINDS.get(str(items[0].get("eventType", ""))) if items else None
        if other:
            self._passed[other] += 1
            return
        found: dict[str, str] = {}
        broken = False
        try:
            for each in self.reader.read(calendar_of(items), self.called):
                if isinstance(each, Failed):
                    broken = True
                    yield each
                    continue
                found[each.document.id] = _end(each)
                if wanted(each, self.since):
                    yield Found(content=each)
        except ItemError as error:
            broken = True
            yield Failed(locator=f"{self.called}, entry {key}", error=error)
        if not broken:
            yield from self._taken_back(
                {document: end for document, end in self._ahead(key).items() if document not in found}
            )
            self._keep(key, found)

    def _gone(self, key: str) -> Iterator[Change]:
        if key in self._tried:
            yield Settled(locator=self._series(key))
        yield from self._taken_back(self._ahead(key))
        self._keep(key, {})

    def _vanished(self, there: set[str]) -> Iterator[Change]:
        """What a whole listing no longer holds."""
        for key in [key for key in self.reached["ahead"] if key not in there]:
            yield from self._gone(key)

    def _series(self, key: str) -> str:
        return f"{self.called}, series {key}"

    def _taken_back(self, documents: Mapping[str, str]) -> Iterator[Gone]:
        yield from (Gone(document_id=key) for key, end in documents.items() if end > self._moment())

    def _keep(self, key: str, documents: Mapping[str, str]) -> None:
        self.reached["ahead"].pop(key, None)
        if any(end > self._moment() for end in documents.values()):
            self.reached["ahead"][key] = dict(documents)

    def _ahead(self, key: str) -> Mapping[str, str]:
        return cast(Mapping[str, str], self.reached["ahead"].get(key, {}))

    def _documents(self) -> dict[str, Mapping[str, str]]:
        """The entries that were still to end, those left out that have by now."""
        known = cast(Mapping[str, Mapping[str, str]], self.mark.get("ahead", {}))
        return {key: each for key, each in known.items() if any(end > self._moment() for end in each.values())}

    def _moment(self) -> str:
        return self.now.astimezone(UTC).isoformat()


def _is_repeating(item: Item, repeating: dict[str, str]) -> bool:
    """Whether an entry belongs to a series, which is then noted with its UID where that is told."""
    if "recurrence" not in item and "recurringEventId" not in item:
        return False
    repeating[_master(item)] = str(item.get("iCalUID", "")) or repeating.get(_master(item), "")
    return True


def _master(item: Item) -> str:
    return str(item.get("recurringEventId") or item["id"])


def _end(content: Content) -> str:
    """When the last meeting that an entry stands for will be over: only until then can it be taken back."""
    return max((meeting.end.astimezone(UTC).isoformat() for meeting in content.meetings), default="0")

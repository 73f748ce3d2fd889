"""Calendar entries as Microsoft Graph gives them, made the same documents and meetings that a calendar file gives."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from assistant.adapters.formats.calendar_events import MAX_OCCURRENCES, MAX_TEXT
from assistant.adapters.formats.html_text import text_of
from assistant.adapters.formats.plain_text import cleaned, digest_of, one_line
from assistant.adapters.microsoft.answers import Json, moment_in, person_in
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, keys_of, unique
from assistant.errors import ItemError
from assistant.ports import Failed


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One or several occurrences that are one document: `key` tells an exception from its series, as in a file."""

    uid: str
    key: str
    events: tuple[Json, ...]

    @property
    def document_id(self) -> str:
        """The id of its document, the same as that of the entry in a calendar file."""
        return make_id("doc", "event", self.uid, self.key)


@dataclass(frozen=True, kw_only=True, slots=True)
class EventReader:
    """Makes documents of entries. `zone` is where whole days lie; `user_addresses` are lower case."""

    source: str
    zone: tzinfo
    user_addresses: Collection[str] = field(default=frozenset())

    def entries(self, events: Iterable[Json], uids: Mapping[str, str]) -> list[Entry]:
        """The occurrences, gathered by document. `uids` holds the UID of each series by the id of its master."""
        gathered: dict[tuple[str, str], list[Json]] = {}
        for event in events:
            uid = uids.get(str(event.get("seriesMasterId")), "") or str(event.get("iCalUId") or event.get("id") or "")
            gathered.setdefault((one_line(uid, 500), self._key(event)), []).append(event)
        return [Entry(uid=uid, key=key, events=tuple(each)) for (uid, key), each in gathered.items()]

    def read(self, entry: Entry, schedule: str = "") -> Content:
        """The document of an entry with its meetings; `schedule` is whatever else tells a changed one.

        Raises ItemError where it cannot be read.
        """
        if len(entry.events) > MAX_OCCURRENCES:
            raise ItemError(f"it repeats more than {MAX_OCCURRENCES:,} times")
        event = entry.events[0]
        title = one_line(str(event.get("subject") or ""), 500)
        body = _body(event)
        text = (f"{title}\n\n{body}" if title else body)[:MAX_TEXT].rstrip()
        author = person_in(event.get("organizer"))
        listeners = tuple(each for each in unique(map(_attendee, _listed(event, "attendees"))) if each != Participant())
        start, _ = self._span(event)
        written = min(moment_in(event.get("createdDateTime")) or start, start)
        document = Document(
            id=entry.document_id,
            source=self.source,
            locator=f"{self.source}, {label_of(event)}",
            medium=Medium.CALENDAR,
            when=written,
            digest=digest_of(repr((text, author, listeners, _place(event), schedule))),
            title=title,
            author=author,
            listeners=listeners,
        )
        content = Content(document=document, text=text)
        meetings = sorted((self._meeting(each, content, entry.uid) for each in entry.events), key=_start)
        return replace(content, meetings=tuple(meetings))

    def failed(self, entry: Entry, error: Exception) -> Failed:
        """An entry that cannot be read, whatever a hostile field has brought about."""
        reason = str(error) if isinstance(error, ItemError) else f"it cannot be read ({type(error).__name__})"
        return Failed(locator=f"{self.source}, {label_of(entry.events[0])}", error=ItemError(reason))

    def spans(self, entry: Entry) -> list[tuple[datetime, datetime]]:
        """When its occurrences begin and end."""
        return sorted(self._span(event) for event in entry.events)

    def span(self, event: Json) -> tuple[datetime, datetime] | None:
        """When an occurrence begins and ends; None where that cannot be read."""
        try:
            return self._span(event)
        except ItemError:
            return None

    def _key(self, event: Json) -> str:
        if event.get("type") != "exception":
            return ""
        original = moment_in(event.get("originalStart"))
        if original is None:
            return str(event.get("id") or "")
        if event.get("isAllDay") is True:
            original = datetime.combine(original.date(), time(), self.zone)
        return original.astimezone(UTC).isoformat()

    def _meeting(self, event: Json, content: Content, uid: str) -> Meeting:
        start, end = self._span(event)
        people = unique((content.document.author, *content.document.listeners))
        outside = (each for each in people if each != Participant() and each.address not in self.user_addresses)
        attendees = list(_listed(event, "attendees"))
        declined = _response(event, "responseStatus") == "declined"
        return Meeting(
            id=make_id("meet", uid, start.astimezone(UTC).isoformat()),
            document_id=content.document.id,
            title=content.document.title,
            start=start,
            end=end,
            attendees=tuple(outside),
            place=_place(event),
            cancelled=declined or event.get("isCancelled") is True,
            all_day=event.get("isAllDay") is True,
            uid=uid,
            occurrence=self._occurrence(event, start),
            declined=declined,
            free=str(event.get("showAs")).lower() == "free",
            private=str(event.get("sensitivity")).lower() in ("private", "confidential"),
            absent=keys_of(_attendee(each) for each in attendees if _response(each, "status") == "declined"),
        )

    def _occurrence(self, event: Json, start: datetime) -> str:
        """The moment for which a series had planned it; empty where it is none of a series."""
        if event.get("type") not in ("occurrence", "exception"):
            return ""
        return self._key(event) or start.astimezone(UTC).isoformat()

    def _span(self, event: Json) -> tuple[datetime, datetime]:
        all_day = event.get("isAllDay") is True
        start, end = (self._moment(event.get(name), all_day=all_day) for name in ("start", "end"))
        if start is None:
            raise ItemError("it has no start that can be read")
        return start, max(start, end or (start + timedelta(days=1) if all_day else start))

    def _moment(self, value: Any, *, all_day: bool) -> datetime | None:
        """A moment here. A whole day is written as midnight of whatever zone was asked for, and begins at ours."""
        if not isinstance(value, dict):
            return None
        try:
            moment = datetime.fromisoformat(str(value.get("dateTime")))
            if all_day:
                return datetime.combine(moment.date(), time(), self.zone)
            zone = str(value.get("timeZone") or "UTC")
            known = UTC if zone.upper() in ("UTC", "GMT") else ZoneInfo(zone)
            return (moment if moment.tzinfo else moment.replace(tzinfo=known)).astimezone(self.zone)
        except (ValueError, LookupError, OSError, OverflowError) as error:
            raise ItemError("it has no start that can be read") from error


def label_of(event: Json) -> str:
    """What people call an entry, in quotes."""
    title = one_line(str(event.get("subject") or ""), 60)
    return f'"{title}"' if title else "an entry without a title"


def _body(event: Json) -> str:
    body = event.get("body")
    if not isinstance(body, dict):
        return ""
    content = str(body.get("content") or "")
    return text_of(content) if str(body.get("contentType")).lower() == "html" else cleaned(content).strip()


def _place(event: Json) -> str:
    location = event.get("location")
    return one_line(str(location.get("displayName") or "")) if isinstance(location, dict) else ""


def _attendee(value: Json) -> Participant:
    """Nobody for rooms and equipment."""
    return Participant() if str(value.get("type")).lower() == "resource" else person_in(value)


def _response(holder: Json, name: str) -> str:
    """What somebody answered to an invitation, in lower case; empty where that is not told."""
    status = holder.get(name)
    return str(status.get("response") or "").lower() if isinstance(status, dict) else ""


def _listed(event: Json, name: str) -> Iterator[Json]:
    value = event.get(name)
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _start(meeting: Meeting) -> datetime:
    return meeting.start

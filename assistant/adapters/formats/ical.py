"""The iCalendar format: a file's entries, grouped in series, whatever else in it is broken."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

import icalendar

from assistant.adapters.formats.plain_text import cleaned, decoded, digest_of, one_line
from assistant.domain.people import Participant
from assistant.errors import ItemError

Event = Any  # an icalendar.Event: its stubs give each field thirty possible types

_EVENT = re.compile(r"^BEGIN:VEVENT\s*?$(?:(?!^BEGIN:VEVENT).)*?^END:VEVENT\s*?$", re.M | re.S | re.I)
_BEGIN = re.compile(r"^BEGIN:VEVENT\s*?$", re.M | re.I)
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\s*?$.*?^END:VTIMEZONE\s*?$", re.M | re.S | re.I)
_METHOD = re.compile(r"^METHOD:(\w+)", re.M | re.I)
_SCHEDULE = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """The entries that share a UID, by the occurrence that each stands for: "" for the series as a whole."""

    uid: str
    events: dict[str, Event] = field(default_factory=dict)

    @property
    def repeats(self) -> bool:
        """Whether there is a rule that makes more of it than the entries themselves."""
        return "" in self.events and any("RRULE" in event or "RDATE" in event for event in self.events.values())


def series_in(raw: bytes, zone: tzinfo) -> tuple[list[Series], list[str]]:
    """Every series in a file, and what is wrong with the entries that cannot be read.

    Where two entries stand for the same occurrence, the later revision counts. An entry that a message cancels has the
    status CANCELLED. `zone` is where floating times lie. Raises ItemError where `raw` is no calendar.
    """
    text = decoded(raw)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise ItemError("this is no calendar file")
    calendars, problems = _calendars(text)
    series: dict[str, Series] = {}
    for calendar in calendars:
        cancels = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for event in calendar.walk("VEVENT"):
            try:
                if cancels:
                    event["STATUS"] = icalendar.vText("CANCELLED")
                _take_in(series, event, zone)
            except Exception as error:  # any field of a hostile entry may hold anything
                problems.append(f"{label_of(event)}: it cannot be read: {one_line(str(error), 120)}")
    return list(series.values()), problems


def label_of(event: Event) -> str:
    """What people call an entry, in quotes."""
    title = one_line(str(event.get("SUMMARY", "")), 60)
    return f'"{title}"' if title else "an entry without a title"


def broken_schedule(event: Event) -> str:
    """The names of the fields that say when an entry repeats, and cannot be read."""
    return ", ".join(str(name) for name, _ in event.errors if name in _SCHEDULE)


def listed(value: Any) -> list[Any]:
    """The values of a field that may stand there never, once or several times."""
    return value if isinstance(value, list) else [] if value is None else [value]


def words_in(event: Event, name: str) -> str:
    """A text field, all that there are of it."""
    return "\n\n".join(cleaned(str(value)).strip() for value in listed(event.get(name)))


def person_in(value: Any) -> Participant:
    """The person that an ORGANIZER or ATTENDEE stands for; nobody for rooms and equipment."""
    params = getattr(value, "params", {})
    if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
        return Participant()
    address = re.sub(r"^mailto:", "", one_line(str(value)), flags=re.I).strip().lower()
    address = address if "@" in address else ""
    name = one_line(str(params.get("CN", ""))).strip("'\" ")
    return Participant(name="" if name.lower() == address else name, address=address)


def refuses(value: Any) -> bool:
    """Whether an ATTENDEE has said that they do not come."""
    return str(getattr(value, "params", {}).get("PARTSTAT", "")).upper() == "DECLINED"


def is_group(value: Any) -> bool:
    """Whether an ATTENDEE is a mailing list."""
    return str(getattr(value, "params", {}).get("CUTYPE", "")).upper() == "GROUP"


def occurrence_key(event: Event, zone: tzinfo) -> str:
    """Which occurrence of its series an entry replaces, as a moment in UTC; empty for the series itself."""
    value = getattr(event.get("RECURRENCE-ID"), "dt", None)
    if value is None:
        return ""
    return moment_of(value, zone).astimezone(UTC).isoformat()


def moment_of(value: date, zone: tzinfo) -> datetime:
    """A date or a time of a calendar in `zone`: days begin at midnight, floating times lie there."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)


def _take_in(series: dict[str, Series], event: Event, zone: tzinfo) -> None:
    for name, value in list(event.items()) if event.errors else ():
        if any(isinstance(each, icalendar.vBroken) for each in listed(value)):
            del event[name]
    uid = one_line(str(event.get("UID", "")), 500) or digest_of(event.to_ical())
    key = occurrence_key(event, zone)
    events = series.setdefault(uid, Series(uid=uid)).events
    if key not in events or _revision(event) >= _revision(events[key]):
        events[key] = event


def _revision(event: Event) -> int:
    value = event.get("SEQUENCE")
    return value if isinstance(value, int) else 0


def _calendars(text: str) -> tuple[list[Any], list[str]]:
    try:
        calendars = listed(icalendar.Calendar.from_ical(text, multiple=True))
    except Exception:  # one broken entry spoils the whole file for the library
        calendars = []
    written, found = len(_BEGIN.findall(text)), sum(len(calendar.walk("VEVENT")) for calendar in calendars)
    return (calendars, []) if calendars and found == written else _one_by_one(text, written)


def _one_by_one(text: str, written: int) -> tuple[list[Any], list[str]]:
    method = _METHOD.search(text)
    head = f"BEGIN:VCALENDAR\n{method.group() if method else 'VERSION:2.0'}"
    zones = "\n".join(_ZONE.findall(text))
    calendars, problems = [], []
    blocks = _EVENT.findall(text)
    for block in blocks:
        try:
            calendars.append(icalendar.Calendar.from_ical(f"{head}\n{zones}\n{block}\nEND:VCALENDAR"))
        except Exception as error:
            problems.append(f"an entry: it cannot be read: {one_line(str(error), 120)}")
    if written > len(blocks):
        problems.append("an entry: it has no end")
    if not blocks and not problems:
        raise ItemError("this calendar file is damaged")
    return calendars, problems

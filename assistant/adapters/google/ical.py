"""Google's calendar entries as the iCalendar file that Google itself would export, so that one reader serves both."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from assistant.errors import ItemError

_RULES = ("RRULE", "EXRULE", "RDATE", "EXDATE")


def calendar_of(series: Iterable[Mapping[str, Any]]) -> bytes:
    """A calendar file of the entries that share a UID; occurrences that were cancelled are exceptions to its rule.

    Raises ItemError where one cannot be made out.
    """
    entries = list(series)
    lost = [entry for entry in entries if entry.get("status") == "cancelled" and "recurringEventId" in entry]
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Google Inc//Google Calendar//EN")
    calendar.add("version", "2.0")
    try:
        for entry in entries:
            if entry not in lost:
                calendar.add_component(_event(entry, lost))
        return bytes(calendar.to_ical())
    except Exception as error:  # any field may hold anything
        raise ItemError(f"it cannot be read ({type(error).__name__})") from error


def moment_of(place: Mapping[str, Any]) -> date | None:
    """The day or the moment that Google's `start`, `end` or `originalStartTime` names; None where it names none."""
    if "dateTime" in place:
        moment = datetime.fromisoformat(place["dateTime"])
        zone = _zone(place.get("timeZone", ""))
        if moment.tzinfo is None:
            return moment.replace(tzinfo=zone or UTC)
        return moment.astimezone(zone) if zone else moment.astimezone(UTC)
    return date.fromisoformat(place["date"]) if place.get("date") else None


def _event(item: Mapping[str, Any], lost: Iterable[Mapping[str, Any]]) -> icalendar.Event:
    event = _with_rules(item.get("recurrence", ()))
    event.add("uid", str(item.get("iCalUID") or item["id"]))
    for field, name in (("start", "dtstart"), ("end", "dtend"), ("originalStartTime", "recurrence-id")):
        value = moment_of(item.get(field) or {})
        if value is not None and not (name == "recurrence-id" and "recurringEventId" not in item):
            event.add(name, value)
    for field, name in (("summary", "summary"), ("description", "description"), ("location", "location")):
        if item.get(field):
            event.add(name, str(item[field]))
    for each in lost if item.get("recurrence") else ():
        event.add("exdate", moment_of(each["originalStartTime"]))
    if item.get("created"):
        event.add("created", datetime.fromisoformat(item["created"]).astimezone(UTC).replace(microsecond=0))
    event.add("sequence", int(item.get("sequence", 0)))
    event.add("status", str(item.get("status", "confirmed")).upper())
    event.add("transp", str(item.get("transparency", "opaque")).upper())
    event.add("class", str(item.get("visibility", "default")).upper())
    if organizer := item.get("organizer"):
        event.add("organizer", _person(organizer))
    for attendee in item.get("attendees", ()):
        event.add("attendee", _person(attendee), encode=False)
    return event


def _with_rules(rules: Iterable[str]) -> icalendar.Event:
    """An entry that repeats as the lines say; lines that say something else are left out."""
    lines = [line for line in rules if line.upper().startswith(_RULES) and line.isprintable()]
    if not lines:
        return icalendar.Event()
    return icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))  # type: ignore[return-value]


def _person(who: Mapping[str, Any]) -> icalendar.vCalAddress:
    person = icalendar.vCalAddress(f"mailto:{who.get('email', '')}")
    if who.get("displayName"):
        person.params["CN"] = icalendar.vText(str(who["displayName"]).replace('"', "'"))
    if who.get("responseStatus") == "declined":
        person.params["PARTSTAT"] = icalendar.vText("DECLINED")
    if who.get("resource"):
        person.params["CUTYPE"] = icalendar.vText("RESOURCE")
    return person


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):  # zones that this machine does not know
        return None

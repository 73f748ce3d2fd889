"""Appointments as files that the user opens in their own calendar, by icalendar."""

from datetime import UTC, datetime


class InvitationFiles:
    """Writes `.ics` files. They invite nobody: the other side is asked in words."""

    def file(self, *, uid: str, title: str, start: datetime, end: datetime, words: str, written: datetime) -> bytes:
        """One appointment."""
        from icalendar import Calendar, Event

        event = Event()
        event.add("uid", f"{uid}@follow-up.invalid")
        event.add("dtstamp", written.astimezone(UTC))
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", end.astimezone(UTC))
        event.add("summary", title)
        event.add("description", words)
        calendar = Calendar()
        calendar.add("prodid", "-//Follow-up assistant//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add_component(event)
        return bytes(calendar.to_ical())

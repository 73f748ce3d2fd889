"""Which events the user went to: those told of, and the meetings with a crowd (S17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.events import Event
from assistant.domain.meetings import Meeting
from assistant.ports import Store

CROWD = 8  # attendees, from which on a meeting is an event


@dataclass(frozen=True, kw_only=True, slots=True)
class Attended:
    """An event that the user went to. `id` is the event's, or the meeting's."""

    id: str
    title: str
    at: datetime


def events_attended(store: Store, since: datetime, until: datetime) -> list[Attended]:
    """The events from one moment to another, the latest first: those noted, and meetings with a crowd."""
    noted = [each for each in store.find(Event) if since <= each.at <= until]
    told = {each.meeting_id for each in noted}
    meetings = {each.id: each for each in _meetings(store, since, until) if len(each.attendees) >= CROWD}
    went = [each for each in meetings.values() if each.is_over(until) and not each.declined and each.id not in told]
    found = [Attended(id=each.id, title=each.title, at=each.at) for each in noted]
    found += [Attended(id=each.id, title=each.title, at=each.start) for each in went if each.span[0] >= since]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _meetings(store: Store, since: datetime, until: datetime) -> Iterator[Meeting]:
    for number in range(-1, (until.date() - since.date()).days + 2):
        yield from store.find(Meeting, days=since.date() + timedelta(days=number))

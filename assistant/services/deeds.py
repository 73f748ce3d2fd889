"""What was done with people, as it was seen or noted: calls, and meetings of two."""

from collections.abc import Iterator
from datetime import date, datetime

from assistant.domain.campaigns import Deed
from assistant.domain.groups import Slip, SlipKind
from assistant.domain.meetings import Meeting
from assistant.domain.people import USER, Person
from assistant.domain.touches import Noted, TouchKind
from assistant.ports import Lookup, Span, Store
from assistant.ports.store import R

PAGE = 200


def called(lookup: Lookup, since: datetime, until: datetime) -> Iterator[Deed]:
    """The calls that the user noted."""
    for noted in _every(lookup, Noted, since, until):
        if noted.kind is TouchKind.CALL:
            yield Deed(at=noted.at, people=(noted.person_id,), evidence=noted.id)


def met_alone(store: Store, lookup: Lookup, since: datetime, until: datetime) -> Iterator[Deed]:
    """The one-to-ones: meetings of the user with exactly one person who came, and those noted of groups."""
    days: set[tuple[date, str]] = set()
    for meeting in _every(lookup, Meeting, since, until):
        if len(meeting.people) == 1 and meeting.is_over(until) and not (meeting.declined or meeting.absent):
            people = tuple(person.id for person in store.find(Person, keys=meeting.people[0]))
            days.update((meeting.start.date(), person) for person in people)
            yield Deed(at=meeting.start, people=people, evidence=meeting.id)
    for slip in store.find(Slip, kind=SlipKind.ONE_TO_ONE):
        other = slip.to_id if slip.from_id == USER else slip.from_id
        if USER in (slip.from_id, slip.to_id) and (slip.on, other) not in days:
            noon = datetime(slip.on.year, slip.on.month, slip.on.day, 12, tzinfo=until.tzinfo)
            yield Deed(at=noon, people=(other,), evidence=slip.id)


def _every(lookup: Lookup, kind: type[R], since: datetime, until: datetime) -> Iterator[R]:
    after = ""
    while True:
        page = lookup.listing(kind, limit=PAGE, after=after, span=Span(start=since, end=until))
        yield from page.records
        if not (after := page.next):
            return

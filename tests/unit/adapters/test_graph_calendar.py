"""Microsoft's calendar: the same documents and meetings as from a calendar file, and every change of them."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.microsoft.calendar import GraphCalendar
from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.people import GraphPeople
from assistant.domain.documents import Content
from assistant.domain.meetings import Meeting
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Gone, Reached
from tests.contract.test_document_source import NOW, ZONE
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import FakeMailbox, attendee, times_of
from tests.servers.graph_server import serving

Read = Callable[..., tuple[list[Change], Cursor]]
FIRST = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WEEKS = [FIRST + timedelta(weeks=week) for week in range(4)]
HOUR = timedelta(hours=1)
PEOPLE = [
    attendee("Anna Okafor", "Anna@bakery.example"),
    attendee("Helen Marsh", "helen@marsh.example"),
    attendee("Big Room", "room@marsh.example", "resource"),
]
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:weekly
SUMMARY:Weekly
DESCRIPTION:Payroll\\, again
DTSTART:20261123T100000Z
DTEND:20261123T110000Z
RRULE:FREQ=WEEKLY;COUNT=4
CREATED:20261101T090000Z
ORGANIZER;CN=Helen Marsh:mailto:helen@marsh.example
ATTENDEE;CN=Anna Okafor:mailto:anna@bakery.example
ATTENDEE;CN=Helen Marsh:mailto:helen@marsh.example
LOCATION:The bakery
END:VEVENT
BEGIN:VEVENT
UID:weekly
RECURRENCE-ID:20261130T100000Z
SUMMARY:Weekly
DESCRIPTION:Payroll\\, again
DTSTART:20261201T150000Z
DTEND:20261201T160000Z
CREATED:20261101T090000Z
ORGANIZER;CN=Helen Marsh:mailto:helen@marsh.example
ATTENDEE;CN=Anna Okafor:mailto:anna@bakery.example
ATTENDEE;CN=Helen Marsh:mailto:helen@marsh.example
LOCATION:The bakery
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    with serving(GraphFake()) as served:
        yield served


@pytest.fixture
def mailbox(fake: GraphFake) -> FakeMailbox:
    return fake.mailbox


@pytest.fixture
def client(fake: GraphFake) -> Iterator[GraphClient]:
    made = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=lambda seconds: None)
    yield made
    made.close()


@pytest.fixture
def read(client: GraphClient) -> Read:
    def reader(cursor: Cursor | None = None, *, calendar: str = "", now: datetime = NOW) -> tuple[list[Change], Cursor]:
        own = ["helen@marsh.example"]
        source = GraphCalendar(
            client, name="work calendar", zone=ZONE, calendar=calendar, user_addresses=own, clock=lambda: now
        )
        changes = list(source.changes(cursor))
        assert isinstance(changes[-1], Reached)
        return changes[:-1], json.loads(json.dumps(changes[-1].cursor))

    return reader


def contents(changes: Sequence[Change]) -> list[Content]:
    return [change.content for change in changes if isinstance(change, Found)]


def meetings(changes: Sequence[Change]) -> list[Meeting]:
    return sorted((each for content in contents(changes) for each in content.meetings), key=lambda each: each.start)


def weekly(mailbox: FakeMailbox) -> list[str]:
    more = {
        "createdDateTime": "2026-11-01T09:00:00Z",
        "body": {"contentType": "html", "content": "<p>Payroll, again</p>"},
        "attendees": PEOPLE,
        "location": {"displayName": "The bakery"},
    }
    return mailbox.add_series("weekly", WEEKS, subject="Weekly", **more)


def test_it_gives_what_a_calendar_file_gives(mailbox: FakeMailbox, read: Read) -> None:
    ids = weekly(mailbox)
    moved = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    mailbox.change_event(ids[1], type="exception", **times_of(moved, moved + HOUR))
    reader = CalendarReader(
        source="work calendar",
        zone=ZONE,
        start=NOW - timedelta(days=90),
        end=NOW + timedelta(days=60),
        user_addresses={"helen@marsh.example"},
    )
    from_file = [item for item in reader.read(ICS.encode(), "x") if isinstance(item, Content)]
    ours = contents(read()[0])

    def told(content: Content) -> tuple[object, ...]:
        document = content.document
        return (
            document.id,
            document.title,
            document.when,
            document.author,
            document.listeners,
            content.text,
            content.meetings,
        )

    assert sorted(map(told, ours), key=str) == sorted(map(told, from_file), key=str)
    assert len(ours) == 2


def test_nothing_new_takes_one_request(mailbox: FakeMailbox, read: Read, fake: GraphFake) -> None:
    weekly(mailbox)
    _, cursor = read()
    fake.requests.clear()
    assert read(cursor) == ([], cursor)
    assert fake.count() == 1


def test_a_moved_a_renamed_and_a_cancelled_meeting(mailbox: FakeMailbox, read: Read) -> None:
    one, two, three = (mailbox.add_event(subject=f"Event {number}") for number in (1, 2, 3))
    _, cursor = read()
    mailbox.change_event(one, **times_of(FIRST + 2 * HOUR, FIRST + 3 * HOUR))
    mailbox.change_event(two, subject="Renamed")
    mailbox.change_event(three, isCancelled=True)
    changes, cursor = read(cursor)
    assert [content.document.title for content in contents(changes)] == ["Event 1", "Renamed", "Event 3"]
    assert contents(changes)[0].meetings[0].start == FIRST + 2 * HOUR
    assert [content.meetings[0].cancelled for content in contents(changes)] == [False, False, True]
    assert read(cursor)[0] == []


def test_an_occurrence_that_is_taken_out_changes_the_series(mailbox: FakeMailbox, read: Read) -> None:
    ids = weekly(mailbox)
    first, cursor = read()
    mailbox.delete_event(ids[2])
    second, cursor = read(cursor)
    (before,), (after,) = contents(first), contents(second)
    assert before.document.id == after.document.id
    assert before.document.digest != after.document.digest  # else the meeting that is gone would stay
    assert [meeting.start for meeting in after.meetings] == [WEEKS[0], WEEKS[1], WEEKS[3]]


def test_what_was_taken_back_is_gone_but_the_past_took_place(mailbox: FakeMailbox, read: Read) -> None:
    past = mailbox.add_event(subject="Past", **times_of(NOW - 2 * HOUR, NOW - HOUR))
    future = mailbox.add_event(subject="Future")
    mailbox.add_event(subject="Other")
    first, cursor = read()
    known = {content.document.title: content.document.id for content in contents(first)}
    mailbox.delete_event(past)
    mailbox.delete_event(future)
    assert read(cursor)[0] == [Gone(document_id=known["Future"])]


def test_the_window_moves_with_the_weeks(mailbox: FakeMailbox, read: Read) -> None:
    far = [FIRST + timedelta(weeks=week) for week in range(12)]
    mailbox.add_series("long", far, subject="Long")
    first, cursor = read()
    assert len(meetings(first)) == 9
    changes, cursor = read(cursor, now=NOW + timedelta(days=1))
    assert changes == []
    changes, cursor = read(cursor, now=NOW + timedelta(weeks=2))
    assert len(meetings(changes)) == 11
    assert {content.document.digest for content in contents(changes)} == {
        content.document.digest for content in contents(first)
    }  # it goes on as before, which is no change of it


def test_a_forgotten_history_is_read_anew(mailbox: FakeMailbox, read: Read, fake: GraphFake) -> None:
    weekly(mailbox)
    _, cursor = read()
    fake.oldest = 10_000
    mailbox.add_event(subject="New")
    changes, _ = read(cursor)
    assert [content.document.title for content in contents(changes)] == ["New"]


def test_whole_days_lie_where_the_user_is(mailbox: FakeMailbox, read: Read) -> None:
    day = datetime(2026, 7, 1, tzinfo=UTC)
    mailbox.add_event(subject="Fair", isAllDay=True, **times_of(day, day + timedelta(days=1)))
    (meeting,) = meetings(read(now=day)[0])
    assert meeting.all_day
    assert (meeting.start, meeting.end) == (day.replace(tzinfo=ZONE), (day + timedelta(days=1)).replace(tzinfo=ZONE))


def test_another_calendar_is_found_by_its_name(mailbox: FakeMailbox, read: Read) -> None:
    mailbox.calendars["team"] = "Team"
    mailbox.add_event(subject="Main")
    team = mailbox.add_event("team", subject="Together")
    changes, cursor = read(calendar="team")
    assert [content.document.title for content in contents(changes)] == ["Together"]
    assert read(cursor, calendar="team")[0] == []
    mailbox.change_event(team, subject="Together again")
    assert len(read(cursor, calendar="team")[0]) == 1
    with pytest.raises(SourceError, match="no calendar 'Nobody'"):
        read(calendar="Nobody")


def test_more_than_a_page_of_entries(mailbox: FakeMailbox, read: Read) -> None:
    for number in range(230):
        mailbox.add_event(subject=f"Event {number}")
    assert len(contents(read()[0])) == 230


def test_free_and_busy(mailbox: FakeMailbox, client: GraphClient) -> None:
    for start, length, more in [
        (FIRST, HOUR, {}),
        (FIRST + HOUR / 2, HOUR, {"showAs": "tentative"}),
        (FIRST + 3 * HOUR, HOUR, {"showAs": "free"}),
        (FIRST + 4 * HOUR, HOUR, {"isCancelled": True}),
        (FIRST + 5 * HOUR, 9 * HOUR, {"showAs": "oof"}),
    ]:
        mailbox.add_event(**times_of(start, start + length), **more)
    calendar = GraphCalendar(client, name="work calendar", zone=ZONE, clock=lambda: NOW)
    busy = calendar.free_busy(FIRST, FIRST + 8 * HOUR)
    assert busy == ((FIRST, FIRST + 1.5 * HOUR), (FIRST + 5 * HOUR, FIRST + 8 * HOUR))


def test_contacts(mailbox: FakeMailbox, client: GraphClient) -> None:
    nothing = {"city": None, "street": None, "countryOrRegion": None}
    anna = {
        "id": "c1",
        "changeKey": "k1",
        "displayName": "Anna Okafor",
        "emailAddresses": [
            {"name": "Anna", "address": "Anna@bakery.example"},
            {"name": None, "address": "anna@home.example"},
        ],
        "companyName": "The Bakery",
        "jobTitle": "Owner",
        "businessAddress": {**nothing, "city": "Leith"},
        "homeAddress": nothing,
    }
    nobody = {**anna, "id": "c2", "displayName": None, "emailAddresses": []}
    mailbox.contacts += [anna, nobody]
    people = GraphPeople(client)
    before = people.digest()
    person, failed = people.people()
    assert not isinstance(person, Failed)
    assert (person.name, person.organisation, person.area) == ("Anna Okafor", "The Bakery", ("Leith",))
    assert person.addresses == ("anna@bakery.example", "anna@home.example")
    assert isinstance(failed, Failed)
    assert people.digest() == before
    anna["changeKey"] = "k2"
    assert people.digest() != before


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"showAs": "free"}, "free", True),
        ({"showAs": "tentative"}, "free", False),
        ({"sensitivity": "private"}, "private", True),
        ({"sensitivity": "personal"}, "private", False),
        ({"responseStatus": {"response": "declined", "time": "2026-11-01T09:00:00Z"}}, "declined", True),
        ({"responseStatus": {"response": "declined", "time": "2026-11-01T09:00:00Z"}}, "cancelled", True),
        ({"responseStatus": {"response": "tentativelyAccepted", "time": None}}, "cancelled", False),
        (
            {"attendees": [{**PEOPLE[0], "status": {"response": "declined", "time": None}}]},
            "absent",
            ("anna@bakery.example",),
        ),
        ({}, "absent", ()),
    ],
)
def test_what_the_question_after_a_meeting_needs_to_know(
    mailbox: FakeMailbox, read: Read, said: dict[str, object], field: str, value: object
) -> None:
    mailbox.change_event(weekly(mailbox)[0], **said)
    assert getattr(meetings(read()[0])[0], field) == value

"""Google Calendar as a source: as from a calendar file, and what is moved, cancelled or comes into the window."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.google.calendar import GoogleCalendarSource
from assistant.domain.documents import Content
from assistant.domain.meetings import Meeting
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Gone, Passed, Reached
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import way_to
from tests.servers.google_days import Calendar

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Dublin")
GOOGLE = FakeGoogle()
LUNCH: dict[str, Any] = {
    "id": "lunch",
    "summary": "Lunch",
    "description": "Anna needs payroll",
    "location": "The bakery",
    "start": {"dateTime": "2026-11-24T12:00:00Z", "timeZone": "Europe/Dublin"},
    "end": {"dateTime": "2026-11-24T13:00:00Z", "timeZone": "Europe/Dublin"},
    "organizer": {"email": "helen@marsh.example"},
    "attendees": [
        {"email": "helen@marsh.example", "displayName": "Helen Marsh"},
        {"email": "anna@bakery.example", "displayName": "Anna Okafor"},
        {"email": "room1@marsh.example", "displayName": "Room 1", "resource": True},
    ],
}
WEEKLY: dict[str, Any] = {
    "id": "weekly",
    "summary": "Round table",
    "start": {"dateTime": "2026-10-06T08:00:00+01:00", "timeZone": "Europe/Dublin"},
    "end": {"dateTime": "2026-10-06T09:00:00+01:00", "timeZone": "Europe/Dublin"},
    "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=TU"],
}


@pytest.fixture(autouse=True, scope="module")
def _served() -> Iterator[None]:
    with serving(GOOGLE):
        yield


@pytest.fixture(autouse=True)
def _as_google_answers() -> Iterator[None]:
    GOOGLE.reset()
    yield
    assert GOOGLE.problems == []


def calendar() -> Calendar:
    return GOOGLE.diary.calendars["primary"]


def source(now: datetime = NOW, *calendars: str) -> GoogleCalendarSource:
    return GoogleCalendarSource(
        name="diary",
        google=way_to(GOOGLE),
        zone=ZONE,
        calendars=calendars,
        user_addresses=frozenset(["helen@marsh.example"]),
        clock=lambda: now,
    )


def read(cursor: Cursor | None = None, now: datetime = NOW, since: date | None = None) -> tuple[list[Change], Cursor]:
    *changes, last = source(now).changes(cursor, since=since)
    assert isinstance(last, Reached)
    return [change for change in changes if not isinstance(change, Reached)], last.cursor


def contents(changes: list[Change]) -> list[Content]:
    return [change.content for change in changes if isinstance(change, Found)]


def meetings(changes: list[Change]) -> list[Meeting]:
    return sorted((m for each in contents(changes) for m in each.meetings), key=lambda meeting: meeting.start)


def days(changes: list[Change]) -> list[str]:
    return [f"{meeting.start:%d.%m. %H:%M}" for meeting in meetings(changes)]


def moved(day: str, to: str, **more: Any) -> dict[str, Any]:
    start = {"dateTime": f"{day}T08:00:00Z", "timeZone": "Europe/Dublin"}
    times = {"start": {"dateTime": f"{to}Z"}, "end": {"dateTime": f"{to[:11]}20:00:00Z"}, "originalStartTime": start}
    return {"id": f"weekly_{day}", "recurringEventId": "weekly", "summary": "Round table", **times, **more}


def test_entries_are_the_same_as_from_a_calendar_file() -> None:
    calendar().put(LUNCH | {"created": "2026-11-01T10:00:00.000Z"})
    calendar().put(WEEKLY | {"created": "2026-10-01T10:00:00.000Z"})
    calendar().put(moved("2026-11-24", "2026-11-25T18:00:00", created="2026-10-01T10:00:00.000Z"))
    calendar().put(moved("2026-12-01", "2026-12-01T08:00:00"))
    calendar().cancel("weekly_2026-12-01")
    file = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:lunch@google.com
SUMMARY:Lunch
DESCRIPTION:Anna needs payroll
LOCATION:The bakery
STATUS:CONFIRMED
CREATED:20261101T100000Z
DTSTART:20261124T120000Z
DTEND:20261124T130000Z
ORGANIZER:mailto:helen@marsh.example
ATTENDEE;CN=Helen Marsh:mailto:helen@marsh.example
ATTENDEE;CN=Anna Okafor:mailto:anna@bakery.example
ATTENDEE;CUTYPE=RESOURCE;CN=Room 1:mailto:room1@marsh.example
END:VEVENT
BEGIN:VEVENT
UID:weekly@google.com
SUMMARY:Round table
STATUS:CONFIRMED
CREATED:20261001T100000Z
DTSTART;TZID=Europe/Dublin:20261006T080000
DTEND;TZID=Europe/Dublin:20261006T090000
RRULE:FREQ=WEEKLY;BYDAY=TU
EXDATE;TZID=Europe/Dublin:20261201T080000
END:VEVENT
BEGIN:VEVENT
UID:weekly@google.com
RECURRENCE-ID;TZID=Europe/Dublin:20261124T080000
SUMMARY:Round table
STATUS:CONFIRMED
CREATED:20261001T100000Z
DTSTART:20261125T180000Z
DTEND:20261125T200000Z
END:VEVENT
END:VCALENDAR
"""
    today = datetime(2026, 11, 20, tzinfo=ZONE)
    window = {"start": today - timedelta(days=90), "end": today + timedelta(days=60)}
    reader = CalendarReader(source="diary", zone=ZONE, user_addresses=["helen@marsh.example"], **window)
    expected = [each for each in reader.read(file.replace(b"\n", b"\r\n"), "diary") if isinstance(each, Content)]
    changes, _ = read()
    by_id = {content.document.id: content for content in contents(changes)}
    assert by_id == {content.document.id: content for content in expected}
    lunch = next(meeting for meeting in meetings(changes) if meeting.title == "Lunch")
    assert [str(who) for who in lunch.attendees] == ["Anna Okafor <anna@bakery.example>"]


def test_a_moved_entry_is_the_same_document_on_another_day() -> None:
    calendar().put(LUNCH)
    first, cursor = read()
    calendar().put(LUNCH | {"start": {"dateTime": "2026-11-26T12:00:00Z"}, "end": {"dateTime": "2026-11-26T13:00:00Z"}})
    second, _ = read(cursor)
    assert (days(first), days(second)) == (["24.11. 12:00"], ["26.11. 12:00"])
    assert contents(first)[0].document.id == contents(second)[0].document.id


@pytest.mark.parametrize(("now", "gone"), [(NOW, 1), (NOW + timedelta(days=7), 0)])
def test_a_cancelled_entry_is_gone_unless_it_took_place(now: datetime, gone: int) -> None:
    calendar().put(LUNCH)
    calendar().put(LUNCH | {"id": "other"})
    changes, cursor = read()
    calendar().cancel("lunch")
    lost, later = read(cursor, now)
    assert lost == [Gone(document_id=contents(changes)[0].document.id)] * gone
    assert read(later, now)[0] == []


def test_of_a_series_one_occurrence_is_moved_then_another_cancelled() -> None:
    calendar().put(WEEKLY)
    calendar().put(LUNCH)
    first, cursor = read()
    assert {"24.11. 08:00", "01.12. 08:00"} <= {*days(first)}
    calendar().put(moved("2026-11-24", "2026-11-25T18:00:00"))
    second, cursor = read(cursor)
    assert "24.11. 08:00" not in days(second)
    assert "25.11. 18:00" in days(second)
    calendar().put(moved("2026-12-01", "2026-12-01T08:00:00"))
    calendar().cancel("weekly_2026-12-01")
    third, cursor = read(cursor)
    assert "01.12. 08:00" not in days(third)
    assert "25.11. 18:00" in days(third)
    calendar().cancel("weekly_2026-11-24")
    fourth, cursor = read(cursor)
    assert sum(isinstance(change, Gone) for change in fourth) == 1
    calendar().cancel("weekly")
    fifth, _ = read(cursor)
    assert sum(isinstance(change, Gone) for change in fifth) == 1


def test_a_new_day_gives_the_meetings_that_come_into_the_window_and_no_more() -> None:
    calendar().put(WEEKLY)
    calendar().put(LUNCH)
    far = {"start": {"dateTime": "2027-01-21T12:00:00Z"}, "end": {"dateTime": "2027-01-21T13:00:00Z"}}
    calendar().put(LUNCH | far | {"id": "far"})
    first, cursor = read()
    assert days(first)[-1] == "12.01. 08:00"
    GOOGLE.requests.clear()
    second, cursor = read(cursor, NOW + timedelta(days=4))
    assert days(second)[-1] == "21.01. 12:00"
    assert {content.document.title for content in contents(second)} == {"Round table", "Lunch"}
    assert len(GOOGLE.requests) == 4  # a token, what has changed, what comes up, and the series in it
    assert read(cursor, NOW + timedelta(days=4))[0] == []


def test_an_expired_sync_token_means_a_whole_read() -> None:
    calendar().put(LUNCH)
    calendar().put(LUNCH | {"id": "other"})
    first, cursor = read()
    calendar().events.pop("lunch")
    calendar().expire()
    second, later = read(cursor)
    assert Gone(document_id=contents(first)[0].document.id) in second
    assert len(contents(second)) == 1
    assert read(later)[0] == []


def test_what_is_no_meeting_is_passed_over_and_counted() -> None:
    calendar().put(LUNCH | {"eventType": "workingLocation"})
    assert read()[0] == [Passed(reason="working locations")]


def test_days_off_are_whole_days() -> None:
    calendar().put({"id": "fair", "summary": "Fair", "start": {"date": "2026-11-23"}, "end": {"date": "2026-11-25"}})
    (meeting,) = meetings(read()[0])
    assert meeting.all_day
    assert meeting.start == datetime(2026, 11, 23, tzinfo=ZONE)


def test_calendars_are_chosen_by_name() -> None:
    GOOGLE.diary.calendars = {"primary": Calendar(), "c2": Calendar(title="Team"), "c3": Calendar(title="Choir")}
    for each in GOOGLE.diary.calendars.values():
        each.put(LUNCH | {"summary": each.title})
    changes = list(source(NOW, "team").changes(None))
    assert [content.document.title for content in contents(changes)] == ["Team"]
    with pytest.raises(SourceError, match="no calendar is called Tennis") as caught:
        list(source(NOW, "Tennis").changes(None))
    assert "choir" in caught.value.hint


def test_busy_stretches_are_joined() -> None:
    spans = [("12:30", "13:30"), ("09:00", "10:00"), ("12:00", "13:00"), ("13:30", "14:00")]
    calendar().busy = [{"start": f"2026-11-24T{a}:00Z", "end": f"2026-11-24T{b}:00Z"} for a, b in spans]
    busy = source().free_busy(NOW, NOW + timedelta(days=7))
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in busy] == ["09:00-10:00", "12:00-14:00"]


def test_one_new_entry_in_ten_thousand_costs_one_request() -> None:
    for number in range(10_000):
        calendar().put(LUNCH | {"id": f"e{number}"})
    cursor = {"calendars": {"primary": {"token": "10000", "count": 10_000, "ahead_until": "2027-01-19T00:00:00+00:00"}}}
    calendar().put(LUNCH | {"id": "new"})
    changes, _ = read(cursor)
    assert len(contents(changes)) == 1
    assert len(GOOGLE.requests) == 2  # with the token


def test_a_series_that_google_breaks_down_over_is_named_and_tried_again() -> None:
    calendar().put(WEEKLY)
    _, cursor = read()
    calendar().put(moved("2026-11-24", "2026-11-24T08:00:00"))
    calendar().cancel("weekly_2026-11-24")  # which comes without its master, so that the series is asked for
    GOOGLE.fault = lambda number, path: "500" if path.endswith("/events/weekly") else ""
    changes, cursor = read(cursor)
    assert [change.locator for change in changes if isinstance(change, Failed)] == ["diary, series weekly"]
    GOOGLE.fault = lambda number, path: ""
    changes, cursor = read(cursor)
    assert "01.12. 08:00" in days(changes)
    assert "24.11. 08:00" not in days(changes)
    assert read(cursor)[0] == []


def test_a_meeting_that_the_user_declines_does_not_take_place() -> None:
    calendar().put(LUNCH)
    changes, cursor = read()
    assert [meeting.cancelled for meeting in meetings(changes)] == [False]
    answers = [{**who, "responseStatus": "declined"} for who in LUNCH["attendees"]]
    calendar().put(LUNCH | {"attendees": [*LUNCH["attendees"][:1], answers[1]]})
    changes, cursor = read(cursor)
    assert [meeting.cancelled for meeting in meetings(changes)] == [False]  # another one does not come
    calendar().put(LUNCH | {"attendees": [answers[0], *LUNCH["attendees"][1:]]})
    changes, _ = read(cursor)
    assert [meeting.cancelled for meeting in meetings(changes)] == [True]

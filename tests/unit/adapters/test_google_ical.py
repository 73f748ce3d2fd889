"""Google's entries as a calendar file: whatever they hold, it is read or named as unreadable, and nothing else."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.google.ical import calendar_of, moment_of
from assistant.domain.documents import Content
from assistant.errors import ItemError
from assistant.ports import Failed

WORDS = st.text(max_size=30) | st.sampled_from(["BEGIN:VEVENT", "a\r\nEND:VCALENDAR", "\u2028", "\ud800", '"', ";:,\\"])
TIMES = st.sampled_from(["2026-11-24T12:00:00Z", "2026-11-24T12:00:00+14:00", "2026-11-24", "9999-99-99", "", "never"])
ZONES = st.sampled_from(["Europe/Dublin", "Nowhere/Else", "../../etc/passwd", ""])
PLACES = st.fixed_dictionaries({}, optional={"dateTime": TIMES, "date": TIMES, "timeZone": ZONES})
RULES = st.lists(
    st.sampled_from(["RRULE:FREQ=DAILY;COUNT=3", "RRULE:FREQ=NEVER", "EXDATE:x", "X:y", "RRULE:\r\nUID:a"])
)
PEOPLE = st.fixed_dictionaries({}, optional={"email": WORDS, "displayName": WORDS, "resource": st.booleans()})
ENTRIES = st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b"])},
    optional={
        "iCalUID": WORDS,
        "summary": WORDS,
        "description": WORDS,
        "location": WORDS,
        "created": TIMES,
        "sequence": st.integers(-1, 3),
        "start": PLACES,
        "end": PLACES,
        "originalStartTime": PLACES,
        "recurringEventId": st.just("a"),
        "recurrence": RULES,
        "organizer": PEOPLE,
        "attendees": st.lists(PEOPLE, max_size=3),
        "status": st.sampled_from(["confirmed", "cancelled", "tentative"]),
        "transparency": WORDS,
        "visibility": WORDS,
    },
)


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_whatever_an_entry_holds_it_is_read_or_named(entries: list[dict[str, Any]]) -> None:
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    reader = CalendarReader(source="diary", zone=UTC, start=start, end=end)
    try:
        found = list(reader.read(calendar_of(entries), "diary"))
    except ItemError:
        return
    assert all(isinstance(each, Content | Failed) for each in found)
    assert len([each for each in found if isinstance(each, Content)]) <= len(entries)


@pytest.mark.parametrize(
    ("place", "moment"),
    [
        ({"date": "2026-11-24"}, date(2026, 11, 24)),
        ({"dateTime": "2026-11-24T12:00:00Z"}, datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ({"dateTime": "2026-11-24T12:00:00+01:00"}, datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ({"dateTime": "2026-11-24T12:00:00", "timeZone": "Europe/Berlin"}, datetime(2026, 11, 24, 11, tzinfo=UTC)),
        ({"dateTime": "2026-11-24T12:00:00Z", "timeZone": "Nowhere"}, datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ({}, None),
    ],
)
def test_moments(place: dict[str, str], moment: date | None) -> None:
    assert moment_of(place) == moment


def test_a_line_break_in_a_rule_adds_nothing() -> None:
    entry = {"id": "a", "start": {"date": "2026-11-24"}, "recurrence": ["RRULE:FREQ=DAILY\r\nSUMMARY:Injected"]}
    assert b"Injected" not in calendar_of([entry])


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({}, "free", False),
        ({"transparency": "transparent"}, "free", True),
        ({"transparency": "opaque"}, "free", False),
        ({}, "private", False),
        ({"visibility": "private"}, "private", True),
        ({"visibility": "confidential"}, "private", True),
        ({"visibility": "public"}, "private", False),
        ({"attendees": [{"email": "Ann@x.example", "responseStatus": "declined"}]}, "absent", ("ann@x.example",)),
    ],
)
def test_what_the_question_after_a_meeting_needs_to_know(said: dict[str, Any], field: str, value: object) -> None:
    times = {"start": {"dateTime": "2026-11-24T10:00:00Z"}, "end": {"dateTime": "2026-11-24T11:00:00Z"}}
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    reader = CalendarReader(source="diary", zone=UTC, start=start, end=end)
    (content,) = reader.read(calendar_of([{"id": "a", "summary": "Lunch", **times, **said}]), "diary")
    assert isinstance(content, Content)
    assert getattr(content.meetings[0], field) == value

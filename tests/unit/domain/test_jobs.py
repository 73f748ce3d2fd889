"""When what is done again and again is due: on no day twice, on none not at all, whatever the clocks do."""

import zoneinfo
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.jobs import LONGEST_PAUSE, Daily, Done, Every, Timetable, due_at, pause

LONDON = zoneinfo.ZoneInfo("Europe/London")
DAY = timedelta(days=1)
HALF_PAST_SIX = Daily(at=time(6, 30), zone=LONDON)
QUARTERS = Every(period=timedelta(minutes=15))


def moment(text: str) -> datetime:
    """A moment of London's."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


LEAPS = {
    "twice that day": ("Europe/London", "01:30", "2026-10-24", "24T01:30+01:00", "25T01:30+01:00", "26T01:30+00:00"),
    "not on that day": ("Europe/London", "01:30", "2026-03-28", "28T01:30+00:00", "29T02:30+01:00", "30T01:30+01:00"),
    "at midnight": ("America/Havana", "00:30", "2026-03-07", "07T00:30-05:00", "08T01:30-04:00", "09T00:30-04:00"),
    "half an hour": (
        "Australia/Lord_Howe",
        "01:45",
        "2026-04-04",
        "04T01:45+11:00",
        "05T01:45+11:00",
        "06T01:45+10:30",
    ),
    "no such day": ("Pacific/Apia", "06:30", "2011-12-28", "28T06:30-10:00", "29T06:30-10:00", "31T06:30+14:00"),
}


@pytest.mark.parametrize(("zone", "at", "begin", "first", "second", "third"), LEAPS.values(), ids=LEAPS)
def test_a_daily_thing_is_due_once_on_every_day(
    zone: str, at: str, begin: str, first: str, second: str, third: str
) -> None:
    place = zoneinfo.ZoneInfo(zone)
    daily, found = Daily(at=time.fromisoformat(at), zone=place), [datetime.fromisoformat(begin).replace(tzinfo=place)]
    for _ in range(3):
        found.append(daily.next_after(found[-1]))
    assert found[1:] == [datetime.fromisoformat(f"{begin[:8]}{each}") for each in (first, second, third)]


ZONES = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"})).map(zoneinfo.ZoneInfo)


@given(
    ZONES, st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.dates(date(2012, 1, 1), date(2035, 1, 1))
)
def test_in_every_zone_each_day_has_its_moment(zone: zoneinfo.ZoneInfo, at: time, day: date) -> None:
    daily = Daily(at=at, zone=zone)
    last = daily.next_after(datetime.combine(day, time(0), zone) - timedelta(microseconds=1))
    for _ in range(5):
        due = daily.next_after(last)
        assert due > last
        assert due.astimezone(zone).date() - last.astimezone(zone).date() == DAY
        assert daily.next_after(due - timedelta(microseconds=1)) == due
        last = due


def test_every_quarter_is_at_the_quarter() -> None:
    assert QUARTERS.next_after(moment("2026-10-25T10:00")) == moment("2026-10-25T10:15")
    assert QUARTERS.next_after(moment("2026-10-25T10:14:59")) == moment("2026-10-25T10:15")


SINCE = moment("2026-10-01T12:00")


@pytest.mark.parametrize(
    ("timetable", "done", "now", "due"),
    [
        (HALF_PAST_SIX, {}, "2026-10-01T12:00", "2026-10-01T12:00"),
        (HALF_PAST_SIX, {"at": "2026-10-01T12:00"}, "2026-10-01T12:01", "2026-10-02T06:30"),
        (HALF_PAST_SIX, {"at": "2026-10-02T06:30"}, "2026-10-09T06:00", "2026-10-03T06:30"),
        (HALF_PAST_SIX, {"at": "2026-10-02T06:31"}, "2026-10-02T05:40", "2026-10-03T06:30"),
        (HALF_PAST_SIX, {"at": "2027-10-02T06:31"}, "2026-10-02T09:00", "2026-10-02T09:00"),
        (QUARTERS, {"at": "2026-10-02T10:15"}, "2026-10-02T09:20", "2026-10-02T09:20"),
        (QUARTERS, {"at": "2026-10-02T10:15"}, "2026-10-02T10:10", "2026-10-02T10:30"),
        (HALF_PAST_SIX, {"tried": "2026-10-02T06:30", "failures": 1}, "2026-10-02T06:31", "2026-10-02T06:35"),
        (HALF_PAST_SIX, {"tried": "2026-10-02T06:30", "failures": 3}, "2026-10-02T06:31", "2026-10-02T06:50"),
        (HALF_PAST_SIX, {"tried": "2027-10-02T06:30", "failures": 3}, "2026-10-02T06:31", "2026-10-02T06:31"),
    ],
    ids=[
        "never done", "done", "missed for a week", "the clock set back an hour", "the clock was a year ahead",
        "a short period, and the clock set back", "a little back", "failed", "failed again", "failed in the future",
    ],
)  # fmt: skip
def test_what_was_done_says_what_is_due(timetable: Timetable, done: dict[str, str | int], now: str, due: str) -> None:
    known = {key: moment(value) if isinstance(value, str) else value for key, value in done.items()}
    found = due_at(Done(id="sync", since=SINCE, **known), timetable, moment(now), at_once=True)  # type: ignore[arg-type]
    assert found == moment(due)


def test_what_was_never_done_may_wait_for_its_time() -> None:
    done = Done(id="digest", since=SINCE)
    assert due_at(done, HALF_PAST_SIX, SINCE, at_once=False) == moment("2026-10-02T06:30")
    assert due_at(done, HALF_PAST_SIX, moment("2026-10-05T12:00"), at_once=False) == moment("2026-10-02T06:30")
    before = moment("2025-01-01T12:00")
    assert due_at(done, HALF_PAST_SIX, before, at_once=False) == moment("2025-01-02T06:30"), "noted by a wrong clock"


def test_pauses_grow_to_two_hours() -> None:
    minutes = [pause(failures).total_seconds() / 60 for failures in range(1, 9)]
    assert minutes == [5, 10, 20, 40, 80, 120, 120, 120]
    assert pause(10_000) == LONGEST_PAUSE

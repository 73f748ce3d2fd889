"""Quiet hours, also where the clocks change: a suggestion never says "now" in them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.domain.business_days import BusinessDays
from assistant.domain.quiet_hours import QuietHours

LONDON = ZoneInfo("Europe/London")
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC")]
)
TIMES = st.times().map(lambda at: at.replace(microsecond=0))
MOMENTS = st.integers(0, 5 * 365 * 86_400).map(lambda s: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
CLOSED = st.frozensets(st.dates(date(2024, 1, 1), date(2029, 1, 1)), max_size=20)


class Sundays(BusinessDays):
    """Every day is a business day: the clocks change on Sundays in most places."""

    def is_open(self, day: date) -> bool:
        return True


def quiet(begin: str = "18:00", end: str = "09:00", zone: ZoneInfo = LONDON, *closed: date) -> QuietHours:
    return QuietHours(
        zone=zone,
        begin=time.fromisoformat(begin),
        end=time.fromisoformat(end),
        days=BusinessDays(holidays=closed.__contains__),
    )


@pytest.mark.parametrize(
    ("moment", "proper"),
    [
        ("2026-03-03T12:30", "2026-03-03T12:30"),
        ("2026-03-03T17:59", "2026-03-03T17:59"),
        ("2026-03-03T18:00", "2026-03-04T09:00"),
        ("2026-03-03T00:10", "2026-03-03T09:00"),
        ("2026-03-03T08:59", "2026-03-03T09:00"),
        ("2026-03-06T19:00", "2026-03-09T09:00"),  # Friday evening
        ("2026-03-07T12:00", "2026-03-09T09:00"),  # Saturday noon
        ("2026-03-27T20:00", "2026-03-30T09:00"),  # over the night in which the clocks go forward
        ("2026-04-02T20:00", "2026-04-07T09:00"),  # over Easter
    ],
)
def test_quiet_moves_to_the_next_working_hour(moment: str, proper: str) -> None:
    hours = quiet("18:00", "09:00", LONDON, date(2026, 4, 3), date(2026, 4, 6))
    result = hours.next_proper(datetime.fromisoformat(moment).replace(tzinfo=LONDON))
    assert result == datetime.fromisoformat(proper).replace(tzinfo=LONDON)
    assert result.tzinfo is LONDON


def test_the_users_zone_counts_and_not_the_moments_own() -> None:
    hours = quiet(zone=ZoneInfo("America/New_York"))
    assert hours.next_proper(datetime(2026, 3, 3, 10, tzinfo=UTC)).isoformat() == "2026-03-03T09:00:00-05:00"
    assert hours.next_proper(datetime(2026, 3, 10, 10, tzinfo=UTC)).isoformat() == "2026-03-10T09:00:00-04:00"


def test_an_hour_that_the_clocks_leave_out_or_show_twice() -> None:
    days = BusinessDays()
    cairo = ZoneInfo("Africa/Cairo")  # forward on a Friday at midnight: there is no 00:30
    spring = QuietHours(zone=cairo, begin=time(20), end=time(0, 30), days=days)
    assert spring.next_proper(datetime(2026, 4, 23, 23, tzinfo=cairo)).isoformat() == "2026-04-24T01:00:00+03:00"
    later = QuietHours(zone=ZoneInfo("America/New_York"), begin=time(20), end=time(2, 37), days=Sundays())
    night = datetime(2026, 3, 8, 1, 50, tzinfo=later.zone)
    assert later.next_proper(night).isoformat() == "2026-03-08T03:00:00-04:00"
    autumn = QuietHours(zone=cairo, begin=time(20), end=time(23, 30), days=days)  # back on a Thursday night
    second = datetime(2026, 10, 29, 23, 10, tzinfo=cairo, fold=1)
    assert autumn.next_proper(second).astimezone(UTC) == second.astimezone(UTC) + timedelta(minutes=20)


def test_a_break_at_noon_is_quiet_too() -> None:
    hours = quiet("12:00", "13:00")
    assert hours.next_proper(datetime(2026, 3, 3, 12, 5, tzinfo=LONDON)).hour == 13
    assert hours.next_proper(datetime(2026, 3, 7, 15, tzinfo=LONDON)) == datetime(2026, 3, 9, tzinfo=LONDON)
    assert [(a.hour, b.hour) for a, b in hours.stretches(date(2026, 3, 3))] == [(0, 12), (13, 0)]


def test_begin_and_end_alike_leave_all_hours_of_business_days() -> None:
    hours = quiet("09:00", "09:00")
    assert not hours.is_quiet(datetime(2026, 3, 3, 3, tzinfo=LONDON))
    assert hours.is_quiet(datetime(2026, 3, 7, 12, tzinfo=LONDON))
    assert [b - a for a, b in hours.stretches(date(2026, 3, 3))] == [timedelta(days=1)]
    assert list(hours.stretches(date(2026, 3, 7))) == []


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        quiet().is_quiet(datetime.fromisoformat("2026-03-03T03:00"))


@given(MOMENTS, ZONES, TIMES, TIMES, CLOSED)
def test_a_moment_moves_to_one_outside_and_not_further_than_the_next_open_day(
    moment: datetime, zone: ZoneInfo, begin: time, end: time, closed: frozenset[date]
) -> None:
    length = (datetime.combine(date.min, begin) - datetime.combine(date.min, end)).seconds
    assume(begin == end or length > 2 * 3600)  # a window that the clocks' jump cannot swallow
    hours = QuietHours(zone=zone, begin=begin, end=end, days=BusinessDays(holidays=closed.__contains__))
    proper = hours.next_proper(moment)
    assert not hours.is_quiet(proper)
    assert proper.astimezone(UTC) >= moment
    assert (proper.astimezone(UTC) == moment) is not hours.is_quiet(moment)
    assert hours.next_proper(proper) == proper
    last = hours.days.next_open(moment.astimezone(zone).date() + timedelta(days=1))
    assert proper.date() <= last


@given(MOMENTS, ZONES, TIMES, TIMES, st.integers(0, 10**6))
@settings(max_examples=400)
def test_nothing_between_a_moment_and_its_proper_one_is_allowed(
    moment: datetime, zone: ZoneInfo, begin: time, end: time, share: int
) -> None:
    hours = QuietHours(zone=zone, begin=begin, end=end, days=Sundays() if share % 2 else BusinessDays())
    try:
        proper = hours.next_proper(moment).astimezone(UTC)
    except ValueError:
        return
    between = moment + (proper - moment) * (share / 10**6)
    assert between >= proper or hours.is_quiet(between)


@given(MOMENTS, ZONES, TIMES, TIMES)
def test_working_hours_are_what_is_not_quiet(moment: datetime, zone: ZoneInfo, begin: time, end: time) -> None:
    hours = QuietHours(zone=zone, begin=begin, end=end)
    for first, last in hours.stretches(moment.date()):
        assert first < last
        assert not hours.is_quiet(first)
        assert not hours.is_quiet(last - timedelta(microseconds=1))

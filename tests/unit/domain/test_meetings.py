"""The days that a meeting touches."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from assistant.domain.meetings import LONGEST, days_of

ZONE = timezone(timedelta(hours=2))


def at(day: int, hour: int = 0, zone: timezone = ZONE) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(2, 9), at(2, 10), [2]),
        (at(2, 9), at(2, 9), [2]),
        (at(2), at(2), [2]),
        (at(2), at(3), [2]),
        (at(2, 23), at(3, 1), [2, 3]),
        (at(2, 9), at(4, 12), [2, 3, 4]),
        (at(2, 9), at(2, 23, UTC), [2, 3]),
        (at(4), at(2), [4]),  # an end before its start
    ],
)
def test_the_days_of_a_meeting(start: datetime, end: datetime, days: list[int]) -> None:
    assert days_of(start, end) == tuple(date(2026, 3, day) for day in days)


def test_what_takes_a_year_touches_its_first_month_only() -> None:
    assert len(days_of(at(1), at(1) + timedelta(days=365))) == LONGEST
    assert days_of(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)) == (date.min,)
    assert len(days_of(datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))) == 1
    west = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))
    assert days_of(datetime(9999, 12, 31, 12, tzinfo=UTC), west) == (date.max,)

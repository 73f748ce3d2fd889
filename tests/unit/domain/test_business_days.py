"""Business days are counted over weekends and public holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.business_days import BusinessDays

FRIDAY = date(2026, 4, 3)  # Good Friday
TUESDAY = date(2026, 4, 7)  # after Easter Monday
EASTER = frozenset({FRIDAY, date(2026, 4, 6)})
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=30)


def test_weekend_and_holiday_are_closed() -> None:
    days = BusinessDays(holidays=EASTER.__contains__)
    closed = [day for n in range(7) if not days.is_open(day := date(2026, 4, 1) + timedelta(days=n))]
    assert closed == [date(2026, 4, 3), date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 6)]


def test_without_holidays_only_weekends_are_closed() -> None:
    assert BusinessDays().is_open(FRIDAY)
    assert not BusinessDays().is_open(date(2026, 4, 4))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 4, 2), 0, date(2026, 4, 2)),
        (date(2026, 4, 2), 1, TUESDAY),
        (date(2026, 4, 2), 4, date(2026, 4, 10)),
        (date(2026, 4, 2), 5, date(2026, 4, 13)),
        (date(2026, 4, 4), 0, TUESDAY),
        (date(2026, 4, 4), 1, TUESDAY),  # begun at the weekend: the weekend counts as the day before
    ],
)
def test_counting_over_easter(day: date, count: int, expected: date) -> None:
    assert BusinessDays(holidays=EASTER.__contains__).after(day, count) == expected


def test_nobody_counts_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        BusinessDays().after(FRIDAY, -1)


def test_a_calendar_without_business_days_is_refused() -> None:
    with pytest.raises(ValueError, match="no business day"):
        BusinessDays(holidays=lambda _: True).next_open(FRIDAY)


@given(DAYS, st.integers(0, 40), CLOSED)
def test_after_gives_an_open_day_with_just_as_many_between(day: date, count: int, closed: frozenset[date]) -> None:
    days = BusinessDays(holidays=closed.__contains__)
    result = days.after(day, count)
    assert days.is_open(result)
    if count:
        assert sum(days.is_open(day + timedelta(days=n)) for n in range(1, (result - day).days + 1)) == count


@given(DAYS, st.integers(1, 20), st.integers(1, 20), CLOSED)
def test_counting_in_two_steps_is_counting_in_one(day: date, one: int, other: int, closed: frozenset[date]) -> None:
    days = BusinessDays(holidays=closed.__contains__)
    assert days.after(days.after(day, one), other) == days.after(day, one + other)


def test_days_between_two_are_counted_over_easter() -> None:
    days = BusinessDays(holidays=EASTER.__contains__)
    assert days.between(date(2026, 4, 2), TUESDAY) == 1
    assert days.between(TUESDAY, TUESDAY) == 0
    assert days.between(TUESDAY, FRIDAY) == 0
    assert days.between(date(2026, 4, 4), date(2026, 4, 9)) == 3


@given(DAYS, st.integers(min_value=1, max_value=40), CLOSED)
def test_what_is_after_some_days_is_that_many_away(day: date, count: int, closed: frozenset[date]) -> None:
    days = BusinessDays(holidays=closed.__contains__)
    assert days.between(day, days.after(day, count)) == count

"""Months and quarters, by the days of the user's own zone."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

YEAR = timedelta(days=365)


def month_of(at: datetime, zone: tzinfo | None) -> str:
    """The month of a moment: 2026-03."""
    return f"{at.astimezone(zone):%Y-%m}"


def quarter_of(at: datetime, zone: tzinfo | None) -> str:
    """The quarter of a moment: 2026 Q1."""
    local = at.astimezone(zone)
    return f"{local:%Y} Q{(local.month + 2) // 3}"


def quarters(first: datetime, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Every quarter from that of `first` to that of `now`, with the moment at which it ends: the present one now."""
    name, last = quarter_of(first, now.tzinfo), quarter_of(now, now.tzinfo)
    while name < last:
        year, number = int(name[:4]), int(name[-1])
        year, number = (year, number + 1) if number < 4 else (year + 1, 1)
        yield name, datetime(year, 3 * number - 2, 1, tzinfo=now.tzinfo)
        name = f"{year:04} Q{number}"
    yield last, now


def months(first: str, last: str) -> Iterator[str]:
    """Every month from one to another, both included; both as 2026-03."""
    count, end = _number(first), _number(last)
    for each in range(count, end + 1):
        yield f"{each // 12:04}-{each % 12 + 1:02}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1

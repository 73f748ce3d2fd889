"""Every moment in the product knows its offset."""

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]


def aware(moment: datetime) -> datetime:
    """`moment` itself; a moment without an offset is refused.

    Raises ValueError: a naive datetime is a fault of the code, not of the user.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def day(moment: date) -> str:
    """A day as people write it: 4 Nov 2026."""
    return f"{moment.day} {moment:%b %Y}"

"""What adapters on the network have in common: delays as HTTP says them, and words for what is in the way."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from assistant.errors import SourceError

PORTAL = "is there a network in between that asks you to sign in, such as a hotel's? Open a web page, then try again"


def http_moment(value: str) -> datetime | None:
    """A moment as a header of HTTP writes it; None for what is none."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def asked_delay(retry_after: str, now: datetime | None) -> float | None:
    """How many seconds a server asks for, one at least; None where it says nothing.

    `now` is the server's own clock, against which a moment is meant; this machine's where it did not tell.
    """
    said = retry_after.strip()
    if said.isascii() and said.isdecimal() and len(said) < 10:
        return max(1.0, float(said))
    moment = http_moment(said)
    return max(1.0, (moment - (now or datetime.now(UTC))).total_seconds()) if moment else None


def in_words(seconds: float) -> str:
    """A delay as people say it."""
    count, unit = (round(seconds / 60), "minute") if seconds >= 90 else (max(1, round(seconds)), "second")
    return f"{count:,} {unit}" + ("s" if count > 1 else "")


def emptied(name: str, held: int, what: str, hint: str) -> SourceError:
    """The refusal to believe that everything is gone."""
    return SourceError(f"{name} is empty, it held {held:,} {what} before; nothing was changed", hint=hint)

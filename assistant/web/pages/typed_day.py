"""A day as a form sends it."""

from datetime import date

from assistant.errors import UserError

YEARS = range(1990, 2201)


def day_of(typed: str) -> date:
    """The day, as 2026-11-25. Raises UserError where it is none, or lies too far away to be meant."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise UserError(f"'{typed[:20]}' is no day", hint="choose one, such as 2026-11-25") from None
    if day.year not in YEARS:
        raise UserError("that day is too far away")
    return day

"""Looking at an account: what was looked at, and how what is wrong is mended."""

from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.errors import UserError
from assistant.ports import Check

MOST = timedelta(minutes=2)  # by which a clock may be wrong


def checked(what: str, look: Callable[[], object]) -> Check:
    """Whether a look goes well."""
    try:
        look()
    except UserError as error:
        return failed(what, error)
    return Check(what=what)


def failed(what: str, error: UserError) -> Check:
    """The look that showed this error."""
    return Check(what=what, problem="; ".join(error.problems), hint=error.hint)


def clock_check(name: str, theirs: datetime, ours: datetime) -> Check:
    """Whether this machine's clock agrees with the time that an account's server gave."""
    what = f"{name}: this machine's clock"
    apart = ours - theirs
    if abs(apart) <= MOST:
        return Check(what=what)
    return Check(
        what=what,
        problem=f"it is {_words(abs(apart))} {'ahead' if apart > timedelta(0) else 'behind'}",
        hint="let the machine set its clock by itself (time and date settings)",
    )


def _words(apart: timedelta) -> str:
    minutes = round(apart.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{round(minutes / 60)} hours" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"

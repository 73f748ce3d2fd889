"""This machine's clock, held against that of a server."""

from datetime import datetime, timedelta

from assistant.ports import Check

MOST = timedelta(minutes=2)


def clock_check(server: str, theirs: datetime, ours: datetime) -> Check:
    """Whether this machine's clock agrees with the time that a server gave."""
    what = f"the clock agrees with {server}"
    apart = ours - theirs
    if abs(apart) <= MOST:
        return Check(what=what)
    return Check(
        what=what,
        problem=f"this machine's clock is {_words(abs(apart))} {'ahead' if apart > timedelta(0) else 'behind'}",
        hint="let the machine set its clock by itself (time and date settings)",
    )


def _words(apart: timedelta) -> str:
    minutes = round(apart.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{round(minutes / 60)} hours" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"

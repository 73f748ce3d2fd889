"""Stretches of time."""

from collections.abc import Iterable
from datetime import datetime

Stretch = tuple[datetime, datetime]


def merged(stretches: Iterable[Stretch], start: datetime, end: datetime) -> tuple[Stretch, ...]:
    """What of the stretches lies between two moments, in order; those that overlap or touch become one."""
    found: list[Stretch] = []
    for begins, until in sorted((max(first, start), min(last, end)) for first, last in stretches):
        if begins >= until:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((begins, until))
    return tuple(found)

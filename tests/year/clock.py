"""The time of a year that is played."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Clock:
    """The time that the year has."""

    now: datetime

    def __call__(self) -> datetime:
        """The present moment."""
        return self.now

    def goes_on(self) -> datetime:
        """A minute later."""
        self.now += timedelta(minutes=1)
        return self.now

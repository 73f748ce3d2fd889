"""Business days: what is left of the calendar without weekends and public holidays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WEEKEND = (5, 6)  # Saturday and Sunday, as `date.weekday` counts
LONGEST_CLOSURE = 366  # days; calendars in which nothing ever opens again are a fault of whoever wrote them
_DAY = timedelta(days=1)


def no_holidays(_: date) -> bool:
    """No day is a public holiday: all that can be said where the country is not known."""
    return False


@dataclass(frozen=True, kw_only=True, slots=True)
class BusinessDays:
    """Counts days on which people work: no Saturday, no Sunday, and none that `holidays` says yes to."""

    holidays: Callable[[date], bool] = no_holidays

    def is_open(self, day: date) -> bool:
        """Whether it is a business day."""
        return day.weekday() not in WEEKEND and not self.holidays(day)

    def next_open(self, day: date) -> date:
        """The day itself where it is a business day, else the first one after it.

        Raises ValueError where there is none within a year.
        """
        for _ in range(LONGEST_CLOSURE):
            if self.is_open(day):
                return day
            day += _DAY
        raise ValueError(f"there is no business day in the year before {day}")

    def after(self, day: date, count: int) -> date:
        """The day that is `count` business days after `day`; with 0, what `next_open` gives.

        A `day` on which nobody works counts as the business day before it: one after a Saturday is Monday. Raises
        ValueError for a `count` below 0.
        """
        if count < 0:
            raise ValueError(f"{count} business days after a day: count forwards")
        if not count:
            return self.next_open(day)
        for _ in range(count):
            day = self.next_open(day + _DAY)
        return day

    def between(self, start: date, end: date) -> int:
        """How many business days come after `start` up to `end`: 0 on the same day, and where `end` is before."""
        return sum(self.is_open(start + _DAY * number) for number in range(1, (end - start).days + 1))

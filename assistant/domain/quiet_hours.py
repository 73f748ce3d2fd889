"""Quiet hours: when nobody is written to or called, in the user's own time (also where the clocks change)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assistant.domain.business_days import BusinessDays
from assistant.domain.time import aware

_DAY = timedelta(days=1)
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """Quiet is from `begin` to `end`, over midnight where `end` is earlier, and on all days that are no business day.

    What is left are the working hours. `begin` and `end` alike: no hour is quiet, only days are.
    """

    zone: tzinfo
    begin: time = time(18)
    end: time = time(9)
    days: BusinessDays = field(default_factory=BusinessDays)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nobody is to be asked at this moment."""
        local = aware(moment).astimezone(self.zone)
        return not self.days.is_open(local.date()) or self._within(local.time())

    def next_proper(self, moment: datetime) -> datetime:
        """The moment itself where it is not quiet, else the first one after it that is not, in the user's zone.

        Raises ValueError where there is none within a year.
        """
        local = aware(moment).astimezone(self.zone)
        if not self.is_quiet(local):
            return local
        day = local.date()
        while True:
            for start in self._starts(day):
                if start >= moment.astimezone(UTC) and not self.is_quiet(start):
                    return start.astimezone(self.zone)
            following = self.days.next_open(day + _DAY)
            if following - local.date() > 366 * _DAY:
                raise ValueError(f"all hours of the year after {local.date()} are quiet")
            day = following

    def first_on(self, day: date) -> datetime:
        """The first proper moment from the beginning of this day on, in the user's zone."""
        return self.next_proper(self._at(day, time()))

    def stretches(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The working hours of a day, in order, in UTC; none where it is no business day."""
        if not self.days.is_open(day):
            return
        midnight, following = self._at(day, time()), self._at(day + _DAY, time())
        begin, end = self._at(day, self.begin), self._at(day, self.end)
        if begin == end:
            spans = [(midnight, following)]
        elif self.begin > self.end:
            spans = [(end, begin)]
        else:
            spans = [(midnight, begin), (end, following)]
        yield from ((first, last) for first, last in spans if first < last)

    def _within(self, at: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def _starts(self, day: date) -> list[datetime]:
        """When on this day quiet may end, in UTC: at midnight or at `end`.

        Where the clocks show that time twice, or leave it out, also every quarter of an hour in between: clocks are
        changed at one of these.
        """
        starts: set[datetime] = set()
        for at in (time(), self.end):
            shown = datetime.combine(day, at, self.zone)
            first, last = sorted((shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC)))
            starts.update((first, last))
            quarter = first.replace(minute=first.minute // 15 * 15, second=0)
            while (quarter := quarter + _QUARTER) < last:
                starts.add(quarter)
        return sorted(starts)

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

"""What the ways of naming a day mean: each a function from a match, and when it was written, to the first and last day.

A day without a year is the next one of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import MO, SU, TH, relativedelta

from nlp.replies.calendar_words import (
    BANK_HOLIDAYS,
    DAY_NUMBERS,
    FEASTS,
    MONTHS,
    NUMBERS,
    ORDER,
    SEASONS,
    UNITS,
    WEEKDAYS,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """When something was written, and what was named before it.

    `near` lies in the month that was named last. `anchor` is the last day of what was named last; it is None where
    nothing to come was.
    """

    today: date
    near: date
    anchor: date | None = None


Stretch = tuple[date, date] | None
Match = re.Match[str]
Read = Callable[[Match, When], Stretch]
WEEK = timedelta(days=7)
RECENT = timedelta(days=45)  # so far back, a day without a year is meant as it is


def one(day: date) -> Stretch:
    """A day alone."""
    return day, day


def _word(match: Match, group: str) -> str:
    return (match[group] or "").lower().rstrip(".")


def _day_number(match: Match) -> int:
    word = _word(match, "day")
    return int(word) if word.isdecimal() else DAY_NUMBERS[word]


def _next(today: date, month: int, day: int) -> date:
    here = date(today.year, month, day)
    return here if here >= today - RECENT else date(today.year + 1, month, day)


def day_month(match: Match, when: When) -> Stretch:
    """The 9th of May, with a year or without."""
    month, year = MONTHS[_word(match, "month")], match["year"]
    return one(date(int(year), month, _day_number(match)) if year else _next(when.today, month, _day_number(match)))


def numeric(match: Match, when: When) -> Stretch:
    """9.5., 9/5/2027; the month first only where it cannot be otherwise."""
    first, second, year = int(match["a"]), int(match["b"]), match["year"]
    day, month = (second, first) if second > 12 else (first, second)
    if year:
        return one(date(int(year) + (2000 if len(year) == 2 else 0), month, day))
    return one(_next(when.today, month, day))


def iso(match: Match, when: When) -> Stretch:
    """2027-05-09."""
    return one(date.fromisoformat(match.group()))


def day_alone(match: Match, when: When) -> Stretch:
    """The 9th, of the month that was named last or of the next one."""
    number, near = _day_number(match), when.near
    if (near > when.today or number >= near.day) and (here := date(near.year, near.month, number)) >= when.today:
        return one(here)
    return one(date(near.year, near.month, 1) + relativedelta(months=1, day=number))


def _weekday_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7 or 7)


def weekday(match: Match, when: When) -> Stretch:
    """Monday, next Monday, Monday week."""
    day = _weekday_after(when.today, WEEKDAYS[_word(match, "weekday")])
    in_next_week = (
        _word(match, "next") in ("next", "volgende", "nächsten")
        and day < when.today - timedelta(days=when.today.weekday()) + WEEK
    )
    return one(day + WEEK * (in_next_week + bool(match["week"])))


def weekday_then(match: Match, when: When) -> Stretch:
    """The Monday after, that Monday: counted from what was named last."""
    return one(_weekday_after(when.anchor or when.today, WEEKDAYS[_word(match, "weekday")]))


def day_then(match: Match, when: When) -> Stretch:
    """The day after that; None where nothing was named."""
    return one(when.anchor + timedelta(days=1)) if when.anchor else None


def week_then(match: Match, when: When) -> Stretch:
    """The week after that; None where nothing was named."""
    return _week_of(when.anchor + WEEK) if when.anchor else None


def weekend(match: Match, when: When) -> Stretch:
    """The weekend that follows."""
    start = when.anchor or when.today
    saturday = start + timedelta(days=(5 - start.weekday()) % 7)
    return saturday, saturday + timedelta(days=1)


def weekday_of_month(match: Match, when: When) -> Stretch:
    """The first Monday of May."""
    first, last = _month_of(when.today, MONTHS[_word(match, "month")], match["year"])
    each, order = WEEKDAYS[_word(match, "weekday")], ORDER[_word(match, "order")]
    if order < 0:
        return one(_weekday_after(last, each) - WEEK)
    return one(_weekday_after(first - timedelta(days=1), each) + WEEK * (order - 1))


def span(match: Match, when: When) -> Stretch:
    """In three weeks."""
    word = _word(match, "count").strip() or "a"
    count = int(word) if word.isdecimal() else NUMBERS[word]
    unit, each = UNITS[_word(match, "unit")]
    if count > 400 or (unit == "years" and count > 3):
        return None
    return one(when.today + relativedelta(**{unit: count * each}))  # type: ignore[arg-type]  # days, weeks, months, years


def month_alone(match: Match, when: When) -> Stretch:
    """May, early May, the second half of May."""
    first, last = _month_of(when.today, MONTHS[_word(match, "month")], match["year"])
    return _within(match["part"], first, last)


def mid_month(match: Match, when: When) -> Stretch:
    """The middle of the month, of this or the next one."""
    here = when.today.replace(day=15)
    return one(here if here > when.today else here + relativedelta(months=1))


def _month_of(today: date, month: int, year: str | None = None) -> tuple[date, date]:
    first = date(int(year), month, 1) if year else date(today.year + (month < today.month), month, 1)
    return first, first + relativedelta(months=1, days=-1)


def _within(part: str | None, first: date, last: date) -> Stretch:
    word = (part or "").lower()
    if re.match(r"(?:the |de )?mi|medi|mitte|metà|half", word):
        return first.replace(day=15), first.replace(day=20)
    if re.search(r"second half|tweede helft|zweite", word):
        return first.replace(day=16), last
    if re.match(r"late|(?:the |het )?ei?nd|fin", word):
        return first.replace(day=25), last
    if word:
        return first, first.replace(day=10)
    return first, last


def _week_of(day: date) -> Stretch:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def next_unit(match: Match, when: When) -> Stretch:
    """Next week, next month, next year."""
    unit, today = UNITS[_word(match, "unit")][0], when.today
    if unit == "weeks":
        return _week_of(today + WEEK)
    if unit == "months":
        first = today.replace(day=1) + relativedelta(months=1)
        return _within(match["part"], first, first + relativedelta(months=1, days=-1))
    return date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)


def week_after_next(match: Match, when: When) -> Stretch:
    """The week after next."""
    return _week_of(when.today + 2 * WEEK)


def this_unit(match: Match, when: When) -> Stretch:
    """This week, this month, this year, up to its end."""
    return when.today, _last_of(UNITS[_word(match, "unit")][0], when.today)


def end_of_unit(match: Match, when: When) -> Stretch:
    """The end of the week, which is its Friday; the middle or the end of the month, of the year."""
    unit = UNITS[re.sub(r"e?s$", "", _word(match, "unit"))][0]
    last = _last_of(unit, when.today)
    if unit == "weeks":
        return one(last - timedelta(days=2))
    if unit == "months":
        return _within(match["part"], last.replace(day=1), last)
    return (date(when.today.year, 7, 1), last) if "half" in match["part"].lower() else one(last)


def _last_of(unit: str, today: date) -> date:
    if unit == "weeks":
        return today + timedelta(days=6 - today.weekday())
    return today.replace(day=1) + relativedelta(months=1, days=-1) if unit == "months" else date(today.year, 12, 31)


def new_year(match: Match, when: When) -> Stretch:
    """The new year: its first working day. None in January, when one wishes it."""
    if when.today.month == 1:
        return None
    return one(date(when.today.year + 1, 1, 2))


def summer(match: Match, when: When) -> Stretch:
    """The summer and its holidays, of which one asks for the end."""
    first = date(when.today.year + (when.today.month > 8), 6, 1)
    return first, first.replace(month=8, day=31)


def season(match: Match, when: When) -> Stretch:
    """The autumn; in its midst the next one."""
    word, today = _word(match, "season"), when.today
    month = SEASONS[word]
    first = date(today.year + (month <= today.month - (2 if word != "winter" else 0)), month, 1)
    return first, first + relativedelta(months=3, days=-1)


def quarter(match: Match, when: When) -> Stretch:
    """The third quarter, Q3."""
    word = _word(match, "quarter")
    first = date(when.today.year, 3 * (int(word) if word.isdecimal() else ORDER[word]) - 2, 1)
    first = first if first > when.today else first.replace(year=first.year + 1)
    return first, first + relativedelta(months=3, days=-1)


def half_year(match: Match, when: When) -> Stretch:
    """The second half of the year."""
    first = date(when.today.year + (when.today.month > 6), 7, 1)
    return first, first.replace(month=12, day=31)


def calendar_week(match: Match, when: When) -> Stretch:
    """Week 19."""
    monday = date.fromisocalendar(when.today.year, int(match["week"]), 1)
    if monday < when.today - RECENT:
        monday = date.fromisocalendar(when.today.year + 1, int(match["week"]), 1)
    return _week_of(monday)


def feast(match: Match, when: When) -> Stretch:
    """Easter, Christmas, the August bank holiday."""
    kind = FEASTS.get(_word(match, "feast")) or BANK_HOLIDAYS[_word(match, "feast").split()[0]]
    for year in (when.today.year, when.today.year + 1):
        first, last = _feast_in(kind, year)
        if last >= when.today:
            return first, last
    return None


def _feast_in(kind: str, year: int) -> tuple[date, date]:
    name, _, rest = kind.partition(" ")
    if name == "easter":
        shift = int(rest or 0)
        first = easter(year) + timedelta(days=shift)
        return first, first + timedelta(days=shift in (0, 49))  # both have a Monday
    if name == "thanksgiving":
        first = date(year, 11, 1) + relativedelta(weekday=TH(4)) + timedelta(days=int(rest or 0))
        return first, first
    if name in ("first", "last"):
        first = date(year, int(rest), 1)
        first += relativedelta(weekday=MO(1)) if name == "first" else relativedelta(day=31, weekday=MO(-1))
        return first, first
    if name == "clocks":
        first = date(year, int(rest), 31) + relativedelta(weekday=SU(-1))
        return first, first
    month, day, length = map(int, kind.split())
    first = date(year, month, day)
    return first, first + timedelta(days=length - 1)


def tomorrow(match: Match, when: When) -> Stretch:
    """Tomorrow, or the day after."""
    return one(when.today + timedelta(days=2 if re.match(r"the day|over|über", match.group(), re.I) else 1))

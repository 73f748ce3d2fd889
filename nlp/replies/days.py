"""The days that a text names, as a reader on a given day understands them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.replies import meanings
from nlp.replies.meanings import Read, Stretch, When
from nlp.replies.ways import WAYS, Named

FAR = timedelta(days=280)  # a day so far ahead that is named without its year was rather the last one of its kind
FARTHEST = timedelta(days=3 * 366)
AMBIGUOUS = frozenset(
    [
        "may",
        "march",
        "mar",
        "sat",
        "sun",
        "mon",
        "wed",
        "dec",
        "jan",
        "mei",
        "do",
        "di",
        "mi",
        "fin",
        "spring",
        "summer",
        "winter",
        "autumn",
        "fall",
        "primavera",
        "lente",
    ]
) | {"a day", "one day"}
PREPOSITION = re.compile(
    r"(?:\b(?:in|from|until|till?|by|of|before|after|early|mid|late|through|over|during|since|for|come|on|to|and|not|get|"
    r"vanaf|ab|im|à|la|this|next|put)[\s-]+|[.!?]\s+|^)$",
    re.I,
)
ASKING = re.compile(r"\W*[.?!]|\W*$")  # a word that may be a month, alone in its sentence, is one

NO_MONTH = (
    meanings.weekday,
    meanings.weekday_then,
    meanings.span,
    meanings.day_alone,
    meanings.tomorrow,
    meanings.new_year,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day that stands in a text from `start` to `end`.

    `last` is the last day of what is named: the same day, or the end of a week, a month or a feast. `far` says that
    the year was not named and would lie oddly far ahead.
    """

    start: int
    end: int
    named: Named
    first: date
    last: date
    far: bool = False


_Found = tuple[re.Match[str], Read, Named]


def find_days(text: str, today: date) -> list[Day]:
    """Every day that `text`, written on `today`, names, in the order in which they stand; none lies in another."""
    days: list[Day] = []
    near, anchor = today, None
    chosen = _chosen(text)
    used = -1
    for number, (match, read, named) in enumerate(chosen):
        if number == used:
            continue
        following = chosen[number + 1] if number + 1 < len(chosen) else None
        told = _anchor_after(text, match, following, today, near)
        used = number + 1 if told else used
        when = When(today=today, near=near, anchor=told or anchor)
        stretch = _guarded(read, match, when)
        if stretch is None or stretch[1] - today > FARTHEST:
            continue
        first, last = stretch
        year = re.search(r"20\d\d", match.group())
        days.append(
            Day(
                start=match.start(),
                end=match.end(),
                named=named,
                first=first,
                last=last,
                far=not year and first - today > FAR and named in (Named.DAY, Named.NEXT),
            )
        )
        if read not in NO_MONTH and first > today and not days[-1].far:
            near = first
        if named not in (Named.SPAN, Named.PRESENT) and last > today and not days[-1].far:
            anchor = last if named is not Named.STRETCH else first
    return days


def _chosen(text: str) -> list[_Found]:
    """The matches that stand: the longest of those that overlap, in their order."""
    found = [
        (match, read, named)
        for pattern, read, named in WAYS
        for match in pattern.finditer(text)
        if not _is_other_word(text, match)
    ]
    found.sort(key=lambda each: (each[0].start() - each[0].end(), each[0].start()))
    taken = bytearray(len(text))
    chosen = []
    for each in found:
        start, end = each[0].span()
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append(each)
    return sorted(chosen, key=lambda each: each[0].start())


def _anchor_after(text: str, match: re.Match[str], following: _Found | None, today: date, near: date) -> date | None:
    """The day that follows at once: "the Monday after Easter"."""
    if following is None or not re.search(r"(?:after|following)\W*$", match.group(), re.I):
        return None
    between = text[match.end() : following[0].start()]
    if not re.fullmatch(r"\s*(?:the |our |my )?", between, re.I) or following[2] is Named.NEXT:
        return None
    stretch = _guarded(following[1], following[0], When(today=today, near=near))
    return stretch[1] if stretch and stretch[1] > today else None


def _is_other_word(text: str, match: re.Match[str]) -> bool:
    """Whether "may", "sat" and the like are no month or weekday here: those follow a preposition, or stand alone."""
    if match.group().lower().rstrip(".") not in AMBIGUOUS:
        return False
    before = PREPOSITION.search(text[max(0, match.start() - 12) : match.start()])
    if not before:
        return True
    return not before.group().strip(" .!?\n") and not ASKING.match(text[match.end() :])


def _guarded(read: Read, match: re.Match[str], when: When) -> Stretch:
    try:
        return read(match, when)
    except (ValueError, OverflowError):  # the 31st of June, a week 60
        return None

"""Groups: circles that meet regularly to exchange referrals, and what is counted and slipped there (S25)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.domain.ids import fold, make_id
from assistant.domain.meetings import Meeting
from assistant.domain.time import aware

ENOUGH = 3  # members who meet make it a meeting of the group, where they are also half of them


class Weekday(StrEnum):
    """The day on which a group meets."""

    NONE = ""
    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class Rhythm(StrEnum):
    """How often a group meets."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A circle of people. `members` are ids of people, without the user.

    `titles` are what its meetings are called in the calendar, beside its own name; `since` is when the user joined.
    """

    id: str
    name: str
    members: tuple[str, ...] = ()
    weekday: Weekday = Weekday.NONE
    rhythm: Rhythm = Rhythm.WEEKLY
    since: date | None = None
    titles: tuple[str, ...] = ()
    note: str = ""


class SlipKind(StrEnum):
    """What a group counts."""

    REFERRAL = "referral"
    ONE_TO_ONE = "one-to-one"
    TESTIMONIAL = "testimonial"
    CLOSED = "thank you for closed business"
    VISITOR = "visitor"
    MEETING = "meeting"


NOTED = (SlipKind.REFERRAL, SlipKind.ONE_TO_ONE, SlipKind.TESTIMONIAL, SlipKind.CLOSED, SlipKind.VISITOR)
"""What is between two people, and can be noted by hand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """Something that the user noted of a group: what one gave another, or a meeting with who was `present`.

    A referral between the user and a member is no slip but a `Referral` of the group; one between two others is.
    `from_id` and `to_id` are people or "user"; a visitor was brought by `from_id`, and a meeting has neither. `value`
    is in whole units of the configured currency.
    """

    id: str
    group_id: str
    kind: SlipKind
    on: date
    noted_at: datetime
    from_id: str = ""
    to_id: str = ""
    words: str = ""
    value: int = 0
    present: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.noted_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """One thing that counts in a group; `evidence` is the id of what shows it, `is_noted` whether the user noted it."""

    kind: SlipKind
    on: date
    from_id: str
    to_id: str
    words: str
    evidence: str
    value: int = 0
    is_noted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What one member, or the user, did in a period: how many of each, and the value of what they thanked for."""

    person_id: str
    one_to_ones: int = 0
    given: int = 0
    received: int = 0
    visitors: int = 0
    testimonials: int = 0
    closed: int = 0
    value: int = 0
    present: int = 0


class Period(StrEnum):
    """The stretches over which a group counts."""

    WEEK = "week"
    MONTH = "month"
    HALF_YEAR = "half-year"

    def of(self, day: date) -> tuple[date, date]:
        """The first and last day of the week (from Monday), month or half of the year that a day lies in."""
        if self is Period.WEEK:
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=6)
        if self is Period.MONTH:
            return day.replace(day=1), _before_month(day.year, day.month + 1)
        first_month = 1 if day.month <= 6 else 7
        return date(day.year, first_month, 1), _before_month(day.year, first_month + 6)


def is_of_group(meeting: Meeting, group: Group, members: Collection[str]) -> bool:
    """Whether a meeting is the group's: by its title, or since the members (their keys) make it up.

    `members` holds one set of keys a member, flattened by the caller to those keys that mean nobody else.
    """
    title = f" {fold(meeting.title)} "
    if any(f" {fold(name)} " in title for name in (group.name, *group.titles) if fold(name)):
        return True
    there = len(set(meeting.people) & set(members))
    return there >= ENOUGH and 2 * there >= len(meeting.people)


def tallies(
    counted: Iterable[Counted], present: Iterable[Iterable[str]], people: Iterable[str], first: date, last: date
) -> list[Tally]:
    """What each of `people` did from the first to the last day, both included, in their order.

    A one-to-one counts for both. `present` are the ids of who was at each meeting of the period.
    """
    there = [frozenset(each) for each in present]
    within = [each for each in counted if first <= each.on <= last]
    return [_tally(person_id, within, there) for person_id in people]


def _tally(person_id: str, counted: Iterable[Counted], present: Iterable[frozenset[str]]) -> Tally:
    own = [each for each in counted if person_id in (each.from_id, each.to_id)]
    gave = [each.kind for each in own if each.from_id == person_id]
    closed = [each for each in own if each.kind is SlipKind.CLOSED and each.from_id == person_id]
    return Tally(
        person_id=person_id,
        one_to_ones=sum(each.kind is SlipKind.ONE_TO_ONE for each in own),
        given=gave.count(SlipKind.REFERRAL),
        received=sum(each.kind is SlipKind.REFERRAL and each.to_id == person_id for each in own),
        visitors=gave.count(SlipKind.VISITOR),
        testimonials=gave.count(SlipKind.TESTIMONIAL),
        closed=len(closed),
        value=sum(each.value for each in closed),
        present=sum(person_id in there for there in present),
    )


def group_id(name: str) -> str:
    """The id of a group: one of a name."""
    return make_id("group", fold(name))


def slip_id(group_id: str, kind: SlipKind, on: date, *parts: str) -> str:
    """The id of a slip: what is said twice of the same day and people is one."""
    return make_id("slip", group_id, kind, on.isoformat(), *parts)


def _before_month(year: int, month: int) -> date:
    """The day before a month begins; month 13 is the next January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)

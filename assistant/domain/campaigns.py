"""Campaigns: a number of good deeds within a set time, counted by what is observed (S13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from assistant.domain.ids import make_id
from assistant.domain.plots import Plot, Series, Shape
from assistant.domain.time import aware

MOST_DAYS = 366  # of one campaign


class CampaignKind(StrEnum):
    """What is counted."""

    REFERRALS = "referrals"
    INTRODUCTIONS = "introductions"
    CHECK_INS = "check-ins"
    ONE_TO_ONES = "one-to-ones"


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """A goal within a window of days, both ends included.

    With `only_candidates`, only what is done for the candidates counts; else whatever is done for anybody.
    """

    id: str
    name: str
    kind: CampaignKind
    goal: int
    begin: date
    deadline: date
    only_candidates: bool = False
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.goal < 1 or not self.begin <= self.deadline <= self.begin + timedelta(days=MOST_DAYS):
            raise ValueError("a campaign needs a goal, and a deadline within a year of its begin")
        if self.ended_at:
            aware(self.ended_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody for whom the user wants to do it, and why."""

    id: str
    campaign_id: str
    person_id: str
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """Something that was done: for whom (`people`, ids), when, and the id of what shows it."""

    at: datetime
    people: tuple[str, ...]
    evidence: str

    def __post_init__(self) -> None:
        aware(self.at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How a campaign stands on a day: the deeds that count, the earliest first, and how many were done by each day.

    `days` are those from the begin to the deadline, or to today where that is earlier; `counts` goes along with them.
    `left` counts the days from today to the deadline, today included; 0 where it is over.
    """

    campaign: Campaign
    deeds: tuple[Deed, ...]
    days: tuple[date, ...]
    counts: tuple[int, ...]
    left: int
    before: int

    @property
    def done(self) -> int:
        """How many were done."""
        return len(self.deeds)

    @property
    def missing(self) -> int:
        """How many the goal still needs."""
        return max(0, self.campaign.goal - self.done)

    @property
    def words(self) -> str:
        """How it stands in a sentence, with the pace that would do it."""
        return _pace(self)


def progress(
    campaign: Campaign, deeds: Iterable[Deed], candidates: Iterable[str], *, zone: tzinfo, today: date
) -> Progress:
    """What counts: each piece of evidence once, within the window in the user's zone."""
    wanted = frozenset(candidates)
    last = min(campaign.deadline, campaign.ended_at.astimezone(zone).date() if campaign.ended_at else date.max)
    counted: dict[str, Deed] = {}
    for deed in sorted(deeds, key=lambda deed: (deed.at, deed.evidence)):
        is_within = campaign.begin <= deed.at.astimezone(zone).date() <= last
        if is_within and (not campaign.only_candidates or wanted & set(deed.people)):
            counted.setdefault(deed.evidence, deed)
    shown = max(0, (min(today, campaign.deadline) - campaign.begin).days + 1)
    days = tuple(campaign.begin + timedelta(days=number) for number in range(shown))
    done_on = [deed.at.astimezone(zone).date() for deed in counted.values()]
    is_over = campaign.ended_at is not None
    return Progress(
        campaign=campaign,
        deeds=tuple(counted.values()),
        days=days,
        counts=tuple(sum(each <= day for each in done_on) for day in days),
        left=0 if is_over else max(0, (campaign.deadline - max(today, campaign.begin)).days + 1),
        before=max(0, (campaign.begin - today).days),
    )


def burn_up(so_far: Progress) -> Plot:
    """How many were done by the end of each day, beside the even pace to the goal."""
    campaign = so_far.campaign
    length = (campaign.deadline - campaign.begin).days + 1
    days = [campaign.begin + timedelta(days=number) for number in range(length)]
    ahead = (None,) * (length - len(so_far.counts))
    pace = tuple(campaign.goal * number / length for number in range(1, length + 1))
    return Plot(
        shape=Shape.CLIMB,
        names=tuple(f"{each.day} {each:%b}" for each in days),
        series=(
            Series(title="done", values=(*so_far.counts, *ahead)),
            Series(title=f"an even pace to {campaign.goal}", values=pace),
        ),
        says=f"How many were done by each day, beside the even pace to {campaign.goal}: {so_far.done} by now.",
    )


def campaign_id(name: str, begin: date) -> str:
    """The id of a campaign: one of a name that begins on a day."""
    return make_id("camp", name, begin.isoformat())


def candidate_id(campaign_id: str, person_id: str) -> str:
    """The id of a candidate of a campaign: once each."""
    return make_id("cand", campaign_id, person_id)


def _pace(so_far: Progress) -> str:
    goal = so_far.campaign.goal
    begun = f"{so_far.done} of {goal}"
    if not so_far.missing:
        return f"{begun}: you have done it"
    if so_far.before:
        return f"it begins in {_days(so_far.before)}"
    if not so_far.left:
        return f"{begun} when it ended"
    left = "the last day" if so_far.left == 1 else f"{so_far.left} days left"
    return f"{begun}, {left}: {_rate(so_far.missing, so_far.left)} would do it"


def _rate(missing: int, left: int) -> str:
    """The slowest even pace that reaches the goal: so many a day, or one in so many days."""
    if left == 1:
        return f"{missing} today"
    if missing <= left // 2:
        return f"one every {_days(left // missing)}"
    a_day = -(-missing // left)
    return "one a day" if a_day == 1 else f"{a_day} a day"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"

"""Care: whom to call today and why, with an opening that asks for nothing (S8, S10, S15)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.domain.ids import make_id
from assistant.domain.time import aware

WEEK = timedelta(days=7)
REMEMBERED = timedelta(days=180)
"""For so long a complaint is to be put right, and a private matter to be gentle about."""


class Reason(StrEnum):
    """Why somebody is called, in the order in which they are."""

    COMPLAINT = "complaint"
    PROMISE = "promise"
    OVERDUE = "overdue"


class CheckInState(StrEnum):
    """What the user said to a check-in."""

    OPEN = "open"
    DONE = "done"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody who may be called. `importance` is from 0 to 3, `last` the day of the last touch.

    `due_on` is the day by which they should hear from the user, None where none follows; `complaint` the day of one
    that is not settled; `promise` says whether one of the user's to them waits.
    """

    person_id: str
    importance: int = 0
    last: date | None = None
    due_on: date | None = None
    complaint: date | None = None
    promise: bool = False

    def reason(self, today: date) -> Reason | None:
        """Why they are called today; None where they need not be."""
        if self.complaint is not None:
            return Reason.COMPLAINT
        if self.promise:
            return Reason.PROMISE
        return Reason.OVERDUE if self.due_on is not None and self.due_on <= today else None

    def lateness(self, today: date) -> float:
        """The days since the last touch in proportion to those that were meant, weighted by importance; 0 before due.

        Of somebody of whom no importance is said, it is 1 on the day on which they are due.
        """
        if self.last is None or self.due_on is None or self.due_on > today:
            return 0.0
        return (today - self.last).days / max(1, (self.due_on - self.last).days) * (1 + self.importance)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pick:
    """Somebody to call, and why."""

    candidate: Candidate
    reason: Reason


def chosen(candidates: Iterable[Candidate], today: date, cap: int) -> tuple[Pick, ...]:
    """Whom to call today, at most `cap`: complaints first, then promises, then the most overdue."""
    order = tuple(Reason)

    def key(pick: Pick) -> tuple[int, int, float, date, str]:
        who = pick.candidate
        weight = 0 if pick.reason is Reason.OVERDUE else -who.importance
        return order.index(pick.reason), weight, -who.lateness(today), who.last or date.min, who.person_id

    picks = (Pick(candidate=each, reason=reason) for each in candidates if (reason := each.reason(today)))
    return tuple(sorted(picks, key=key)[: max(0, cap)])


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckIn:
    """A call that was proposed for a day, at a `place` in its list. `why` says the reason in words.

    `at` is when it was proposed, `until` the day to which the user put it off. `noted_id` is the touch that the user
    noted, `cadence` the person's own before the user said never: by both, an answer is taken back.
    """

    id: str
    person_id: str
    day: date
    at: datetime
    place: int = 0
    reason: Reason = Reason.OVERDUE
    why: str = ""
    state: CheckInState = CheckInState.OPEN
    until: date | None = None
    noted_id: str = ""
    cadence: int = 0

    def __post_init__(self) -> None:
        aware(self.at)

    def done(self, noted_id: str) -> "CheckIn":
        """The check-in, once they were called."""
        return replace(self, state=CheckInState.DONE, noted_id=noted_id)

    def later(self, until: date) -> "CheckIn":
        """The check-in, put off to a day."""
        return replace(self, state=CheckInState.LATER, until=until)

    def never(self, cadence: int) -> "CheckIn":
        """The check-in of somebody who is not to be called any more; `cadence` is what it was."""
        return replace(self, state=CheckInState.NEVER, cadence=cadence)

    def reopened(self) -> "CheckIn":
        """The check-in, as before any answer."""
        return replace(self, state=CheckInState.OPEN, until=None, noted_id="", cadence=0)

    def rests(self, today: date) -> bool:
        """Whether the person is left alone on that day for it: put off, or called within a week."""
        if self.state is CheckInState.LATER:
            return self.until is not None and today < self.until
        return self.state is CheckInState.DONE and today < self.day + WEEK


def check_in_id(person_id: str, day: date) -> str:
    """The id of a check-in: one with a person a day."""
    return make_id("care", person_id, day.isoformat())


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """The user says that whatever somebody complained of up to `at` has been put right."""

    id: str
    person_id: str
    at: datetime

    def __post_init__(self) -> None:
        aware(self.at)


def settled_id(person_id: str, at: datetime) -> str:
    """The id of a settlement: one with a person at a moment."""
    return make_id("settled", person_id, at.isoformat())


def opening(reason: Reason, *, told_on: date | None = None, is_private: bool = False) -> str:
    """One or two sentences to begin the call with; they ask for nothing and offer nothing for sale.

    `told_on` is when they last told of something. With something private, nothing at all is touched upon.
    """
    if reason is Reason.COMPLAINT:
        return "I wanted to hear from you how things stand, and whether it is put right. What should I do first?"
    if reason is Reason.PROMISE:
        return "I have not forgotten what I told you I would do. May I tell you how far it is?"
    if is_private:
        return "I was thinking of you and wanted to hear how you are. There is no hurry with anything."
    if told_on is not None:
        return f"I was thinking of you. How has it gone with what you told me of in {told_on:%B}?"
    return "I was thinking of you and wanted to hear how you are. Is there anything I can help with?"


def gently(private_on: date) -> str:
    """What to mind where something private came up, which is never shown."""
    return f"something private came up in {private_on:%B}: be gentle"

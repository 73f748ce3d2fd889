"""How near somebody is to the user: how warm it is between them, and when they should hear of the user next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.domain.people import Person
from assistant.domain.practice import Cadence
from assistant.domain.touches import Touch, TouchKind, Way

LATELY = timedelta(days=90)
HALFWAY = 4.0
"""The points at which it is half as warm as it can be."""

POINTS = {TouchKind.MEETING: 3.0, TouchKind.CALL: 2.0, TouchKind.CARD: 1.5, TouchKind.MAIL: 1.0}
OUTWARD = 0.5
"""What a mail of the user's counts beside one that came."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acquaintance:
    """How it stands with a person. `touches` are all, the latest first; `lately` how many in the last 90 days.

    `warmth` is from 0 to 1, and follows from the `points` that the touches have left. `cadence` is in days, 0 where
    nothing is to be kept up; `due_on` is the day by which they should hear from the user, None where none follows.
    """

    touches: tuple[Touch, ...]
    lately: int
    points: float
    warmth: float
    half_life: int
    cadence: int
    due_on: date | None

    @property
    def last(self) -> Touch | None:
        """The latest touch."""
        return self.touches[0] if self.touches else None

    def reason(self, now: datetime) -> str:
        """In words and figures, how the warmth comes about."""
        if self.last is None:
            return "no touch is known"
        days = max(0, (now.astimezone(now.tzinfo).date() - self.last.at.astimezone(now.tzinfo).date()).days)
        ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
        lately = "1 touch" if self.lately == 1 else f"{self.lately} touches"
        return (
            f"last {ago}; {lately} in 90 days; warmth {self.warmth:.2f} = {self.points:.1f} points of"
            f" {self.points:.1f} + {HALFWAY:.0f}. A meeting gives 3 points, a call 2, a card 1½, a mail from them 1,"
            f" a mail from you ½; points halve every {self.half_life} days"
        )


def acquaintance_of(touches: Sequence[Touch], *, now: datetime, cadence: int, half_life: int) -> Acquaintance:
    """How it stands at a moment, from every touch (the latest first) up to it."""
    past = tuple(touch for touch in touches if touch.at <= now)
    points = sum(points_of(touch) * 0.5 ** ((now - touch.at) / timedelta(days=half_life)) for touch in past)
    return Acquaintance(
        touches=past,
        lately=sum(now - touch.at <= LATELY for touch in past),
        points=points,
        warmth=points / (points + HALFWAY),
        half_life=half_life,
        cadence=cadence,
        due_on=due_on(past[0].at.astimezone(now.tzinfo).date(), cadence) if past else None,
    )


def points_of(touch: Touch) -> float:
    """What a touch counts on its day."""
    is_letter_out = touch.kind is TouchKind.MAIL and touch.way is Way.YOURS
    return POINTS[touch.kind] * (OUTWARD if is_letter_out else 1.0)


def due_on(last: date, cadence: int) -> date | None:
    """The day by which somebody should be called; None where nothing is to be kept up."""
    return last + timedelta(days=cadence) if cadence > 0 else None


def cadence_of(person: Person, by_role: Cadence) -> int:
    """After how many days: the person's own, else the shortest of their roles; 0 where nothing is to be kept up."""
    if person.cadence:
        return max(0, person.cadence)
    days: list[int] = [getattr(by_role, role) for role in person.roles]
    return min((each for each in days if each > 0), default=0)

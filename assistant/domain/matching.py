"""Matches: which providers fit a matter, and why, in words."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One factor of a match: what it adds to the score, and the words that say so."""

    factor: str
    points: float
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A provider who fits, with the reasons that make up the score."""

    provider_id: str
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """The sum of the reasons' points."""
        return round(sum(reason.points for reason in self.reasons), 3)


@dataclass(frozen=True, kw_only=True, slots=True)
class PassedOver:
    """A provider who serves the category, or seems to fit, but is not proposed, with the reason why."""

    provider_id: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Somebody without a card whom the seeker might like to meet, with the words that say why."""

    person_id: str
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranking:
    """Who fits, best first; who would, but is passed over; and whom else one might think of.

    No match is an answer: nobody fits.
    """

    matches: tuple[Match, ...]
    passed_over: tuple[PassedOver, ...]
    suggestions: tuple[Suggestion, ...] = ()

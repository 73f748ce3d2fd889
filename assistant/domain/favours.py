"""Favours: what was offered or promised in a meeting, and the cards to send after it (S5, S17)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import fold, make_id
from assistant.domain.time import aware


class FavourKind(StrEnum):
    """Who does what for whom: they offered it, the user promised it, or the user sends a card."""

    OFFER = "offer"
    PROMISE = "promise"
    CARD = "card"


class FavourState(StrEnum):
    """Where a favour stands."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Favour:
    """One of them, in the user's words. `person_id` is who offered it, or whom it was promised to."""

    id: str
    kind: FavourKind
    words: str
    person_id: str
    meeting_id: str
    noted_at: datetime
    state: FavourState = FavourState.OPEN
    done_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.noted_at)

    def done(self, *, at: datetime) -> "Favour":
        """The favour, once it is done; one that was done before stays as it is."""
        return self if self.state is FavourState.DONE else replace(self, state=FavourState.DONE, done_at=aware(at))

    def reopened(self) -> "Favour":
        """The favour, open again."""
        return replace(self, state=FavourState.OPEN, done_at=None)


def favour_id(meeting_id: str, kind: FavourKind, words: str) -> str:
    """The id of a favour of a meeting: white space and case of the words do not change it."""
    return make_id("fav", meeting_id, kind, fold(words))

"""Wishes: whom somebody would like to meet, in their own words (S12)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import fold, make_id
from assistant.domain.time import aware


class WishKind(StrEnum):
    """Whom they want to reach."""

    CLIENT = "client"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    PERSON = "person"
    PLACE = "place"


class WishState(StrEnum):
    """Where a wish stands: they met somebody, or the user takes it that they want it no longer."""

    OPEN = "open"
    MET = "met"
    DROPPED = "dropped"


_SAYS = {
    WishKind.PARTNER: frozenset({"partner", "partners", "refer", "referral", "referrals"}),
    WishKind.SUPPLIER: frozenset({"supplier", "suppliers", "wholesaler", "manufacturer", "maker"}),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One wish of one person.

    `category` is an id of `nlp/topics.tsv` where one was said. `meeting_id` is the meeting after which the user noted
    it; empty where they told it on the person's page.
    """

    id: str
    person_id: str
    kind: WishKind
    words: str
    said_at: datetime
    category: str = ""
    meeting_id: str = ""
    state: WishState = WishState.OPEN
    closed_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.said_at)

    def closed(self, state: WishState, *, at: datetime) -> "Wish":
        """The wish, once nothing is to be done for it any more; one that is closed stays as it is."""
        return self if self.state is not WishState.OPEN else replace(self, state=state, closed_at=aware(at))

    def reopened(self) -> "Wish":
        """The wish, open again."""
        return replace(self, state=WishState.OPEN, closed_at=None)


def wish_id(said_in: str, words: str) -> str:
    """The id of a wish of a person, or after a meeting: white space and case of the words do not change it."""
    return make_id("wish", said_in, fold(words))


def kind_said(words: str) -> WishKind:
    """The kind that the words name; a client where they name none, since that is what most people want."""
    said = set(fold(words).split())
    return next((kind for kind, names in _SAYS.items() if names & said), WishKind.CLIENT)

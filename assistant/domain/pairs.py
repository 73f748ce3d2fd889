"""Pairs: two people who may fit each other, each found once and never proposed again after a no (S4, S11)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import make_id
from assistant.domain.time import aware
from assistant.errors import TransitionError


class About(StrEnum):
    """What they fit each other in: a matter that one told of, a wish of one, or clients that both serve."""

    MATTER = "matter"
    WISH = "wish"
    PARTNERS = "partners"


class PairState(StrEnum):
    """What the user made of it. Never: whatever comes up, these two are not put together."""

    NEW = "new"
    TAKEN_UP = "taken-up"
    DISMISSED = "dismissed"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two people, and what they fit each other in.

    `seeker_id` has the matter or the wish and is asked first; `other_id` may fit. Of partners, either may be first, and
    one of them may be `USER`. `subject_id` is the prompt, the wish, or the card whose ideal client is wished for; empty
    for partners. `chance` is the matcher's, `shared` are words of both. Nobody's sentences are kept here: they are
    looked up, so that what is forgotten is gone. `prompt_id` is the question that came of it.
    """

    id: str
    about: About
    seeker_id: str
    other_id: str
    found_at: datetime
    chance: float
    subject_id: str = ""
    category: str = ""
    shared: tuple[str, ...] = ()
    state: PairState = PairState.NEW
    decided_at: datetime | None = None
    prompt_id: str = ""

    def __post_init__(self) -> None:
        aware(self.found_at)

    def taken_up(self, *, at: datetime, prompt_id: str = "") -> "Pair":
        """The pair once the user has begun with it. Raises TransitionError where they have said something before."""
        return replace(self._decided(PairState.TAKEN_UP, at), prompt_id=prompt_id)

    def dismissed(self, *, at: datetime) -> "Pair":
        """The pair once the user said that they do not fit in this. Raises TransitionError as above."""
        return self._decided(PairState.DISMISSED, at)

    def never(self, *, at: datetime) -> "Pair":
        """The pair once the user said that these two are not for each other. Raises TransitionError as above."""
        return self._decided(PairState.NEVER, at)

    def reopened(self) -> "Pair":
        """The pair as it was when it was found."""
        return replace(self, state=PairState.NEW, decided_at=None, prompt_id="")

    def _decided(self, state: PairState, at: datetime) -> "Pair":
        if self.state is not PairState.NEW:
            raise TransitionError(f"you have said “{self.state.replace('-', ' ')}” to this already")
        return replace(self, state=state, decided_at=aware(at))


def pair_id(about: About, subject_id: str, seeker_id: str, other_id: str) -> str:
    """The id of a pair: of partners, it is the same whoever is named first."""
    people = sorted((seeker_id, other_id)) if about is About.PARTNERS else (seeker_id, other_id)
    return make_id("pair", about, subject_id, *people)


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What has been compared so far, each by a mark that follows from its id and words: another text, another mark."""

    id: str
    marks: tuple[str, ...] = ()


def mark_of(*parts: str) -> str:
    """The mark of these words: another one for other words."""
    return make_id("", *parts)[1:]

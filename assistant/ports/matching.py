"""Who compares what somebody needs with what others do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody who might help, in the words of their card: what they say, do and do not do, for whom and where."""

    id: str
    says: str
    services: tuple[str, ...] = ()
    ideal_client: str = ""
    not_for: tuple[str, ...] = ()
    area: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What somebody needs, in their own words, and where they are; `may_ask`: a language model may say who fits."""

    words: str
    area: tuple[str, ...] = ()
    may_ask: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A candidate beside a need.

    `chance` is the probability that they are the right one of all that were compared. `likeness`, `ideal_client` and
    `limit` are how much what they do, their ideal client and `nearest_limit` of what they do not do speak for or
    against them, in points. `reach` is inside, near, anywhere, unknown or outside; `shared` are words of both. `place`
    is where a language model puts them, 1 for the best, 0 where it was not asked or does not name them.
    """

    id: str
    chance: float
    likeness: float = 0.0
    ideal_client: float = 0.0
    limit: float = 0.0
    nearest_limit: str = ""
    reach: str = "unknown"
    shared: tuple[str, ...] = ()
    place: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The likeliest candidates, best first, and the chance that any of all fits; `nobody` where that is too little."""

    compared: tuple[Compared, ...]
    somebody: float
    nobody: bool


class Matcher(Protocol):
    """Compares needs with candidates."""

    @property
    def version(self) -> str:
        """Names the model."""

    def compare(self, wanted: Wanted, candidates: Sequence[Candidate], *, most: int = 50) -> Comparison:
        """The likeliest candidates, `most` at most."""

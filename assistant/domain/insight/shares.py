"""A part of a whole, how far it can be trusted, and whether it says anything yet."""

from dataclasses import dataclass

from assistant.domain.shares import share, wilson

WIDEST = 0.5  # an interval wider than half of all that is possible says nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def share(self) -> float:
        """The share, 0 to 1; of nothing it is 0."""
        return share(self.part, self.whole)

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, 95 in 100."""
        return wilson(self.part, self.whole)

    @property
    def says_something(self) -> bool:
        """Whether there are enough to conclude anything."""
        low, high = self.interval
        return high - low <= WIDEST

    def is_above(self, other: "Part") -> bool:
        """Whether the share is larger for sure: the intervals do not overlap."""
        return self.interval[0] > other.interval[1]

"""What a picture of figures shows, whatever draws it."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How the figures are drawn.

    Bars on top of each other, lying bars, lines, points with their intervals, or a climb: what was reached by the end
    of each day, as far as it is known, beside the pace that was meant.
    """

    STACKED = "stacked"
    LYING = "lying"
    LINES = "lines"
    POINTS = "points"
    CLIMB = "climb"


class Scheme(StrEnum):
    """Of which page it is part."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One number for each name of the plot; `low` and `high` bound it where it is uncertain, None is left out."""

    title: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """A picture. With `is_share`, the numbers are shares from 0 to 1, and written as percentages.

    `says` tells in words what it shows, for whoever does not see it; `note` how it is read.
    """

    shape: Shape
    names: tuple[str, ...]
    series: tuple[Series, ...]
    says: str
    note: str = ""
    is_share: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for series in self.series for value in (*series.values, *series.high))

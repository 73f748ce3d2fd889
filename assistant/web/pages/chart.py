"""Pictures of numbers as shapes on a canvas, for a template to draw: bars by month, and one bar for each place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

WIDTH, HEIGHT = 720, 220
LEFT, TOP, BOTTOM = 34, 10, 26  # for the numbers at the side, and the names below
GAP = 0.3  # of a group's width, between it and the next
ROW, NAMES, NUMBERS = 34, 232, 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A rectangle; `series` counts from 0, `says` is the number it stands for in words."""

    x: float
    y: float
    width: float
    height: float
    series: int
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A text at a place, or a line there."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A picture: its size, bars, names along the foot or side, and the lines of the scale."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    names: tuple[Mark, ...]
    lines: tuple[Mark, ...] = ()


def by_group(names: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Upright bars side by side: a group for each name, in it one bar for each series (its title, and its values)."""
    top = _round_up(max((value for _, values in series for value in values), default=0))
    tall, wide = HEIGHT - TOP - BOTTOM, (WIDTH - LEFT) / max(1, len(names))
    each = wide * (1 - GAP) / max(1, len(series))
    bars = []
    for group, name in enumerate(names):
        for number, (title, values) in enumerate(series):
            high = tall * values[group] / top
            x = LEFT + group * wide + wide * GAP / 2 + number * each
            says = f"{name}: {values[group]} {title}"
            bars.append(_bar(x, TOP + tall - high, each * 0.9, high, number, says))
    feet = (Mark(x=round(LEFT + (at + 0.5) * wide, 1), y=HEIGHT - 8, text=name) for at, name in enumerate(names))
    scale = (Mark(x=LEFT - 6, y=round(TOP + tall - tall * step / top, 1), text=f"{step:,}") for step in _steps(top))
    return Chart(width=WIDTH, height=HEIGHT, bars=tuple(bars), names=tuple(feet), lines=tuple(scale))


def by_row(rows: Sequence[tuple[str, int]]) -> Chart:
    """Lying bars, one for each name, with its number behind it."""
    top, wide = max((value for _, value in rows), default=0) or 1, WIDTH - NAMES - NUMBERS
    bars = (
        _bar(NAMES, at * ROW + 5, max(1.0 if value else 0.0, wide * value / top), ROW - 10, 0, f"{name}: {value}")
        for at, (name, value) in enumerate(rows)
    )
    names = (Mark(x=NAMES - 8, y=at * ROW + ROW / 2 + 4, text=name) for at, (name, _) in enumerate(rows))
    ends = (
        Mark(x=round(NAMES + wide * value / top + 8, 1), y=at * ROW + ROW / 2 + 4, text=f"{value:,}")
        for at, (_, value) in enumerate(rows)
    )
    return Chart(width=WIDTH, height=ROW * len(rows), bars=tuple(bars), names=tuple(names), lines=tuple(ends))


def _bar(x: float, y: float, width: float, height: float, series: int, says: str) -> Bar:
    return Bar(x=round(x, 1), y=round(y, 1), width=round(width, 1), height=round(height, 1), series=series, says=says)


def _round_up(number: int) -> int:
    """The least of 4, 8, 12, 20, 40, 80, … that is not less: it has whole quarters."""
    tops = chain((4, 8, 12), (20 << power for power in count()))
    return next(top for top in tops if top >= number)


def _steps(top: int) -> range:
    return range(0, top + 1, top // 4)

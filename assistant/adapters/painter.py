"""Pictures of figures as SVG, by matplotlib, in the page's own colours."""

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

from assistant.domain.plots import Plot, Scheme, Shape

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, NARROW, HIGH = 7.2, 3.9, 2.9  # inches; narrow is for a telephone
LYING_ROW, LYING_FRAME = 0.34, 0.7
NAME = 0.85  # inches along the foot that a name needs


@dataclass(frozen=True, kw_only=True, slots=True)
class Colours:
    """The colours of one scheme; contrast between neighbours, and to the ground, is at least 3 to 1."""

    ink: str
    quiet: str
    line: str
    series: tuple[str, ...]


FEW = 6  # names along the foot: a narrow picture
SIGNS = 8  # of the key, for each name that has room along the foot

COLOURS: Mapping[Scheme, Colours] = {
    Scheme.LIGHT: Colours(ink="#1d2a2a", quiet="#566462", line="#d9dbd4", series=("#0b6b5d", "#c77f2a", "#8a9491")),
    Scheme.DARK: Colours(ink="#e6ecea", quiet="#a3b1ad", line="#313c3a", series=("#57c7b1", "#e0a458", "#71807c")),
}
HATCHES = ("", "///", "")
"""Whoever sees no colours tells neighbours apart by these, and by the order of the key."""

SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # words stay words: small files, and the reader's own font
    "svg.hashsalt": "follow-up",  # the same picture is the same file
    "font.family": ["system-ui", "sans-serif"],
    "font.size": 11,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
}


class SvgPainter:
    """The `Painter` port. Matplotlib is loaded when the first picture is drawn; one is drawn at a time."""

    def __init__(self) -> None:
        self._one = threading.Lock()

    def svg(self, plot: Plot, scheme: Scheme, *, narrow: bool = False) -> bytes:
        """The picture as an SVG file with a transparent ground."""
        import logging

        from matplotlib import rc_context
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # the reader's font is not ours to find
        colours, out = COLOURS[scheme], io.BytesIO()
        with self._one, rc_context(SETTINGS):
            rows = len(plot.names) if plot.shape in (Shape.LYING, Shape.POINTS) else 0
            wide = NARROW if narrow else WIDE
            figure = Figure(figsize=(wide, LYING_FRAME + LYING_ROW * rows if rows else HIGH), layout="constrained")
            FigureCanvasSVG(figure)
            axes = figure.add_subplot()
            DRAW[plot.shape](axes, plot, colours)
            _dress(axes, plot, colours, most=int(wide / NAME))
            figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        return out.getvalue()


def _stacked(axes: "Axes", plot: Plot, colours: Colours) -> None:
    bottoms = [0.0] * len(plot.names)
    for number, series in enumerate(plot.series):
        values = [value or 0.0 for value in series.values]
        axes.bar(
            range(len(values)), values, 0.7, bottom=bottoms, color=colours.series[number], label=series.title,
            hatch=HATCHES[number], edgecolor=colours.line, linewidth=0.5,
        )  # fmt: skip
        bottoms = [below + value for below, value in zip(bottoms, values, strict=True)]


def _lying(axes: "Axes", plot: Plot, colours: Colours) -> None:
    (series,) = plot.series
    values = [value or 0.0 for value in series.values]
    bars = axes.barh(range(len(values)), values, 0.65, color=colours.series[0])
    axes.bar_label(bars, [f"{value:,.0f}" for value in values], padding=4, color=colours.ink)
    axes.margins(x=0.09)


def _points(axes: "Axes", plot: Plot, colours: Colours) -> None:
    (series,) = plot.series
    bounds = zip(series.values, _numbers(series.low), _numbers(series.high), strict=True)
    for place, (value, low, high) in enumerate(bounds):
        if value is not None:
            axes.plot([low, high], [place, place], color=colours.series[0], linewidth=3, solid_capstyle="round")
            axes.plot([value], [place], "o", color=colours.ink, markersize=6, clip_on=False, zorder=3)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.6, len(plot.names) - 0.4)


def _lines(axes: "Axes", plot: Plot, colours: Colours) -> None:
    for number, series in enumerate(plot.series):
        places, colour = range(len(series.values)), colours.series[number]
        style = ("-", "--", ":")[number]
        axes.plot(places, _numbers(series.values), style, marker="o", color=colour, label=series.title, linewidth=2)
        if series.low:
            low, high = _numbers(series.low), _numbers(series.high)
            axes.fill_between(places, low, high, color=colour, alpha=0.18, linewidth=0)
    axes.set_ylim(bottom=0)


def _climb(axes: "Axes", plot: Plot, colours: Colours) -> None:
    reached, pace = plot.series
    known = [value for value in reached.values if value is not None]
    edges = [place - 0.5 for place in range(len(plot.names) + 1)]
    if known:
        line, steps = colours.series[0], edges[: len(known) + 1]
        axes.stairs(known, steps, baseline=None, color=line, label=reached.title, linewidth=2.5)
        axes.stairs(known, steps, fill=True, color=line, alpha=0.18, linewidth=0)
    axes.plot(edges, [0, *_numbers(pace.values)], "--", color=colours.quiet, label=pace.title, linewidth=1.5)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(bottom=0)


DRAW: Mapping[Shape, Callable[["Axes", Plot, Colours], None]] = {
    Shape.STACKED: _stacked,
    Shape.LYING: _lying,
    Shape.LINES: _lines,
    Shape.POINTS: _points,
    Shape.CLIMB: _climb,
}


def _dress(axes: "Axes", plot: Plot, colours: Colours, *, most: int) -> None:
    """The names, of which `most` have room along the foot, the scale and the key."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

    is_lying = plot.shape in (Shape.LYING, Shape.POINTS)
    for side in ("top", "right", "left" if not is_lying else "bottom"):
        axes.spines[side].set_visible(False)
    for spine in axes.spines.values():
        spine.set_color(colours.line)
    axes.tick_params(colors=colours.quiet, length=0)
    names, scale = (axes.yaxis, axes.xaxis) if is_lying else (axes.xaxis, axes.yaxis)
    every = 1 if is_lying else -(-len(plot.names) // most)
    shown = range((len(plot.names) - 1) % every, len(plot.names), every)  # the last one, which is now, always
    names.set_ticks(list(shown), [plot.names[place] for place in shown])
    if is_lying:
        axes.invert_yaxis()
    scale.grid(visible=True, color=colours.line, linewidth=0.7)
    axes.set_axisbelow(True)
    if plot.is_share:
        scale.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
        scale.set_major_locator(MultipleLocator(0.5 if most < FEW else 0.2) if is_lying else MaxNLocator(5))
    else:
        scale.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        scale.set_major_locator(MaxNLocator(5, integer=True))
    if plot.shape is Shape.LYING:
        scale.set_visible(False)
    if len(plot.series) > 1:
        titles = sum(len(series.title) for series in plot.series)
        beside = len(plot.series) if titles < SIGNS * most else 1
        key = axes.legend(frameon=False, ncols=beside, loc="lower left", bbox_to_anchor=(-0.02, 1), columnspacing=1)
        for text in key.get_texts():
            text.set_color(colours.ink)


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [nan if value is None else value for value in values]

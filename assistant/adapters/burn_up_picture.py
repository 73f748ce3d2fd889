"""How a campaign goes, drawn by matplotlib without a window or any state of its own."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

INK = {False: "#3d4a49", True: "#c8d1cf"}
LINE = {False: "#0f6b5c", True: "#6fd3bf"}
PACE = {False: "#8a9391", True: "#8b9693"}
INCHES = {False: (7.2, 3.0), True: (4.2, 2.6)}  # by whether it is narrow


class BurnUpPicture:
    """Draws campaigns."""

    def picture(
        self,
        days: Sequence[date],
        counts: Sequence[int],
        *,
        begin: date,
        deadline: date,
        goal: int,
        dark: bool = False,
        narrow: bool = False,
    ) -> bytes:
        """The picture as an SVG, the same bytes for the same figures."""
        import matplotlib as mpl
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator

        span = max(1, (deadline - begin).days + 1)
        with mpl.rc_context({"svg.hashsalt": "burn-up", "svg.fonttype": "none", "font.family": "sans-serif"}):
            figure = Figure(figsize=INCHES[narrow], layout="tight")
            FigureCanvasSVG(figure)
            axes = figure.add_subplot()
            axes.plot([0, span], [0, goal], linestyle="--", color=PACE[dark], linewidth=1.2)
            places = [0, *((day - begin).days + 1 for day in days)]
            axes.step(places, [0, *counts], where="post", color=LINE[dark], linewidth=2.4)
            axes.axhline(goal, color=INK[dark], linewidth=0.8)
            axes.annotate(f"goal {goal}", (0, goal), (4, 3), textcoords="offset points", color=INK[dark], fontsize=9)
            axes.set_xlim(0, span)
            axes.set_ylim(0, max(goal, *counts, 1) * 1.15)
            ticks = sorted({0, span // 2, span - 1})
            labels = [date.fromordinal(begin.toordinal() + tick) for tick in ticks]
            axes.set_xticks([tick + 0.5 for tick in ticks], [f"{each.day} {each:%b}" for each in labels])
            axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
            axes.tick_params(colors=INK[dark], labelsize=9, length=0)
            for side, spine in axes.spines.items():
                spine.set_visible(side == "bottom")
                spine.set_color(PACE[dark])
            written = BytesIO()
            figure.savefig(written, format="svg", metadata={"Date": None}, transparent=True)
        return written.getvalue()

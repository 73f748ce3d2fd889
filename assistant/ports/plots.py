"""Pictures of figures."""

from typing import Protocol

from assistant.domain.plots import Plot, Scheme


class Painter(Protocol):
    """Draws pictures of figures."""

    def svg(self, plot: Plot, scheme: Scheme, *, narrow: bool = False) -> bytes:
        """The picture as an SVG file with a transparent ground; `narrow` is for a telephone.

        Names in it are never taken for marks of any kind.
        """

"""Pictures of figures at an address of their own, each drawn once for what it shows."""

from hashlib import sha256

from starlette.responses import Response

from assistant.domain.plots import Plot, Scheme
from assistant.web.visit import Visit

CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of a picture: its shapes carry their own colours, and nothing runs in it."""


def version_of(plot: Plot) -> str:
    """Another text for another picture; its address carries it, which only tells browsers of another one."""
    return sha256(repr(plot).encode()).hexdigest()[:12]


def drawn(visit: Visit, name: str, plot: Plot, *, scheme: str, narrow: bool) -> Response:
    """The picture as an SVG; `name` tells it from every other one that the page keeps."""
    painter, chosen = visit.assistant.practice.painter, Scheme.DARK if scheme == Scheme.DARK else Scheme.LIGHT
    key = ("picture", name, chosen, narrow)
    made = visit.desk.kept.now(key, version_of(plot), lambda: painter.svg(plot, chosen, narrow=narrow))
    return Response(made, media_type="image/svg+xml", headers={"Content-Security-Policy": CSP})

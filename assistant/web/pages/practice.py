"""The practice around the introductions: one page that leads to all its parts."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from assistant.web.visit import V

router = APIRouter()


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of the practice: where it is, what it is called, and what it is for."""

    path: str
    name: str
    words: str


PARTS: tuple[Part, ...] = (
    Part(path="/pairs", name="Who may fit whom", words="Somebody you met today fits somebody you met last month."),
    Part(path="/wishes", name="Wishes", words="Whom people would like to meet, in their words."),
    Part(path="/laments", name="Laments", words="Who says that nobody is buying, and whom they could meet."),
    Part(path="/partners", name="Partners", words="Two who serve the same people, and could send each other somebody."),
    Part(path="/cards", name="Cards to write", words="A few lines by hand: whom to, where to, and what to begin with."),
    Part(path="/refer-me", name="How to refer me", words="One page for whoever asks whom they could send you."),
)
"""The parts, in the order of the page: what is done daily first."""


@router.get("/practice")
def practice(visit: V) -> Response:
    """What there is beside the introductions."""
    return visit.page("practice", here="practice", parts=PARTS)

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


PARTS: dict[str, tuple[Part, ...]] = {
    "Day by day": (
        Part(path="/care", name="Whom to call", words="A few calls a day, who is unhappy, and who matters most."),
        Part(path="/goodwill", name="Goodwill", words="Whom to thank, and whom to tell what came of it."),
        Part(path="/cards", name="Cards to write", words="Whom to send a few lines by hand, and what to begin with."),
        Part(path="/pairs", name="Who may fit whom", words="Somebody you met today fits somebody of last month."),
    ),
    "With others": (
        Part(path="/events", name="Events", words="Whom you met, and whom to meet alone."),
        Part(path="/groups", name="Groups", words="Meetings, one-to-ones and referrals, counted; and the slips."),
        Part(path="/wishes", name="Wishes", words="Whom people would like to meet, in their words."),
        Part(path="/laments", name="Laments", words="Who says that nobody is buying, and whom they could meet."),
        Part(path="/partners", name="Partners", words="Two who serve the same people, and could send each other some."),
        Part(path="/advocates", name="Advocates", words="Who knows, likes and trusts you, and who sends."),
    ),
    "Growing": (
        Part(path="/insight", name="Insight", words="Where referrals come from, who refers, and what comes of it."),
        Part(path="/campaigns", name="Campaigns", words="A number of good deeds within some days, counted by itself."),
        Part(path="/refer-me", name="How to refer me", words="One page for whoever asks whom they could send you."),
        Part(path="/playbooks", name="Playbooks", words="What each profession listens for, asks, and works beside."),
    ),
}
"""The parts under their headings, in the order of the page."""


@router.get("/practice")
def practice(visit: V) -> Response:
    """What there is beside the introductions."""
    return visit.page("practice", here="practice", parts=PARTS)

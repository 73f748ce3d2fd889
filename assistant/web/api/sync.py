"""Reading what is new, in the background: one pass at a time."""

from dataclasses import dataclass

from fastapi import APIRouter

from assistant.web.api.caller import Reads, Writes
from assistant.web.api.problems import documented
from assistant.web.reading_now import Pass

router = APIRouter(prefix="/sync", tags=["Sync"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How the pass stands that is under way, else the last one; null where there was none since the page is served."""

    latest: Pass | None


@router.post("", summary="Read what is new", status_code=202, responses=documented(403))
def start_sync(desk: Writes) -> Reading:
    """Begin a pass over mail, calendars and notes; where one is under way, that one is told of."""
    desk.reading_now.begin(desk.assistant)
    return Reading(latest=desk.reading_now.state)


@router.get("", summary="How the reading goes")
def get_sync(desk: Reads) -> Reading:
    """How far each source is read, and, once it is over, what came of it."""
    return Reading(latest=desk.reading_now.state)

"""Reading what is new, in the background: one pass at a time."""

from fastapi import APIRouter

from assistant.web.api.caller import Reads, Writes
from assistant.web.api.problems import documented
from assistant.web.passes import Pass

router = APIRouter(prefix="/sync", tags=["Sync"])


@router.post("", summary="Read what is new", status_code=202, responses=documented(403))
def start_sync(desk: Writes) -> Pass:
    """Begin a pass over mail, calendars and notes; where one is under way, that one is told of."""
    return desk.passes.start()


@router.get("", summary="How the pass goes")
def get_sync(desk: Reads) -> Pass:
    """The pass that is under way, else the last one since the page is served."""
    return desk.passes.latest

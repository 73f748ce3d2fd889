"""What waits."""

from fastapi import APIRouter

from assistant.services.today import Today, look
from assistant.web.api.caller import Reads

router = APIRouter(tags=["Today"])


@router.get("/today", summary="What waits")
def today(desk: Reads) -> Today:
    """Questions, replies that are not clear, drafts to approve, meetings to tell of, what stands still."""
    return look(desk.assistant.store, desk.assistant.debrief)

"""Laments that were heard: whose, when, in which words, and whom they could meet."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap.pairing import pairs_of
from assistant.services import laments as services
from assistant.web.visit import V

router = APIRouter()


@router.get("/laments")
def laments(visit: V, after: str = "") -> Response:
    """The latest first."""
    assistant = visit.assistant
    found, following = services.laments(assistant.store, assistant.lookup, pairs_of(assistant), after=after)
    return visit.page("laments", here="practice", laments=found, next=following)

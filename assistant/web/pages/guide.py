"""How it works, in two minutes."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.web.visit import V

router = APIRouter()


@router.get("/guide")
def guide(visit: V) -> Response:
    """The whole of it in plain words."""
    return visit.page("guide")

"""The way back after something was removed."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.ports import Record
from assistant.web.notices import Undo
from assistant.web.visit import V, Visit
from assistant.web.words import place_of

router = APIRouter()


@router.post("/put-back")
def put_back(visit: V) -> Response:
    """Put back what was removed together."""
    records = visit.desk.removed.put_back(visit.assistant.store, visit.said("what"))
    return visit.done("It is back.", to=place_of(records[0].id))


def way_back(visit: Visit, *records: Record) -> Undo:
    """The undo of having removed these, the one with a page first."""
    return Undo(path="/put-back", fields=(("what", visit.desk.removed.keep(visit.assistant.store, records)),))

"""What the user had to do with somebody that no mail and no calendar shows: a call, a chance meeting."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.people import Person
from assistant.domain.touches import Noted, TouchKind
from assistant.errors import NotFoundError, UserError
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.pages.typed_day import day_of
from assistant.web.visit import V

router = APIRouter()
KINDS = {TouchKind.CALL: "We talked on the telephone", TouchKind.MEETING: "We met", TouchKind.CARD: "I sent a card"}


@router.post("/people/{id}/touched")
def touched(visit: V, id: str) -> Response:
    """Note a touch."""
    assistant, person = visit.assistant, look_up(visit.assistant.store, Person, id)
    if visit.said("kind") not in tuple(KINDS):
        raise UserError("what was it? choose a call, a meeting or a card")
    noted = assistant.practice.touches.note(
        person,
        kind=TouchKind(visit.said("kind")),
        on=day_of(said) if (said := visit.said("day")) else None,
        words=visit.said("words"),
    )
    undo = Undo(path=f"/people/{id}/untouched", fields=(("noted", noted.id),))
    return visit.done(f"Noted for {person.name}.", to=f"/people/{id}", undo=undo)


@router.post("/people/{id}/untouched")
def untouched(visit: V, id: str) -> Response:
    """Take back what was noted."""
    noted = visit.assistant.store.get(Noted, visit.said("noted"))
    if noted is None or noted.person_id != id:
        raise NotFoundError("that was taken back already")
    visit.assistant.practice.touches.take_back(noted.id)
    return visit.done("Taken back.", to=f"/people/{id}")

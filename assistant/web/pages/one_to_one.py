"""Meeting one person alone: why, when there is time, and a question to copy. Nothing is sent or put into a calendar."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.people import Person
from assistant.errors import UserError
from assistant.services.why import look_up
from assistant.web.visit import V, Visit

router = APIRouter()
LONGEST = 5_000


@router.get("/people/{id}/one-to-one")
def one_to_one(visit: V, id: str) -> Response:
    """The reasons, the free half-hours, and the words."""
    return _page(visit, look_up(visit.assistant.store, Person, id))


@router.post("/people/{id}/one-to-one")
def check(visit: V, id: str) -> Response:
    """Read the user's own words for what sounds like selling."""
    words = visit.form.get("words", "").replace("\r\n", "\n")[:LONGEST]
    return _page(visit, look_up(visit.assistant.store, Person, id), words)


@router.get("/people/{id}/one-to-one.ics")
def invitation(visit: V, id: str, at: str = "") -> Response:
    """One half-hour as a file for the user's own calendar."""
    person = look_up(visit.assistant.store, Person, id)
    try:
        slot = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        raise UserError("that is no moment", hint="choose one of the free half-hours") from None
    if slot.tzinfo is None or not 2000 < slot.year < 9000:
        raise UserError("that is no moment", hint="choose one of the free half-hours")
    made = visit.assistant.practice.one_to_ones.invitation(person, slot)
    headers = {"Content-Disposition": 'attachment; filename="one-to-one.ics"'}
    return Response(made, media_type="text/calendar", headers=headers)


def _page(visit: Visit, person: Person, typed: str | None = None) -> Response:
    ones = visit.assistant.practice.one_to_ones
    slots = ones.slots()
    return visit.page(
        "one_to_one",
        here="practice",
        person=person,
        facts=ones.why(person),
        slots=slots,
        words=ones.words(person, slots) if typed is None else typed,
        checked=typed is not None,
        salesy=ones.salesy(typed or ""),
        held=ones.timing().proposal(person).held,
    )

"""Care: whom to call today, who is unhappy, and the customers by importance."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.care import CheckIn, Settled
from assistant.domain.people import Person
from assistant.errors import NotFoundError
from assistant.services.care import Care
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.visit import V, Visit

router = APIRouter()
CUSTOMERS = 30
UNHAPPY = 20
WORDS = 2000  # signs of what was said in a call


@router.get("/care")
def care(visit: V) -> Response:
    """Whom to call today, and after whom to look."""
    assistant, service, kept = visit.assistant, _care(visit), visit.desk.kept
    today = service.today()
    version, day = assistant.lookup.version(), f"{assistant.clock():%Y-%m-%d}"
    unhappy = kept.now(("unhappy", day), version, assistant.practice.complaints.all)
    return visit.page(
        "care",
        here="practice",
        calls=today,
        answered=service.answered(),
        unhappy=unhappy[:UNHAPPY],
        unhappy_in_all=len(unhappy),
        customers=kept.lately(("customers", day), version, lambda: service.customers(CUSTOMERS)),
        today=assistant.clock().date(),
    )


@router.post("/care/settle")
def settle(visit: V) -> Response:
    """Say that it was put right for somebody."""
    person = look_up(visit.assistant.store, Person, visit.said("who"))
    settled = visit.assistant.practice.complaints.settle(person)
    undo = Undo(path="/care/unsettle", fields=(("settled", settled.id),))
    return visit.done(f"Put right for {person.name}: noted.", to="/care", undo=undo)


@router.post("/care/unsettle")
def unsettle(visit: V) -> Response:
    """Say that it was not put right after all."""
    settled = visit.assistant.store.get(Settled, visit.said("settled"))
    if settled is None:
        raise NotFoundError("that was taken back already")
    visit.assistant.practice.complaints.unsettle(settled)
    return visit.done("It is to be put right still.", to="/care")


@router.post("/care/{id}/done")
def done(visit: V, id: str) -> Response:
    """Note that they were called."""
    check_in = _care(visit).done(_found(visit, id), visit.said("words")[:WORDS])
    return visit.done(f"Your call with {_name(visit, check_in)} is noted.", to="/care", undo=_back(check_in))


@router.post("/care/{id}/later")
def later(visit: V, id: str) -> Response:
    """Put it off by a week."""
    check_in = _care(visit).later(_found(visit, id))
    return visit.done(f"{_name(visit, check_in)} comes up again in a week.", to="/care", undo=_back(check_in))


@router.post("/care/{id}/never")
def never(visit: V, id: str) -> Response:
    """Never propose them again."""
    check_in = _care(visit).never(_found(visit, id))
    words = f"{_name(visit, check_in)} will not be proposed any more. Their page changes that."
    return visit.done(words, to="/care", undo=_back(check_in))


@router.post("/care/{id}/reopen")
def reopen(visit: V, id: str) -> Response:
    """Take an answer back."""
    check_in = _care(visit).reopen(_found(visit, id))
    return visit.done(f"{_name(visit, check_in)} is on the list again.", to="/care")


def _care(visit: Visit) -> Care:
    return visit.assistant.practice.care


def _found(visit: Visit, id: str) -> CheckIn:
    return look_up(visit.assistant.store, CheckIn, id)


def _name(visit: Visit, check_in: CheckIn) -> str:
    person = visit.assistant.store.get(Person, check_in.person_id)
    return person.name if person else "somebody"


def _back(check_in: CheckIn) -> Undo:
    return Undo(path=f"/care/{check_in.id}/reopen")

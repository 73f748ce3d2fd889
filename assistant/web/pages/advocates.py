"""The ladder: who stands where on the way to sending others, and what comes naturally next."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.advocates import Rung
from assistant.domain.people import Person
from assistant.services.advocates import NEXT, Placed
from assistant.services.why import look_up
from assistant.web.desk import Desk
from assistant.web.notices import Undo
from assistant.web.visit import V

router = APIRouter()
SHOWN = 30  # of a rung
RUNGS = {
    Rung.REFERRER: ("They send people to you", "Has sent somebody, and all the rungs below."),
    Rung.ADVOCATE: ("They speak for you", "Thanked you, was helped by you, or offered you something."),
    Rung.TRUST: ("They trust you", "Told you of a trouble of their own, or took your help."),
    Rung.LIKE: ("They like to hear from you", "You met, or they write of themselves."),
    Rung.KNOW: ("They know you", "You had to do with each other."),
}
"""What a rung is called, and by what somebody is seen to stand on it; the highest first."""


@router.post("/advocates/{id}/asked")
def asked(visit: V, id: str) -> Response:
    """Keep that somebody was asked for something of the user's own, or was not after all."""
    person = look_up(visit.assistant.store, Person, id)
    restraint, to = visit.assistant.practice.restraint, f"/people/{id}"
    if visit.said("not") == "1":
        words = "Taken back." if restraint.not_asked(person) else "That was taken back already."
        return visit.done(words, to=to)
    restraint.asked(person)
    undo = Undo(path=f"/advocates/{id}/asked", fields=(("not", "1"),))
    return visit.done(f"Noted: {person.first_name} is not asked again for a while.", to=to, undo=undo)


@router.get("/advocates")
def advocates(visit: V) -> Response:
    """Those worth a look, by rung."""
    found = nearest(visit.desk)
    asked = [each for each in found if each.may_ask]
    by_rung = [(rung, [each for each in asked if each.standing.rung is rung]) for rung in RUNGS]
    return visit.page(
        "advocates",
        here="practice",
        first=[each for each in found if not each.may_ask][:SHOWN],
        rungs=[(rung, *RUNGS[rung], NEXT[rung], placed[:SHOWN], len(placed)) for rung, placed in by_rung if placed],
    )


def nearest(desk: Desk) -> list[Placed]:
    """Those worth a look, as of lately."""
    assistant = desk.assistant
    return desk.kept.lately(("advocates",), assistant.lookup.version(), assistant.practice.advocates.nearest)

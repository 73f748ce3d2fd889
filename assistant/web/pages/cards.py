"""Cards to write by hand: the queue, whom one would please, and the sheets to print."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.favours import Favour, FavourKind
from assistant.domain.people import Person
from assistant.domain.sheets import Sheet
from assistant.errors import NotFoundError
from assistant.services import favours
from assistant.services.why import look_up
from assistant.services.written_cards import Counts, Idea
from assistant.web.desk import Desk
from assistant.web.notices import Undo
from assistant.web.pages.printing import as_pdf
from assistant.web.visit import V, Visit

router = APIRouter()
SHOWN = 50
WORDS = 300  # signs of what a card is for


@router.get("/cards")
def cards(visit: V, who: str = "") -> Response:
    """What waits to be written, who would be glad of one, and the counts of the last 30 days."""
    store, written = visit.assistant.store, visit.assistant.practice.written_cards
    ideas, counts = lately(visit.desk)
    queue = written.queue()
    sent = [(each, person) for each in written.sent() if (person := store.get(Person, each.person_id))]
    waiting = {each.person.id for each in queue}
    return visit.page(
        "cards",
        here="practice",
        queue=queue[:SHOWN],
        total=len(queue),
        sent=sent[:SHOWN],
        ideas=[idea for idea in ideas if idea.person.id not in waiting],
        counts=replace(counts, cards=len(sent)),  # the rest moves slowly
        chosen=look_up(store, Person, who) if who else None,
    )


def lately(desk: Desk) -> tuple[list[Idea], Counts]:
    """Who would be glad of a card, and the counts of the last 30 days, as of lately."""
    written, day = desk.assistant.practice.written_cards, f"{desk.assistant.clock():%Y-%m-%d}"
    version = desk.assistant.lookup.version()
    return desk.kept.lately(("cards", day), version, lambda: (written.ideas(), written.counts()))


@router.post("/cards/add")
def add(visit: V) -> Response:
    """Put a card for somebody into the queue."""
    store, person = visit.assistant.store, look_up(visit.assistant.store, Person, visit.said("who"))
    before = {each.id for each in store.find(Favour, person_id=person.id)}
    favour = visit.assistant.practice.written_cards.add(person, visit.said("words")[:WORDS])
    if favour.id in before:
        return visit.done(f"That card for {person.name} is in the queue already.", to="/cards")
    undo = Undo(path=f"/cards/{favour.id}/remove")
    return visit.done(f"A card for {person.name} is in the queue.", to="/cards", undo=undo)


@router.post("/cards/{id}/sent")
def sent(visit: V, id: str) -> Response:
    """Note that a card was sent."""
    favour = favours.done(visit.assistant.store, visit.assistant.clock, _card(visit, id))
    return visit.done("Sent: noted.", to="/cards", undo=Undo(path=f"/cards/{favour.id}/unsent"))


@router.post("/cards/{id}/unsent")
def unsent(visit: V, id: str) -> Response:
    """Note that it was not sent after all."""
    favours.undo(visit.assistant.store, _card(visit, id))
    return visit.done("It waits to be written again.", to="/cards")


@router.post("/cards/{id}/remove")
def remove(visit: V, id: str) -> Response:
    """Take a card out of the queue."""
    favour = _card(visit, id)
    visit.assistant.practice.written_cards.remove(favour)
    undo = Undo(path="/cards/add", fields=(("who", favour.person_id), ("words", favour.words)))
    return visit.done("Taken out of the queue.", to="/cards", undo=undo)


@router.get("/cards/sheet.pdf")
def sheet(visit: V) -> Response:
    """The queue as a sheet to print."""
    return _pdf(visit, visit.assistant.practice.written_cards.sheet(), "cards-to-write")


@router.get("/cards/envelopes.pdf")
def envelopes(visit: V) -> Response:
    """The lines of the envelopes as a sheet of labels."""
    return _pdf(visit, visit.assistant.practice.written_cards.envelopes(), "envelopes")


def _pdf(visit: Visit, sheet: Sheet, name: str) -> Response:
    return as_pdf(visit.assistant.practice.press, sheet, name)


def _card(visit: Visit, id: str) -> Favour:
    favour = look_up(visit.assistant.store, Favour, id)
    if favour.kind is not FavourKind.CARD:
        raise NotFoundError(f"'{id}' is no card to write")
    return favour

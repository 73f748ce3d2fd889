"""Whom people would like to meet, and who that could be."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap.pairing import pairs_of
from assistant.domain.bullpen import Provider
from assistant.domain.people import Person
from assistant.domain.wishes import Wish, WishKind, WishState
from assistant.services import wishes as services
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.visit import V

router = APIRouter()
SHOWN = 30
WORDS = 500  # signs of a wish
KINDS = {
    WishKind.CLIENT: "clients",
    WishKind.PARTNER: "a partner",
    WishKind.SUPPLIER: "a supplier",
    WishKind.PERSON: "somebody by name",
    WishKind.PLACE: "somebody at a place of work",
}


@router.get("/wishes")
def wishes(visit: V, after: str = "", who: str = "") -> Response:
    """Every open wish, the latest first, and the ideal clients on the cards of the bullpen."""
    assistant, pairs = visit.assistant, pairs_of(visit.assistant)
    page = assistant.lookup.listing(Wish, limit=SHOWN, after=after, state=WishState.OPEN)
    people = assistant.lookup.several(Person, (wish.person_id for wish in page.records))
    cards = [] if after else [card for card in assistant.store.find(Provider) if card.ideal_client][:SHOWN]
    carded = assistant.lookup.several(Person, (card.person_id for card in cards))
    return visit.page(
        "wishes",
        here="practice",
        wishes=[(wish, people[wish.person_id], pairs.of(wish.id)) for wish in page.records if wish.person_id in people],
        cards=[(card, carded[card.person_id], pairs.of(card.id)) for card in cards if card.person_id in carded],
        next=page.next,
        chosen=look_up(assistant.store, Person, who) if who else None,
        KINDS=KINDS,
    )


@router.post("/wishes/add")
def add(visit: V) -> Response:
    """Note whom somebody would like to meet."""
    store, said = visit.assistant.store, visit.said("kind")
    person = look_up(store, Person, visit.said("who"))
    kind = WishKind(said) if said in tuple(WishKind) else None
    wish = services.note(store, person, visit.said("words")[:WORDS], kind=kind, at=visit.assistant.clock())
    undo = Undo(path=f"/wishes/{wish.id}/close", fields=(("state", WishState.DROPPED),))
    words = f"Noted for {person.name}. Whoever fits is looked for with the next reading."
    return visit.done(words, to="/wishes", undo=undo)


@router.post("/wishes/{id}/close")
def close(visit: V, id: str) -> Response:
    """They met somebody, or want it no longer."""
    store = visit.assistant.store
    state = WishState.MET if visit.said("state") == WishState.MET else WishState.DROPPED
    wish = services.close(store, visit.assistant.clock, look_up(store, Wish, id), state)
    words = "They have met somebody: noted." if state is WishState.MET else "The wish is left alone."
    return visit.done(words, to="/wishes", undo=Undo(path=f"/wishes/{wish.id}/reopen"))


@router.post("/wishes/{id}/reopen")
def reopen(visit: V, id: str) -> Response:
    """The wish stands again."""
    store = visit.assistant.store
    services.reopen(store, look_up(store, Wish, id))
    return visit.done("The wish stands again.", to="/wishes")

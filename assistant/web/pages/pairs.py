"""Two people who may fit each other: the pairs that were found, and partners among them; each is answered once."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap.pairing import pair_acts_of, pairing_of, pairs_of
from assistant.domain.counted import counted
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.pairs import About, Pair
from assistant.domain.people import USER, Person
from assistant.errors import UserError
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.visit import V

router = APIRouter()
SHOWN = 30


@router.get("/pairs")
def pairs(visit: V, show: str = "") -> Response:
    """Everybody who may fit somebody, newest first."""
    return _page(visit, "pairs", (About.MATTER, About.WISH), show)


@router.get("/partners")
def partners(visit: V, show: str = "") -> Response:
    """Those who serve the same ideal client without doing each other's work."""
    return _page(visit, "partners", (About.PARTNERS,), show)


@router.post("/pairs/look")
def look(visit: V) -> Response:
    """Compare what is new now, and not only with the next reading."""
    with visit.desk.reading:
        found = pairing_of(visit.assistant).run()
    return visit.done(f"Found: {counted(len(found), 'pair')}." if found else "Nobody new fits anybody.", to="/pairs")


@router.post("/pairs/{id}/answer")
def answer(visit: V, id: str) -> Response:
    """What the user says to a pair. Taking it up drafts the question to whoever is asked first; nothing is sent."""
    acts, pair, said = pair_acts_of(visit.assistant), look_up(visit.assistant.store, Pair, id), visit.said("said")
    undo = Undo(path=f"/pairs/{pair.id}/undo")
    if said in ("dismissed", "never"):
        acts.dismiss(pair, never=said == "never")
        words = "These two are never put together again." if said == "never" else "Left alone: it does not come back."
        return visit.done(words, to="/pairs", undo=undo)
    if said != "yes":
        raise UserError("what do you say to it?", hint="choose one of the buttons")
    with visit.desk.reading:
        pair, introduction = acts.take_up(pair)
    other = visit.assistant.store.get(Person, pair.other_id)
    if introduction is None:
        name = other.name if other else "them"
        return visit.done(
            f"Noted: you will talk to {name}.", to="/partners", undo=undo, link=("Show", f"/people/{pair.other_id}")
        )
    drafts = list(visit.assistant.store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING))
    link = ("Read the draft", f"/drafts/{drafts[0].id}") if drafts else ("See it", f"/introductions/{introduction.id}")
    words = f"A message to {drafts[0].to[0].name or drafts[0].to[0].address} is drafted." if drafts else "It is begun."
    return visit.done(f"{words} Nothing has been sent, and nobody is named in it.", to="/pairs", undo=undo, link=link)


@router.post("/pairs/{id}/undo")
def undo(visit: V, id: str) -> Response:
    """Take back what was said to a pair."""
    pair_acts_of(visit.assistant).undo(look_up(visit.assistant.store, Pair, id))
    return visit.done("Taken back: the pair is there again.", to="/pairs")


def _page(visit: V, name: str, about: tuple[About, ...], show: str) -> Response:
    known = pairs_of(visit.assistant)
    return visit.page(
        name,
        here="practice",
        seen=known.new(about=about, all_of_them=show == "all", limit=SHOWN),
        taken=[seen for seen in known.taken() if seen.pair.about in about],
        is_all=show == "all",
        USER=USER,
    )

"""What the user decides of a provider: bench them, bring them back, keep them, let them rest. Each is taken back."""

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap import Assistant
from assistant.domain.bullpen import Provider
from assistant.domain.counted import counted
from assistant.domain.people import Person
from assistant.services.bench import Bench
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.pages.typed_day import day_of
from assistant.web.visit import V
from assistant.web.words import day

router = APIRouter()


@router.post("/bullpen/{id}/bench")
def bench(visit: V, id: str) -> Response:
    """Take a provider out of play."""
    card, name = _card(visit.assistant, id)
    _bench(visit.assistant).bench(card, visit.said("why")[:1000])
    words = f"{name} is benched: nobody will be sent to them, and what happened so far stays."
    return visit.done(words, to=f"/bullpen/{id}", undo=Undo(path=f"/bullpen/{id}/bring-back"))


@router.post("/bullpen/{id}/bring-back")
def bring_back(visit: V, id: str) -> Response:
    """Put a benched provider in play again."""
    card, name = _card(visit.assistant, id)
    benched = card.benched
    _, woken = _bench(visit.assistant).bring_back(card)
    told = [f"{name} is back in play."]
    if woken:
        told.append(f"{counted(len(woken), 'matter')} that waited for somebody now goes on: a draft is ready.")
    fields = (("why", benched.why),) if benched and benched.why else ()
    return visit.done(*told, to=f"/bullpen/{id}", undo=Undo(path=f"/bullpen/{id}/bench", fields=fields))


@router.post("/bullpen/{id}/keep")
def keep(visit: V, id: str) -> Response:
    """Keep a provider whatever the figures say."""
    card, name = _card(visit.assistant, id)
    kept = _bench(visit.assistant).keep(card)
    assert kept.kept_until is not None  # set just now
    words = f"{name} stays. The question comes back after {day(kept.kept_until)} if the figures have not got better."
    return visit.done(words, to=f"/bullpen/{id}", undo=Undo(path=f"/bullpen/{id}/forget-kept"))


@router.post("/bullpen/{id}/forget-kept")
def forget_kept(visit: V, id: str) -> Response:
    """Take it back that a provider is kept."""
    card, name = _card(visit.assistant, id)
    _bench(visit.assistant).forget_kept(card)
    return visit.done(f"The question about {name} is open again.", to=f"/bullpen/{id}")


@router.post("/bullpen/{id}/rest")
def rest(visit: V, id: str) -> Response:
    """Let a provider rest until a day; without one, the rest ends."""
    card, name = _card(visit.assistant, id)
    today = visit.assistant.clock().date()
    after = _bench(visit.assistant).pause(
        card, day_of(said) if (said := visit.said("until")) else None, visit.said("why")[:1000]
    )
    words = (
        f"{name} is left in peace until {day(after.paused_until)}."
        if after.paused_until
        else f"{name} may be asked again."
    )
    was = card.paused_until.isoformat() if card.paused_until and card.paused_until > today else ""
    undo = Undo(path=f"/bullpen/{id}/rest", fields=(("until", was), ("why", card.paused_why)))
    return visit.done(words, to=f"/bullpen/{id}", undo=undo)


def _card(assistant: Assistant, id: str) -> tuple[Provider, str]:
    """The card, and what its provider is called."""
    card = look_up(assistant.store, Provider, id)
    person = assistant.store.get(Person, card.person_id)
    return card, person.name if person else "They"


def _bench(assistant: Assistant) -> Bench:
    return Bench(introduce=assistant.introduce)

"""A card filled in from somebody's own web site, as the user pastes it: suggested, ticked, then written as any card."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap.filling import suggestions_of
from assistant.domain.bullpen import Provider
from assistant.domain.filling import Part, Suggestion, fill
from assistant.domain.people import Person
from assistant.services.why import look_up
from assistant.web.pages.bullpen import card_page, new_card
from assistant.web.pages.card_form import CardForm
from assistant.web.visit import V

router = APIRouter()
LONGEST = 300_000  # characters of a page; a form takes no more
NOTHING = "Nothing in these words tells what somebody does. Paste the pages “About us” and “Services”."
PARTS = {
    Part.DOES: "What they do",
    Part.SERVICES: "What they help with",
    Part.IDEAL_CLIENT: "Whom they help best",
    Part.NOT_FOR: "What they are not for",
    Part.AREA: "Where they work",
}


@router.get("/bullpen/fill")
def paste(visit: V, person: str = "") -> Response:
    """Where the words of a site are pasted."""
    return _page(visit, person_id=look_up(visit.assistant.store, Person, person).id if person else "")


@router.post("/bullpen/fill")
def suggest(visit: V) -> Response:
    """What the words suggest, each beside its line; nothing is kept."""
    assistant, text = visit.assistant, visit.form.get("text", "")[:LONGEST]
    person_id = visit.said("person_id")
    if person_id:
        look_up(assistant.store, Person, person_id)
    found = suggestions_of(text, assistant.topics)
    problem = (
        "" if found else "Nothing in these words tells what somebody does. Paste the pages “About us” and “Services”."
    )
    return _page(visit, person_id=person_id, text=text, found=found, problem=problem)


@router.post("/bullpen/fill/card")
def take(visit: V) -> Response:
    """The form of the card with what was ticked; it is kept once the user keeps the card."""
    assistant = visit.assistant
    chosen = [Suggestion(part=part, value=value, line="") for part in Part for value in visit.several.get(part, ())]
    chosen = [each for each in chosen if each.part is not Part.SERVICES or each.value in assistant.topics]
    person_id = visit.said("person_id")
    person = look_up(assistant.store, Person, person_id) if person_id else None
    has = next(assistant.store.find(Provider, person_id=person.id), None) if person else None
    if has:
        return card_page(visit, has, form=CardForm.of(fill(has, chosen)))
    card = fill(Provider(id="", person_id="", services=(), does=""), chosen)
    return new_card(visit, replace(CardForm.of(card), person_id=person.id if person else ""))


def _page(
    visit: V, *, person_id: str, text: str = "", found: tuple[Suggestion, ...] = (), problem: str = ""
) -> Response:
    assistant = visit.assistant
    return visit.page(
        "card_fill",
        status=409 if problem else 200,
        here="bullpen",
        person=assistant.store.get(Person, person_id) if person_id else None,
        text=text,
        problem=problem,
        parts=[
            (part, words, [(each, _named(visit, each)) for each in found if each.part is part])
            for part, words in PARTS.items()
        ]
        if found
        else (),
    )


def _named(visit: V, suggestion: Suggestion) -> str:
    topic = visit.assistant.topics.get(suggestion.value) if suggestion.part is Part.SERVICES else None
    return topic.title if topic else suggestion.value

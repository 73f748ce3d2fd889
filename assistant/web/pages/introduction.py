"""One introduction: its story, and everything that the user can do about it."""

from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.errors import UserError
from assistant.services.answers import Words
from assistant.services.call import script
from assistant.services.possible import possible
from assistant.services.settle import Settle
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.pages.introduction_view import fits_of, mark_of, view_of
from assistant.web.pages.introduction_words import COMES, ENDS, FACTS, answer_words
from assistant.web.visit import V
from assistant.web.words import STATES, instead_of

router = APIRouter()


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What the user has typed of somebody's words, and what kept it from being taken."""

    quote: str
    until: str
    problems: tuple[str, ...]
    hint: str = ""


@router.get("/introductions/{id}")
def introduction(visit: V, id: str, fits: bool = False) -> Response:
    """The story so far, and what there is to do; with `fits`, also who fits, which a browser fetches by itself."""
    return _page(visit, look_up(visit.assistant.store, Introduction, id), with_fits=fits)


@router.get("/introductions/{id}/fits")
def fits(visit: V, id: str) -> Response:
    """Who fits, as a part of the page."""
    found = look_up(visit.assistant.store, Introduction, id)
    with visit.desk.reading:
        return visit.part(
            "fits", introduction=found, mark=mark_of(found), fits=fits_of(visit.assistant, found, visit.desk.ranking)
        )


@router.post("/introductions/{id}/record")
def record(visit: V, id: str) -> Response:
    """What somebody said, or what happened."""
    answers, said = visit.assistant.answers, visit.said("what")
    found, quote = look_up(visit.assistant.store, Introduction, id), " ".join(visit.said("quote").split())[:1000]
    side, _, answer = said.partition(" ")
    try:
        _must_be_present(visit, found)
        with visit.desk.reading:
            if side in tuple(Side) and answer in tuple(Answer):
                provider_id = visit.said("provider_id") or None
                after = answers.record(found, Side(side), Answer(answer), Words(quote=quote), provider_id=provider_id)
            elif side in tuple(Side) and answer == "later":
                after = answers.put_off(found, Side(side), _day(visit.said("until")), note=quote)
            elif said in FACTS:
                after = answers.happened(found, EventKind(said), note=quote)
            else:
                raise UserError("what happened?", hint="choose one of the buttons")
    except UserError as error:
        return _refused(visit, found, error)
    return _gone_on(visit, after)


@router.post("/introductions/{id}/choose")
def choose(visit: V, id: str) -> Response:
    """Ask another provider than the one proposed."""
    found = look_up(visit.assistant.store, Introduction, id)
    try:
        _must_be_present(visit, found)
        draft = visit.assistant.introduce.choose(
            found, look_up(visit.assistant.store, Provider, visit.said("provider"))
        )
    except UserError as error:
        return _refused(visit, found, error)
    return visit.done("The ask is drafted. Nothing has been sent.", link=("Read it", f"/drafts/{draft.id}"))


@router.post("/introductions/{id}/remind")
def remind(visit: V, id: str) -> Response:
    """Draft the one reminder."""
    found = look_up(visit.assistant.store, Introduction, id)
    try:
        _must_be_present(visit, found)
        draft = visit.assistant.introduce.remind(found)
    except UserError as error:
        return _refused(visit, found, error)
    return visit.done("The reminder is drafted.", link=("Read it", f"/drafts/{draft.id}"))


@router.post("/introductions/{id}/outcome")
def outcome(visit: V, id: str) -> Response:
    """Draft "did you meet?" to both."""
    found = look_up(visit.assistant.store, Introduction, id)
    try:
        _must_be_present(visit, found)
        drafts = visit.assistant.introduce.ask_outcome(found)
    except UserError as error:
        return _refused(visit, found, error)
    return visit.done("“Did you meet?” is drafted.", link=("Read it", f"/drafts/{drafts[0].id}"))


@router.post("/introductions/{id}/next")
def draft_next(visit: V, id: str) -> Response:
    """Draft what comes next, where it had been thrown away."""
    introduce = visit.assistant.introduce
    with visit.desk.reading, visit.assistant.store.transaction():
        found = introduce.go_on(look_up(visit.assistant.store, Introduction, id))
    return _gone_on(visit, found, undo=False)


@router.post("/introductions/{id}/undo")
def undo(visit: V, id: str) -> Response:
    """Take the last step back."""
    found = look_up(visit.assistant.store, Introduction, id)
    try:
        _must_be_present(visit, found)
        with visit.desk.reading:
            after = Settle(answers=visit.assistant.answers).undo(found)
    except UserError as error:
        return _refused(visit, found, error)
    if after is not None:
        return visit.done(f"Taken back. It is now: {STATES[after.state]}.", to=f"/introductions/{after.id}")
    elsewhere = visit if visit.said("back") != f"/introductions/{found.id}" else replace(visit, form={})
    words, link = "Taken back: the question waits for your answer again.", ("Show it", f"/prompts/{found.prompt_id}")
    return elsewhere.done(words, to=f"/prompts/{found.prompt_id}", link=link if elsewhere is visit else None)


@router.get("/introductions/{id}/call")
def call(visit: V, id: str) -> Response:
    """What to say on the telephone, and what they answered."""
    assistant = visit.assistant
    found = look_up(assistant.store, Introduction, id)
    said = script(assistant.introduce, found)
    can = possible(assistant.answers, found)
    asked = [(side, answer) for side, answer in can.answers if side is said.side]
    buttons = [
        (f"{side} {answer}", answer_words(found, side, answer, said.person.first_name)) for side, answer in asked
    ]
    return visit.page("call", here="introductions", introduction=found, said=said, buttons=buttons, mark=mark_of(found))


def _must_be_present(visit: V, found: Introduction) -> None:
    """Refuse a form that was made before the introduction moved on, in another tab or by a mail that came."""
    seen = visit.said("seen")
    if seen and seen != mark_of(found):
        raise UserError(
            f"it has moved on since you opened that page, and is now: {STATES[found.state]}",
            hint="nothing was recorded; look what happened below, then say it again if it still holds",
        )


def _gone_on(visit: V, after: Introduction, *, undo: bool = True) -> Response:
    drafts = list(visit.assistant.store.find(Draft, introduction_id=after.id, state=DraftState.WAITING))
    words = [f"Noted. It is now: {STATES[after.state]}."]
    if drafts:
        words.append("What comes next is drafted. Nothing has been sent.")
    elif after.state is State.PARKED:
        words.append("Nobody in the bullpen fits just now. It is taken up again when somebody does.")
    link = ("Read the draft", f"/drafts/{drafts[0].id}") if drafts else None
    way_back = Undo(path=f"/introductions/{after.id}/undo", fields=(("seen", mark_of(after)),)) if undo else None
    return visit.done(*words, to=f"/introductions/{after.id}", undo=way_back, link=link)


def _refused(visit: V, found: Introduction, error: UserError) -> Response:
    """The page once more, with what was in the way and what was typed; elsewhere, a notice where they came from."""
    if visit.said("back") not in ("", f"/introductions/{found.id}"):
        return visit.refused(error)
    hint, _ = instead_of(error.hint)
    typed = Typed(quote=visit.said("quote"), until=visit.said("until"), problems=error.problems, hint=hint)
    return _page(visit, look_up(visit.assistant.store, Introduction, found.id), typed=typed)


def _page(visit: V, found: Introduction, *, typed: Typed | None = None, with_fits: bool = False) -> Response:
    view = view_of(visit.assistant, found)
    return visit.page(
        "introduction",
        status=409 if typed else 200,
        here="introductions",
        view=view,
        fits=fits_of(visit.assistant, found, visit.desk.ranking) if with_fits and view.looks else None,
        typed=typed,
        COMES=COMES,
        FACTS=FACTS,
        ENDS=ENDS,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError("later, but when?", hint="choose a day that is to come") from None

"""Introductions: how each stands, what happened in it, and what comes next."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter

from assistant.domain import clocks
from assistant.domain.drafts import Draft
from assistant.domain.facts import Fact
from assistant.domain.introductions import CLOSED, Introduction, State
from assistant.services.board import Column, board
from assistant.services.call import Script, script
from assistant.services.look_before import about_introduction
from assistant.services.timeline import Step, timeline
from assistant.web.api.bullpen import Fits, fits_of
from assistant.web.api.caller import Reads, known
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import ONE, documented
from assistant.web.desk import Desk
from assistant.web.pages.draft_view import WAITING

router = APIRouter(prefix="/introductions", tags=["Introductions"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Stands:
    """An introduction, its drafts that wait, and what comes of itself unless something happens: `due` on `due_on`."""

    introduction: Introduction
    drafts: tuple[Draft, ...]
    due: clocks.Due | None
    due_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """How an introduction stands, what happened, and what mail, calendar and earlier introductions say of the two."""

    stands: Stands
    timeline: tuple[Step, ...]
    facts: tuple[Fact, ...]


@router.get("", summary="Introductions under way")
def list_introductions(
    desk: Reads,
    span: Spanned,
    state: State | None = None,
    everything: bool = False,
) -> Page[Introduction]:
    """Those that are open, the oldest first; with `state` those in it, or `everything`, the latest first."""
    store = desk.assistant.store
    if state or everything:
        return span.listing(desk.assistant.lookup, Introduction, **({"state": state} if state else {}))
    open_ones = (each for state in State if state not in CLOSED for each in store.find(Introduction, state=state))
    return span.page(store, Introduction, open_ones, lambda introduction: introduction.opened_at)


@router.get("/board", summary="The board")
def get_board(desk: Reads) -> list[Column]:
    """A column for each state in the order of the journey, with how many are in it and the latest of them."""
    assistant = desk.assistant
    return list(board(assistant.lookup, assistant.clocks, assistant.topics))


@router.get("/{id}", summary="One introduction", responses=ONE)
def get_introduction(desk: Reads, id: str) -> Story:
    """The story so far: every event with its consent, the drafts that wait, and what comes next."""
    assistant = desk.assistant
    introduction = known(assistant.store, Introduction, id)
    facts = about_introduction(assistant.store, introduction, assistant.user)
    told = timeline(assistant.store, introduction)
    return Story(stands=stands(desk, introduction), timeline=told, facts=tuple(facts))


@router.get("/{id}/ranking", summary="Who fits", responses=ONE)
def get_ranking(desk: Reads, id: str) -> Fits:
    """Who fits and why, who is passed over and why. For the user's eyes only."""
    assistant = desk.assistant
    with desk.reading:
        ranking = assistant.introduce.ranking(known(assistant.store, Introduction, id))
    return fits_of(assistant.store, ranking)


@router.get("/{id}/script", summary="What to say on the telephone", responses={**ONE, **documented(409)})
def get_script(desk: Reads, id: str) -> Script:
    """Instead of the ask that comes next. 409 where there is nobody to ask now."""
    with desk.reading:
        return script(desk.assistant.introduce, known(desk.assistant.store, Introduction, id))


def stands(desk: Desk, introduction: Introduction) -> Stands:
    """How an introduction stands."""
    store = desk.assistant.store
    return Stands(
        introduction=introduction,
        drafts=tuple(d for state in WAITING for d in store.find(Draft, introduction_id=introduction.id, state=state)),
        due=clocks.due(introduction),
        due_on=desk.assistant.clocks.due_on(introduction),
    )

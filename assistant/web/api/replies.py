"""Replies: what people answered, where only the user can say what to make of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from assistant.domain.drafts import Draft
from assistant.domain.introductions import Introduction
from assistant.domain.replies import Reply, ReplyState
from assistant.services.settle import Meaning, Settle
from assistant.web.api.caller import Reads, Writes, known
from assistant.web.api.fields import Day, body
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import CHANGES, ONE, UnfitError

router = APIRouter(prefix="/replies", tags=["Replies"])


@body
class Settling:
    """What a reply means. `until` goes with later, `to` ("Name <address>") with hand-off, where not what was read."""

    meaning: Meaning
    until: Day | None = None
    to: Annotated[str, Field(max_length=300, examples=["Ben Adeyemi <ben@okafor.example>"])] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """What came of it. `draft` is the question to a colleague, after a hand-off."""

    reply: Reply
    introduction: Introduction | None
    draft: Draft | None = None


@router.get("", summary="The replies that wait")
def list_replies(desk: Reads, span: Spanned, state: ReplyState | None = None, everything: bool = False) -> Page[Reply]:
    """Those that wait for the user, the oldest first; with `state` those in it, or `everything`, the latest first."""
    store = desk.assistant.store
    if state or everything:
        return span.listing(desk.assistant.lookup, Reply, **({"state": state} if state else {}))
    return span.page(store, Reply, store.find(Reply, state=ReplyState.WAITS), lambda reply: reply.at)


@router.get("/{id}", summary="One reply", responses=ONE)
def get_reply(desk: Reads, id: str) -> Reply:
    """What it was taken for, by which words, and why it waits."""
    return known(desk.assistant.store, Reply, id)


@router.post("/{id}/settle", summary="Say what a reply means", responses=CHANGES)
def settle_reply(desk: Writes, id: str, settling: Settling) -> Settled:
    """The introduction goes on from there. It is taken back by undoing the introduction's last step."""
    assistant, meaning = desk.assistant, settling.meaning
    reply, settle = known(assistant.store, Reply, id), Settle(answers=assistant.answers)
    until = settling.until or reply.until
    if meaning is Meaning.LATER and (until is None or until <= assistant.clock().date()):
        raise UnfitError("later, but when?", hint="say in `until` a day that is to come")
    with desk.reading:
        settled, draft = settle.take_for(reply, meaning, until=until, to=settling.to)
    return Settled(
        reply=settled,
        introduction=assistant.store.get(Introduction, reply.introduction_id),
        draft=draft,
    )

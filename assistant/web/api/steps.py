"""Steps of an introduction: what somebody answered, what happened, what is drafted next."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft
from assistant.domain.introductions import FACTS, EventKind, Introduction
from assistant.services.answers import Words
from assistant.services.settle import Settle
from assistant.web.api.caller import Writes, known
from assistant.web.api.fields import Day, Id, Quote, body
from assistant.web.api.introductions import Stands, stands
from assistant.web.api.problems import CHANGES
from assistant.web.desk import Desk

router = APIRouter(prefix="/introductions/{id}", tags=["Introductions"], responses=CHANGES)
What = StrEnum("What", {kind.name: kind.value for kind in FACTS})  # type: ignore[misc]  # one list of them is enough


@body
class Recorded:
    """What one side answered to the ask that is open."""

    side: Side
    answer: Answer
    quote: Quote = ""
    message_id: Annotated[str, Field(max_length=500, description="The Message-ID of the mail that says so.")] = ""


@body
class Happened:
    """A fact that is nobody's answer."""

    what: What
    note: Quote = ""


@body
class Later:
    """Who wants to be asked on a later day."""

    side: Side
    until: Day
    quote: Quote = ""


@body
class Choice:
    """The provider to ask instead of the one proposed."""

    provider_id: Id


@dataclass(frozen=True, kw_only=True, slots=True)
class Undone:
    """What is left after the last step was taken back; null where the introduction had only begun: the prompt waits."""

    stands: Stands | None
    prompt_id: str


@router.post("/record", summary="Record what somebody answered")
def record_answer(desk: Writes, id: str, recorded: Recorded) -> Stands:
    """A consent, with their words. 409 where nobody waits for that answer."""
    words = Words(quote=recorded.quote, message_id=recorded.message_id)
    with desk.reading:
        return stands(desk, desk.assistant.answers.record(_of(desk, id), recorded.side, recorded.answer, words))


@router.post("/happened", summary="Record what happened")
def record_fact(desk: Writes, id: str, happened: Happened) -> Stands:
    """Such as that they met, or that it helped."""
    with desk.reading:
        kind = EventKind(happened.what)
        return stands(desk, desk.assistant.answers.happened(_of(desk, id), kind, note=happened.note))


@router.post("/later", summary="Put it off")
def put_off(desk: Writes, id: str, later: Later) -> Stands:
    """It comes back on that day."""
    with desk.reading:
        put = desk.assistant.answers.put_off(_of(desk, id), later.side, later.until, note=later.quote)
        return stands(desk, put)


@router.post("/undo", summary="Take the last step back")
def undo_step(desk: Writes, id: str) -> Undone:
    """As long as no message has left because of it."""
    introduction = _of(desk, id)
    after = Settle(answers=desk.assistant.answers).undo(introduction)
    return Undone(stands=stands(desk, after) if after else None, prompt_id=introduction.prompt_id)


@router.post("/choose", summary="Ask another provider")
def choose_provider(desk: Writes, id: str, choice: Choice) -> Draft:
    """Draft the ask to this provider instead."""
    provider = known(desk.assistant.store, Provider, choice.provider_id)
    return desk.assistant.introduce.choose(_of(desk, id), provider)


@router.post("/remind", summary="Draft the one reminder")
def draft_reminder(desk: Writes, id: str) -> Draft:
    """Of the ask that is open. 409 where they had theirs."""
    return desk.assistant.introduce.remind(_of(desk, id))


@router.post("/outcome", summary="Draft “did you meet, did it help?”")
def draft_outcome(desk: Writes, id: str) -> list[Draft]:
    """To both, or the one who may be asked."""
    return desk.assistant.introduce.ask_outcome(_of(desk, id))


@router.post("/next", summary="Draft what comes next")
def draft_next(desk: Writes, id: str) -> Stands:
    """Where its draft had been discarded."""
    with desk.reading, desk.assistant.store.transaction():
        return stands(desk, desk.assistant.introduce.go_on(_of(desk, id)))


def _of(desk: Desk, id: str) -> Introduction:
    return known(desk.assistant.store, Introduction, id)

"""Prompts: would they like outside help with that?"""

from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter

from assistant.domain.drafts import Draft, DraftState
from assistant.domain.facts import Fact
from assistant.domain.introductions import Introduction
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.timing import Proposal
from assistant.services.look_before import about_seeker
from assistant.services.match import matter_of, rank
from assistant.services.today import Question, ask
from assistant.web.api.bullpen import Fits, fits_of
from assistant.web.api.caller import Reads, Writes, known
from assistant.web.api.fields import Day, Quote, body
from assistant.web.api.paging import Page, Spanned
from assistant.web.api.problems import CHANGES, ONE

router = APIRouter(prefix="/prompts", tags=["Prompts"])


class Said(StrEnum):
    """What the user answers."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    WRONG = "wrong"


@body
class Answering:
    """An answer. `until` goes with later; `they_said` holds their words, where they said yes to the user already."""

    said: Said
    until: Day | None = None
    they_said: Quote = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What came of an answer: a yes opens an introduction, and drafts what comes first."""

    prompt: Prompt
    introduction: Introduction | None
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A prompt with what is needed to answer it; `question` is null where nothing of it is left."""

    prompt: Prompt
    question: Question | None
    facts: tuple[Fact, ...]
    proposal: Proposal | None


@router.get("", summary="The questions that wait")
def list_prompts(
    desk: Reads, span: Spanned, state: PromptState | None = None, everything: bool = False
) -> Page[Prompt]:
    """Those that wait for the user, the latest heard first; with `state` those in it, with `everything` all."""
    store, today = desk.assistant.store, desk.assistant.clock().date()
    if state or everything:
        return span.listing(desk.assistant.lookup, Prompt, **({"state": state} if state else {}))
    asked = (prompt for each in (PromptState.OPEN, PromptState.LATER) for prompt in store.find(Prompt, state=each))
    waiting = (prompt for prompt in asked if prompt.waits(today))
    return span.page(store, Prompt, waiting, lambda prompt: prompt.last_heard, newest_first=True)


@router.get("/{id}", summary="One question", responses=ONE)
def get_prompt(desk: Reads, id: str) -> Asked:
    """With their words, what is known of them, and how and when they are best asked."""
    assistant = desk.assistant
    prompt = known(assistant.store, Prompt, id)
    question = ask(assistant.store, prompt)
    if question is None:
        return Asked(prompt=prompt, question=None, facts=(), proposal=None)
    facts = about_seeker(assistant.store, question.person, prompt.category, besides=prompt.id)
    proposal = assistant.timing().proposal(question.person, prompt.category)
    return Asked(prompt=prompt, question=question, facts=tuple(facts), proposal=proposal)


@router.get("/{id}/fits", summary="Who would fit", responses=ONE)
def get_fits_of_prompt(desk: Reads, id: str) -> Fits:
    """Who would fit, before anybody is asked. For the user's eyes only."""
    assistant = desk.assistant
    matter = matter_of(assistant.store, known(assistant.store, Prompt, id), user=assistant.user)
    with desk.reading:
        today, books = assistant.clock().date(), assistant.practice.playbooks.all()
        days = assistant.business_days
        ranking = rank(assistant.store, matter, assistant.matcher, today=today, playbooks=books, days=days)
    return fits_of(assistant.store, ranking)


@router.post("/{id}/answer", summary="Answer a question", responses=CHANGES)
def answer_prompt(desk: Writes, id: str, answer: Answering) -> Answered:
    """A yes drafts the ask; nothing is sent. No, later and wrong may be given again, and taken back."""
    assistant = desk.assistant
    prompt, quote = known(assistant.store, Prompt, id), answer.they_said.strip()
    with desk.reading:
        prompt, introduction = assistant.introduce.answer(
            prompt, PromptState(answer.said), until=answer.until, in_person=bool(quote), quote=quote
        )
    drafts: tuple[Draft, ...] = ()
    if introduction:
        drafts = tuple(assistant.store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING))
    return Answered(prompt=prompt, introduction=introduction, drafts=drafts)


@router.post("/{id}/reopen", summary="Take an answer back", responses=CHANGES)
def reopen_prompt(desk: Writes, id: str) -> Prompt:
    """The question waits again; nothing is learnt from the answer."""
    return desk.assistant.introduce.reopen(known(desk.assistant.store, Prompt, id))

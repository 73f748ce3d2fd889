"""The front page: what waits, each answerable in one tap, with a way back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from assistant.bootstrap import Assistant
from assistant.bootstrap.pairing import pairs_of
from assistant.domain.facts import Fact
from assistant.domain.favours import Favour
from assistant.domain.introductions import Introduction
from assistant.domain.people import Person
from assistant.domain.playbooks import serving
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Reply
from assistant.domain.timing import Proposal
from assistant.errors import UserError
from assistant.services import favours
from assistant.services import today as services
from assistant.services.look_before import about_seeker
from assistant.services.pairs import A_DAY
from assistant.services.settle import Meaning, Settle
from assistant.services.timing import Timing
from assistant.services.today import Question
from assistant.services.why import look_up
from assistant.web.notices import Undo
from assistant.web.pages.draft_view import glance_at
from assistant.web.pages.introduction_view import mark_of
from assistant.web.pages.typed_day import day_of
from assistant.web.visit import V
from assistant.web.words import STATES

if TYPE_CHECKING:
    from assistant.domain.drafts import Draft

router = APIRouter()
AT_ONCE = 10  # questions: more than that is no day's work
FEW = 5  # of everything else
LATER = timedelta(weeks=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question with what is known before it is answered."""

    question: Question
    title: str
    facts: tuple[Fact, ...]
    proposal: Proposal
    later: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """A reply that waits, and whose it is."""

    reply: Reply
    name: str
    subject: str


@router.get("/")
def today(visit: V) -> Response:
    """What waits."""
    assistant = visit.assistant
    waiting, timing = services.look(assistant.store, assistant.debrief, most=AT_ONCE), assistant.timing()
    return visit.page(
        "today",
        waiting=waiting,
        most=AT_ONCE,
        questions=[asked(assistant, question, timing) for question in waiting.questions],
        drafts=[glance_at(assistant, draft) for draft in waiting.drafts[:FEW]],
        replies=[waits(assistant, reply) for reply in waiting.replies[:FEW]],
        meetings=waiting.meetings[:3],
        calls=assistant.practice.care.waiting(),
        favours=[(favour, name_of(assistant, favour.person_id)) for favour in waiting.favours[:FEW]],
        idle=[(intro, name_of(assistant, intro.seeker_id)) for intro in waiting.idle[:FEW]],
        fitting=len(pairs_of(assistant).new(limit=A_DAY)),
        begun=any(assistant.config.account) or any(assistant.config.source),
    )


@router.get("/prompts")
def prompts(visit: V, state: str = "", start: int = 0) -> Response:
    """Every question that waits, or those that were answered."""
    assistant = visit.assistant
    start = max(0, min(start, 1_000_000))
    today, wanted = assistant.clock().date(), PromptState(state) if state in tuple(PromptState) else None
    states = (wanted,) if wanted else (PromptState.OPEN, PromptState.LATER)
    found = (prompt for each in states for prompt in assistant.store.find(Prompt, state=each))
    chosen = [prompt for prompt in found if wanted or prompt.waits(today)]
    chosen.sort(key=lambda prompt: prompt.answered_at or prompt.last_heard, reverse=True)
    shown = chosen[start : start + AT_ONCE]
    questions = [question for prompt in shown if (question := services.ask(assistant.store, prompt))]
    timing = assistant.timing()
    return visit.page(
        "prompts",
        here="today",
        questions=[asked(assistant, question, timing) for question in questions],
        total=len(chosen),
        state=state,
        start=start,
        following=start + AT_ONCE if start + AT_ONCE < len(chosen) else 0,
    )


@router.get("/prompts/{id}")
def prompt(visit: V, id: str) -> Response:
    """One question, with the way back to the words that began it."""
    assistant = visit.assistant
    found = look_up(assistant.store, Prompt, id)
    question = services.ask(assistant.store, found)
    if question is None:
        raise UserError("nothing of this question is left", hint="its note was changed, or they are not to be asked")
    from assistant.web.pages.reasons import reasons

    told = reasons(assistant.store, found, learnt=visit.desk.learnt())
    books = serving(assistant.practice.playbooks.all(), found.category)[:1]
    return visit.page(
        "prompt", here="today", asked=asked(assistant, question, assistant.timing()), reasons=told, books=books
    )


@router.post("/prompts/{id}/answer")
def answer(visit: V, id: str) -> Response:
    """Answer a question. A yes drafts the ask; nothing is sent."""
    assistant = visit.assistant
    state = PromptState(visit.said("said")) if visit.said("said") in ("yes", "no", "later", "wrong") else None
    if state is None:
        raise UserError("what is your answer?", hint="yes, no, later, or wrong")
    until = day_of(visit.said("until")) if state is PromptState.LATER else None
    quote = visit.said("they_said")
    found = look_up(assistant.store, Prompt, id)
    name = name_of(assistant, found.person_id)
    with visit.desk.reading:
        prompt, introduction = assistant.introduce.answer(found, state, until=until, in_person=bool(quote), quote=quote)
    if introduction is None:
        words = {
            PromptState.NO: f"Left alone: {name}.",
            PromptState.WRONG: f"Noted: that was no matter of {name}'s. Such words need to be surer from now on.",
            PromptState.LATER: f"{name} comes back on {prompt.until:%A %d %B}." if prompt.until else "",
        }[state]
        return visit.done(words, undo=Undo(path=f"/prompts/{prompt.id}/reopen"))
    from assistant.domain.drafts import Draft, DraftState

    drafts = list(assistant.store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING))
    link = ("Read the draft", f"/drafts/{drafts[0].id}") if drafts else ("See it", f"/introductions/{introduction.id}")
    told = _drafted(drafts[0], name) if drafts else "Nobody in the bullpen fits just now; it is kept."
    undo = Undo(path=f"/introductions/{introduction.id}/undo", fields=(("seen", mark_of(introduction)),))
    return visit.done(f"Yes for {name}. {told} Nothing has been sent.", undo=undo, link=link)


@router.post("/prompts/{id}/reopen")
def reopen(visit: V, id: str) -> Response:
    """Take an answer back."""
    assistant = visit.assistant
    prompt = assistant.introduce.reopen(look_up(assistant.store, Prompt, id))
    return visit.done(f"Taken back: the question about {name_of(assistant, prompt.person_id)} waits again.")


@router.post("/favours/{id}/done")
def favour_done(visit: V, id: str) -> Response:
    """What was promised is done."""
    favour = look_up(visit.assistant.store, Favour, id)
    favours.done(visit.assistant.store, visit.assistant.clock, favour)
    return visit.done(f"Done: {favour.words}", undo=Undo(path=f"/favours/{favour.id}/undo"))


@router.post("/favours/{id}/undo")
def favour_undone(visit: V, id: str) -> Response:
    """It is not done after all."""
    favour = favours.undo(visit.assistant.store, look_up(visit.assistant.store, Favour, id))
    return visit.done(f"Open again: {favour.words}")


@router.get("/replies/{id}")
def reply(visit: V, id: str) -> Response:
    """One reply that waits."""
    assistant = visit.assistant
    found = look_up(assistant.store, Reply, id)
    return visit.page("reply", here="today", waits=waits(assistant, found))


@router.post("/replies/{id}/settle")
def settle(visit: V, id: str) -> Response:
    """Say what a reply means; the introduction goes on from there."""
    assistant = visit.assistant
    found, said = look_up(assistant.store, Reply, id), visit.said("meaning")
    if said not in tuple(Meaning):
        raise UserError("what does it mean?", hint="choose one of the buttons")
    until = day_of(visit.said("until")) if said == Meaning.LATER and visit.said("until") else None
    if said == Meaning.LATER and until is None and found.until is None:
        raise UserError("later, but when?", hint="choose a day")
    with visit.desk.reading:
        _, draft = Settle(answers=assistant.answers).take_for(found, Meaning(said), until=until, to=visit.said("to"))
    link = ("See it", f"/introductions/{found.introduction_id}")
    if draft:
        return visit.done("The question to their colleague is drafted.", link=("Read it", f"/drafts/{draft.id}"))
    introduction = assistant.store.get(Introduction, found.introduction_id)
    if said == Meaning.NOTHING or introduction is None:
        return visit.done("Put aside: nothing comes of it.", link=link)
    undo = Undo(path=f"/introductions/{introduction.id}/undo", fields=(("seen", mark_of(introduction)),))
    return visit.done(f"Noted. The introduction is now: {STATES[introduction.state]}.", undo=undo, link=link)


def asked(assistant: Assistant, question: Question, timing: Timing) -> Asked:
    """A question with what is known, and when they are best asked."""
    prompt, person = question.prompt, question.person
    topic = assistant.topics.get(prompt.category)
    return Asked(
        question=question,
        title=topic.title if topic else prompt.category,
        facts=about_seeker(assistant.store, person, prompt.category, besides=prompt.id),
        proposal=timing.proposal(person, prompt.category),
        later=assistant.clock().date() + LATER,
    )


def waits(assistant: Assistant, reply: Reply) -> Waits:
    """A reply with whose it is, and what it answers."""
    from assistant.domain.drafts import Draft

    person = next(iter(assistant.store.find(Person, keys=reply.who.address)), None)
    draft = assistant.store.get(Draft, reply.draft_id)
    return Waits(reply=reply, name=person.name if person else str(reply.who), subject=draft.subject if draft else "")


def name_of(assistant: Assistant, person_id: str) -> str:
    """What somebody is called."""
    person = assistant.store.get(Person, person_id)
    return person.name if person else "somebody"


def _drafted(draft: "Draft", name: str) -> str:
    from assistant.domain.drafts import DraftKind

    to = draft.to[0].name or draft.to[0].address
    if draft.kind is DraftKind.ASK_PROVIDER:
        return f"{name} wants help, so {to} is asked first, without a name. The message is drafted for you to read."
    return f"A message to {to} is drafted for you to read."

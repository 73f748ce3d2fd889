"""`prompts`: would they like outside help with that?"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.counted import counted
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.prompts import Prompt, PromptState
from assistant.services.today import Question, ask
from assistant.services.why import look_up

if TYPE_CHECKING:  # an answer needs none of it
    from assistant.services.timing import Timing

app = typer.Typer(help="Would they like outside help with that?", invoke_without_command=True)


class Said(StrEnum):
    """What the user answers."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    WRONG = "wrong"


@app.callback()
def list_prompts(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Answered ones too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The questions that wait for you."""
    if context.invoked_subcommand:
        return
    assistant = assistant_of(context)
    today = assistant.clock().date()
    prompts = [prompt for prompt in assistant.store.find(Prompt) if everything or prompt.waits(today)]
    prompts.sort(key=lambda prompt: prompt.last_heard, reverse=True)
    if json:
        show.as_json(prompts)
        return
    timing = assistant.timing()
    for prompt in prompts:
        question = ask(assistant.store, prompt)
        if question:
            show_question(assistant, question, timing)
            if everything:
                until = f" until {prompt.until}" if prompt.until else ""
                show.hint(f"{prompt.state}{until}")
    if not prompts:
        show.say("No question waits. New mail and notes are read with: assistant sync")
        return
    show.how_to_answer(prompts[0].id)


@app.command()
def answer(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="The question's id, or its beginning.")],
    said: Annotated[
        Said, typer.Argument(help="yes: ask them. no: leave it. later: bring it back. wrong: it is no matter at all.")
    ],
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="For later: when to come back.")] = None,
    they_said: Annotated[str, typer.Option(help="They have said yes to you in person: their words.")] = "",
) -> None:
    """Answer a question. A yes drafts the ask, for you to read and approve; nothing is sent."""
    assistant = assistant_of(context)
    prompt = look_up(assistant.store, Prompt, id)
    prompt, introduction = assistant.introduce.answer(
        prompt, PromptState(said), until=until.date() if until else None, in_person=bool(they_said), quote=they_said
    )
    if introduction is None:
        show.say(f"{prompt.id}: {prompt.state}" + (f" until {prompt.until}" if prompt.until else ""))
    _learn(assistant, prompt)
    if introduction is None:
        return
    show.say(f"{introduction.id} is opened: {introduction.state}.")
    for draft in assistant.store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING):
        show.draft_line(draft)
        show.hint(f"assistant drafts approve {draft.id}")


@app.command()
def reopen(
    context: typer.Context, id: Annotated[str, typer.Argument(help="The question's id, or its beginning.")]
) -> None:
    """Take an answer back; the question waits again, and nothing is learnt from it."""
    assistant = assistant_of(context)
    prompt = assistant.introduce.reopen(look_up(assistant.store, Prompt, id))
    show.say(f"{prompt.id}: {prompt.state}")
    _learn(assistant, prompt)


def show_question(assistant: Assistant, question: Question, timing: "Timing") -> None:
    """A question with what is known already, and how and when they are best asked."""
    from assistant.services.look_before import about_seeker

    prompt, person = question.prompt, question.person
    known = about_seeker(assistant.store, person, prompt.category, besides=prompt.id)
    show.question(question, how=timing.proposal(person, prompt.category), known=known)


def _learn(assistant: Assistant, prompt: Prompt) -> None:
    """Say what the answer moves, and ask what it no longer holds back."""
    from assistant.services.notice import take_up

    learnt = assistant.learnt()
    bar = learnt.bar(prompt.category, "")
    if bar.moved and prompt.state is PromptState.WRONG:
        show.hint(f"about {prompt.category}, {bar.words(prompt.category)}")
    asked = take_up(assistant.store, learnt)
    if asked:
        show.hint(f"{counted(len(asked), 'question')} no longer held back: assistant prompts")

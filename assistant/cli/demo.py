"""`demo`: the whole job on a sample world, in a throw-away folder."""

import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.prompts import show_question
from assistant.cli.reading import summary
from assistant.domain.counted import counted
from assistant.domain.replies import SAID, ReplyState
from assistant.services import today

if TYPE_CHECKING:
    from assistant.setup.sample import Happening, SampleWorld


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="The page afterwards.")] = True,
    port: Annotated[int, typer.Option(min=1, max=65535, help="On which port the page is served.")] = 8765,
) -> None:
    """Show everything on the mail, notes and calendar of an invented business owner."""
    from assistant.setup.sample import SampleWorld

    world = SampleWorld(folder=Path(tempfile.mkdtemp(prefix="followup-demo-")))
    show.head("Maren Holt fits out offices in Bristol. Her assistant reads her mail, notes and calendar:")
    answers = 0
    for happening in world.play():
        answers = _tell(world.assistant, happening, answers)
    show.head("What waits for Maren now")
    _waiting(world.assistant)
    show.say()
    show.say("Everything lies in a throw-away folder. Look around in it:")
    show.hint(f"assistant --config {world.config} today")
    if serve:
        _serve(world, port)


def _serve(world: "SampleWorld", port: int) -> None:
    from assistant.setup.session import Session
    from assistant.web.serve import invitation, serve

    host = "127.0.0.1"

    def ready() -> None:
        link = invitation(world.assistant, host, port)
        show.head("The same on a page, for you to try: nothing in it is real, and nothing reaches anybody")
        show.say(link)
        show.hint("The link signs one browser in, once, within ten minutes. End it with Ctrl-C.")
        webbrowser.open(link)

    home = Session(config_path=world.config, data=None)
    serve(world.assistant, host=host, port=port, is_demo=True, home=home, ready=ready)


def _tell(assistant: Assistant, happening: "Happening", answers: int) -> int:
    """Show what has happened; gives how many answers were shown by then."""
    from assistant.setup.sample import Answered, Drafted, Read, Replied, SaidYes, Stands, Understood

    match happening:
        case Read(report=report):
            summary(report, assistant.config.zone)
            _noticed(assistant)
        case Answered(prompt=prompt, person=person, until=until):
            if not answers:
                show.head("Maren answers two of them at once")
            back = f" until {until:%d %B}" if until else ""
            show.say(f"{person.name}, {prompt.category}: {prompt.state}{back}")
            return answers + 1
        case SaidYes(prompt=prompt, person=person):
            show.head(f"She says yes to one: {person.name}, {prompt.category}")
        case Drafted(draft=draft, location=location):
            show.head(f"Drafted: {draft.kind.replace('_', ' ')}")
            show.message(draft)
            show.hint(f"approved, delivered: {location}")
        case Replied(side=side, text=text):
            show.head(f"The {side} answers, and the next sync reads it")
            show.say(show.quoted(text))
        case Understood(reply=reply):
            show.say(f"Understood: {SAID[reply.label]} ({reply.confidence:.0%} sure), by “{reply.quote}”")
            if reply.state is ReplyState.WAITS:
                show.say(f"It is left to Maren, since {reply.why}. She reads it as a yes.")
        case Stands(introduction=introduction):
            show.head(f"{introduction.id} is now: {introduction.state}")
    return answers


def _noticed(assistant: Assistant) -> None:
    waiting = today.look(assistant.store, assistant.debrief)
    show.head(f"It noticed {len(waiting.questions)} matters, and asks: would they like outside help with that?")
    timing = assistant.timing()
    for question in waiting.questions:
        show_question(assistant, question, timing)


def _waiting(assistant: Assistant) -> None:
    waiting = today.look(assistant.store, assistant.debrief)
    show.say(f"{counted(len(waiting.questions), 'question')}, {counted(len(waiting.drafts), 'draft')}")
    for meeting in waiting.meetings:
        people = ", ".join(person.name or person.address for person in meeting.attendees)
        show.say(f"What came up in “{meeting.title}” with {people}?")

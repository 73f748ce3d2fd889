"""`today` and `debrief`: what waits, and what came up."""

import sys
from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.intros import intro_line
from assistant.cli.prompts import show_question
from assistant.cli.replies import how_to_settle, reply_lines
from assistant.cli.session import assistant_of
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant
from assistant.domain.prompts import Prompt
from assistant.services import today as services
from assistant.services.why import look_up

AT_ONCE = 20  # questions: more than that is no day's work


def today(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """What waits for you: questions, replies, drafts to approve, what stands still, meetings to tell about."""
    assistant = assistant_of(context)
    waiting = services.look(assistant.store, assistant.debrief)
    if json:
        show.as_json([waiting])
        return
    if waiting.questions:
        show.head(f"Would they like outside help? ({len(waiting.questions)})")
        timing = assistant.timing()
        for question in waiting.questions[:AT_ONCE]:
            show_question(assistant, question, timing)
        if len(waiting.questions) > AT_ONCE:
            show.say(f"… and {len(waiting.questions) - AT_ONCE} more: assistant prompts")
        show.how_to_answer(waiting.questions[0].prompt.id)
    if waiting.replies:
        show.head(f"What do they mean? ({len(waiting.replies)})")
        for reply in waiting.replies:
            reply_lines(assistant, reply)
        how_to_settle(waiting.replies[0])
    if waiting.drafts:
        show.head(f"Drafts to read and approve ({len(waiting.drafts)})")
        for draft in waiting.drafts:
            show.draft_line(draft)
        show.hint(f"assistant drafts approve {waiting.drafts[0].id}")
    if waiting.idle:
        show.head(f"Nothing is drafted for these ({len(waiting.idle)})")
        for introduction in waiting.idle:
            show.say(intro_line(assistant, introduction))
        show.hint(f"assistant intros next {waiting.idle[0].id}")
    if waiting.meetings:
        show.head(f"What came up? ({len(waiting.meetings)})")
        for meeting in waiting.meetings:
            _meeting_line(meeting)
        show.hint("assistant debrief")
    if waiting.is_empty:
        show.say("Nothing waits. New mail and notes are read with: assistant sync")


def debrief(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="The meeting's id; without it, the latest that waits.")] = "",
    text: Annotated[str, typer.Option(help='What came up; "-" reads it from standard input.')] = "",
    nothing: Annotated[bool, typer.Option("--nothing", help="Nothing came up.")] = False,
    who: Annotated[list[str] | None, typer.Option(help="Who was there, where not those invited. Repeat it.")] = None,
) -> None:
    """Tell what came up in a meeting; it is read at once."""
    assistant = assistant_of(context)
    waiting = list(assistant.debrief.waiting())
    if not event and not waiting:
        show.say("No meeting waits for you to tell what came up.")
        return
    meeting = look_up(assistant.store, Meeting, event) if event else waiting[0]
    _meeting_line(meeting)
    if nothing:
        assistant.debrief.nothing(meeting)
        show.say("Noted: nothing came up.")
        return
    reader = assistant.reader  # before anything is asked: what is typed must not be lost to a missing model
    words = _words(text)
    if not words:
        show.say("Nothing written, so nothing was kept. If nothing came up: assistant debrief --nothing")
        return
    people = [Participant(name=name) for name in who or ()]
    _, noticed = assistant.debrief.answer(meeting, words, reader, who=people)
    show.say("Kept." if noticed.mentions else "Kept. I noticed no problem, need or request in it.")
    for mention in noticed.mentions:
        prompt = assistant.store.get(Prompt, mention.prompt_id)
        question = services.ask(assistant.store, prompt) if prompt else None
        if question:
            show.question(question)
    if noticed.prompts:
        show.how_to_answer(noticed.prompts[0].id)
    if len(waiting) > 1:
        show.hint(f"{len(waiting) - 1} more: assistant debrief")


def _words(text: str) -> str:
    if text == "-":
        return sys.stdin.read().strip()
    if text or not sys.stdin.isatty():
        return text.strip()
    show.say("What came up? Problems, needs, wishes, in your own words. An empty line ends it.")
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line.rstrip("\n"))
    return "\n".join(lines)


def _meeting_line(meeting: Meeting) -> None:
    people = ", ".join(person.name or person.address for person in meeting.attendees)
    show.say(f"{meeting.id}  {meeting.title}, {show.day(meeting.start)} {meeting.start:%H:%M}, with {people}")

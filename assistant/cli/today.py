"""`today`: what waits."""

from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.favours import favour_line
from assistant.cli.intros import intro_line
from assistant.cli.prompts import show_question
from assistant.cli.replies import how_to_settle, reply_lines
from assistant.cli.session import assistant_of
from assistant.services import today as services

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
            show.meeting_line(meeting)
        show.hint("assistant debrief")
    if waiting.favours:
        show.head(f"You promised ({len(waiting.favours)})")
        for favour in waiting.favours:
            favour_line(assistant.store, favour)
        show.hint(f"assistant favours done {waiting.favours[0].id}")
    if waiting.is_empty:
        show.say("Nothing waits. New mail and notes are read with: assistant sync")

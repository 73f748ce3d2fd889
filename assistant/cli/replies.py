"""`replies`: what people answered, where only you can say what to make of it."""

from datetime import datetime
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.introductions import Introduction
from assistant.domain.people import Person
from assistant.domain.replies import SAID, Reply, ReplyState
from assistant.services.settle import Meaning, Settle
from assistant.services.why import look_up

app = typer.Typer(help="What people answered to your messages.", invoke_without_command=True)


@app.callback()
def list_replies(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that are settled too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """The replies that wait for you."""
    if context.invoked_subcommand:
        return
    assistant = assistant_of(context)
    wanted = assistant.store.find(Reply) if everything else assistant.store.find(Reply, state=ReplyState.WAITS)
    found = sorted(wanted, key=lambda reply: reply.at)
    if json:
        show.as_json(found)
        return
    for reply in found:
        reply_lines(assistant, reply)
    if not found:
        show.say("No reply waits for you.")
    elif not everything:
        how_to_settle(found[0])


@app.command()
def settle(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="The reply's id, or its beginning.")],
    meaning: Annotated[Meaning, typer.Argument(help="What it says.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="With later: the day, if not the one read.")
    ] = None,
    to: Annotated[str, typer.Option(help='With hand-off: who should be asked, as "Name <address>".')] = "",
) -> None:
    """Say what a reply means; the introduction goes on from there."""
    assistant = assistant_of(context)
    reply = look_up(assistant.store, Reply, id)
    settle = Settle(answers=assistant.answers)
    _, draft = settle.take_for(reply, meaning, until=until.date() if until else None, to=to)
    if draft:
        show.draft_line(draft)
        return
    introduction = assistant.store.get(Introduction, reply.introduction_id)
    show.say("Noted." if introduction is None else f"{introduction.id} is now: {introduction.state}")
    show.hint(f"assistant intros show {reply.introduction_id}")


def reply_lines(assistant: Assistant, reply: Reply) -> None:
    """One reply: who, what it was taken for, their words, and why it waits."""
    until = f" (until {show.day(reply.until)})" if reply.until else ""
    hand_off = f": {reply.hand_off}" if reply.hand_off else ""
    who = next((person.name for person in assistant.store.find(Person, keys=reply.who.address)), str(reply.who))
    show.say(f"{reply.id}  {show.day(reply.at)}  {who}: {SAID[reply.label]}{hand_off}{until}")
    if reply.quote:
        show.say(show.quoted(reply.quote))
    if reply.why:
        show.hint(f"{reply.why} ({reply.introduction_id})")


def how_to_settle(reply: Reply) -> None:
    """How the user says what a reply means."""
    show.hint(f"assistant replies settle {reply.id} {'|'.join(Meaning)}")

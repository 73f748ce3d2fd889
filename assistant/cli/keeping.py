"""`why`, `backup`, `restore`: what is kept, and where it came from."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.bootstrap import backup_store, restore_store
from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.services import why as services
from assistant.setup.session import Session


def why(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="The id of a draft, introduction, question, mention, person …")],
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Why is this here? Back to the words that began it."""
    assistant = assistant_of(context)
    links = services.why(assistant.store, id, learnt=assistant.learnt())
    if json:
        show.as_json(links)
        return
    for number, link in enumerate(links):
        because = "because of " if number and link.what not in ("event", "threshold") else ""
        show.say(show.wrapped(f"{because}{link.what} {link.id}: {link.words}"))


def backup(context: typer.Context, file: Path) -> None:
    """Copy the whole store into one file, while the assistant may go on."""
    session: Session = context.obj
    backup_store(session.config(), file)
    show.say(f"{file}: written. It holds everything that is kept; keep it as safe as your mail.")


def restore(
    context: typer.Context,
    file: Path,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of what is kept now. What is there now is moved aside, not lost."""
    session: Session = context.obj
    if not yes and not typer.confirm("Put this backup in the place of what is kept now?"):
        show.say("Left as it is.")
        return
    restored = restore_store(session.config(), file)
    show.say(f"{file} is in place." + (f" What was there before lies in {restored.aside}." if restored.aside else ""))
    if restored.forgotten:
        show.say(f"{restored.forgotten} of its people were forgotten since, and are again.")
    for name in restored.under_way:
        show.hint(f"{name} was forgotten since, but an introduction is under way in this backup: end it, then forget")

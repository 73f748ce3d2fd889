"""`service`: have the system start the agent at sign-in, and keep it running."""

from typing import Annotated

import typer

from assistant.bootstrap.background import service_manager
from assistant.cli import show
from assistant.cli.run import tell_health
from assistant.cli.session import assistant_of, session_of
from assistant.ports import ServiceManager

app = typer.Typer(help="Start the agent at each sign-in, or no longer.", no_args_is_help=True)


@app.command()
def install(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Have the system run the agent from now on; what is written for that is shown first."""
    manager = _manager(context)
    show.say(f"From now on {manager.name} will run the agent for you. For that, this is written:")
    for path, text in manager.files().items():
        show.head(path)
        show.say(text)
    if not yes and not typer.confirm("Write this, and start it?"):
        show.say("Left as it is.")
        return
    notes = manager.install()
    show.say("Done: it runs. See how it is doing: assistant service status")
    for note in notes:
        show.hint(note)


@app.command()
def uninstall(context: typer.Context) -> None:
    """Stop the agent, and do not start it any more. What it knows stays."""
    gone = _manager(context).uninstall()
    show.say("Done: it does not run any more. What is kept stays." if gone else "It was not installed.")


@app.command()
def status(
    context: typer.Context, json: Annotated[bool, typer.Option("--json", help="As JSON, only of the agent.")] = False
) -> None:
    """How the system's part stands, and how the agent is doing."""
    manager = _manager(context)
    if not json:
        show.say(f"With {manager.name}: {manager.status()}")
    tell_health(assistant_of(context), json=json)


def _manager(context: typer.Context) -> ServiceManager:
    session = session_of(context)
    return service_manager(session.config(), session.path, session.data)

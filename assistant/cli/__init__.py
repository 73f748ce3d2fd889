"""The command line: parse, call, print. The only part that writes to a terminal.

Exit status: 0 done; 1 some items failed, each named; 2 the command or the configuration is wrong; 3 a mistake of ours.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from assistant import __version__
from assistant.cli import fault
from assistant.cli.show import complain
from assistant.errors import ConfigError, NotFoundError, UserError
from assistant.setup.session import Session

COMMANDS = {
    "today": "today:today",
    "digest": "digest:digest",
    "prompts": "prompts:app",
    "brief": "briefs:brief",
    "debrief": "debrief:debrief",
    "correct": "debrief:correct",
    "favours": "favours:app",
    "care": "care:app",
    "events": "events:app",
    "groups": "groups:app",
    "campaigns": "campaigns:app",
    "goodwill": "goodwill:app",
    "cards": "cards:app",
    "refer-me": "refer_me:refer_me",
    "pairs": "pairs:app",
    "partners": "pairs:partners",
    "wishes": "wishes:app",
    "laments": "wishes:laments",
    "playbooks": "playbooks:app",
    "drafts": "drafts:app",
    "intros": "intros:app",
    "replies": "replies:app",
    "people": "people:app",
    "bullpen": "bullpen:app",
    "insight": "insight:app",
    "serve": "serve:serve",
    "page": "serve:app",
    "sync": "reading:sync",
    "run": "run:run",
    "service": "service:app",
    "extract": "extract:extract",
    "evaluate": "evaluate:app",
    "judge": "judge:app",
    "why": "keeping:why",
    "forget": "forget:forget",
    "export": "leaving:export",
    "import": "leaving:bring_in",
    "backup": "keeping:backup",
    "restore": "keeping:restore",
    "init": "setup:init",
    "connect": "connect:connect",
    "disconnect": "disconnect:disconnect",
    "doctor": "doctor:doctor",
    "demo": "demo:demo",
}
"""Where each command lies in this package. Only the one that is called is imported, so that it starts at once."""


class Commands(TyperGroup):
    """The commands, each loaded when it is needed."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # typer's own Context
        """Every name, in the order of a day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, name: str) -> TyperCommand | TyperGroup | None:  # type: ignore[override]
        """The command, or None."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(f"assistant.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            found.rich_markup_mode = None
            command: TyperCommand | TyperGroup = typer.main.get_group(found)
        else:
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            single.command(name)(found)
            command = typer.main.get_command(single)  # type: ignore[assignment]  # it is one of the two
        command.name = name
        return command


app = typer.Typer(
    cls=Commands,
    name="assistant",
    help="Remembers who asked for help, and introduces people with both sides' consent.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(help="The configuration file.", show_default=False)] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder, instead of the configured one.")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Every command takes these options before its name."""
    context.obj = Session(config_path=config, data=data)


def main() -> None:
    """Run a command; what the user can mend is shown as plain lines, and nothing ever as a traceback."""
    fault.guard()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign must not end the run
    try:
        app()
    except UserError as error:
        complain(error)
        sys.exit(2 if isinstance(error, (ConfigError, NotFoundError)) else 1)
    except BrokenPipeError:  # the reader of a pipe went away, as `head` does
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # nobody foresaw it
        fault.tell(error)
        sys.exit(fault.STATUS)

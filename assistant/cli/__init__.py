"""The command line: parse, call, print. The only part that writes to a terminal.

Exit status: 0 done; 1 some items failed, each named; 2 the command or the configuration is wrong.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant import __version__
from assistant.cli import bullpen, demo, drafts, intros, keeping, people, prompts, reading, setup, today
from assistant.cli.session import Session
from assistant.cli.show import complain
from assistant.errors import ConfigError, NotFoundError, UserError

app = typer.Typer(
    name="assistant",
    help="Remembers who asked for help, and introduces people with both sides' consent.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for part in (setup, reading, today, keeping, demo):
    part.add_to(app)
app.add_typer(prompts.app, name="prompts")
app.add_typer(drafts.app, name="drafts")
app.add_typer(intros.app, name="intros")
app.add_typer(people.app, name="people")
app.add_typer(bullpen.app, name="bullpen")


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
    """Run a command; what the user can mend is shown as plain lines, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a sign must not end the run
    try:
        app()
    except UserError as error:
        complain(error)
        sys.exit(2 if isinstance(error, (ConfigError, NotFoundError)) else 1)
    except KeyboardInterrupt:
        typer.echo("\nStopped. What was read so far is kept.", err=True)
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe went away, as `head` does
        sys.stderr.close()
        sys.exit(0)

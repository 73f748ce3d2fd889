"""`doctor`: the accounts and everything else, looked at."""

import json as jsonlib
import sys
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import Session


def doctor(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Look at every part, and say how to mend what is wrong."""
    session: Session = context.obj
    checks = list(Assistant(session.config()).doctor().checks())
    if json:
        rows = [{"what": check.what, "problem": check.problem, "hint": check.hint} for check in checks]
        typer.echo(jsonlib.dumps(rows, ensure_ascii=sys.stdout.isatty(), indent=2))
    else:
        for check in checks:
            show.say(f"{'✗' if check.problem else '✓'} {check.what}" + (f": {check.problem}" if check.problem else ""))
            if check.problem and check.hint:
                show.hint(check.hint)
    if any(check.problem for check in checks):
        raise typer.Exit(1)

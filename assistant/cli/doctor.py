"""`doctor`: what works, what does not, and what to do about it."""

import json as jsonlib
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import session_of
from assistant.errors import ConfigError
from assistant.ports import Check
from assistant.setup.session import Session


def doctor(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Look at every part, and say how to mend what is wrong."""
    checks, status = _checks(session_of(context))
    rows, has_problem = [], False
    for check in checks:
        has_problem = has_problem or bool(check.problem)
        rows.append({"what": check.what, "problem": check.problem, "hint": check.hint})
        if not json:
            _tell(check)
    if json:
        typer.echo(jsonlib.dumps(rows, ensure_ascii=sys.stdout.isatty(), indent=2))
    if has_problem:
        raise typer.Exit(status)


def _checks(session: Session) -> tuple[Iterator[Check], int]:
    """Each check once it is done, and the exit status where one shows a problem."""
    try:
        config = session.config()
    except ConfigError as error:
        return iter([Check(what="the configuration", problem="; ".join(error.problems), hint=error.hint)]), 2
    read = Check(what=f"the configuration {session.path} can be read")
    return chain([read], Assistant(config).doctor().checks()), 1


def _tell(check: Check) -> None:
    show.say(f"{'✗' if check.problem else '✓'} {check.what}" + (f": {check.problem}" if check.problem else ""))
    if check.problem and check.hint:
        show.hint(check.hint)

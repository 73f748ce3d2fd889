"""A fault of the program's own, told without the words of anybody's mail.

A traceback ends with the exception's message, and that may quote what was being read: the body that is no JSON, the
address with its token, the bytes that are no text. So only the kind and the place are shown.
"""

import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import typer

STATUS = 3
"""The exit status."""
_NEWEST = 12  # calls of each exception that are shown


def guard() -> None:
    """Have whatever nobody catches, on this thread or another, told by `tell`."""
    sys.excepthook = lambda kind, error, trace: tell(error)
    threading.excepthook = lambda given: tell(given.exc_value) if given.exc_value else None
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries warn of is for whoever writes programs
    sys.unraisablehook = lambda given: None  # at most a connection that could not be closed any more


def tell(error: BaseException) -> None:
    """Say on standard error what kind of fault it is, and where it lies."""
    typer.echo(f"The assistant has made a mistake: {_kind(error)}. What was kept before is whole.", err=True)
    for line in places(error):
        typer.echo(f"    {line}", err=True)
    typer.echo("→ try it again; if it comes back, report these lines: no word of your mail is in them", err=True)


def places(error: BaseException) -> Iterator[str]:
    """Where the error was raised, and those that led to it: modules and lines, no values and no messages."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield f"{'because of' if cause is not error else 'kind'} {_kind(cause)}"
        yield from _calls(cause.__traceback__)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _calls(trace: TracebackType | None) -> list[str]:
    calls = [
        f"{frame.f_globals.get('__name__') or Path(frame.f_code.co_filename).name}, line {line}, {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return calls[-_NEWEST:]


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"

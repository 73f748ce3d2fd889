"""What a command works with, found in what typer hands around."""

import typer

from assistant.bootstrap import Assistant
from assistant.setup.session import Session


def session_of(context: typer.Context) -> Session:
    """The session of a command."""
    return context.find_object(Session) or Session(config_path=None, data=None)


def assistant_of(context: typer.Context) -> Assistant:
    """The assistant of a command."""
    return session_of(context).assistant

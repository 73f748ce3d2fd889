"""`connect`: signing in to an account, from the first question to what is read there."""

from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import session_of
from assistant.cli.terminal import Terminal
from assistant.domain.accounts import AccountSettings
from assistant.setup.connecting import Connecting

STOPPED = 130  # the exit status of what the user has stopped


def connect(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="gmail, microsoft, imap or caldav; your mail address; or the name of an account.")
    ] = "",
    name: Annotated[str, typer.Option(help="What to call a new account.")] = "",
    address: Annotated[str, typer.Option(help="Your mail address there.")] = "",
    choose: Annotated[
        bool, typer.Option("--choose", help="Without signing in, choose again which folders and calendars are read.")
    ] = False,
) -> None:
    """Sign in to a mail or calendar account, or sign in again."""
    session = session_of(context)
    connecting = Connecting(session=session, asking=Terminal())
    try:
        if choose and (known := next((each for each in session.assistant.accounts if each.name == what), None)):
            connected: AccountSettings | None = connecting.choose(known)
        else:
            settings = connecting.chosen(what, name=name, address=address)
            connected = connecting.finish(settings) if settings else None
    except (typer.Abort, KeyboardInterrupt):
        show.say("\nStopped. What is connected stays as it is.")
        raise typer.Exit(STOPPED) from None
    if connected is None:
        show.say("Nothing was changed.")
        raise typer.Exit(1)
    show.hint("Next, read what is there: assistant sync")

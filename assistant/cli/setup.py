"""`init`: from nothing to the first questions, one answer at a time."""

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli import show
from assistant.cli.connect import STOPPED
from assistant.cli.first_steps import FirstSteps
from assistant.cli.session import session_of
from assistant.cli.terminal import Terminal
from assistant.config import SOURCE_TYPES, local_zone
from assistant.errors import ConfigError
from assistant.setup import answers
from assistant.setup.config_file import ConfigFile

WELCOME = """\
This sets up your assistant, in about ten minutes. Nothing is sent to anybody, and nothing in your mail is changed.
Enter takes what stands in [brackets]. Ctrl-C stops: what you did is kept, and `assistant init` goes on from there.
"""


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Your name.")] = "",
    address: Annotated[str, typer.Option(help="Your mail addresses, with commas between.")] = "",
    organisation: Annotated[str, typer.Option(help="Your business.")] = "",
    timezone: Annotated[str, typer.Option(help="Your time zone, such as Europe/London.")] = "",
    source: Annotated[
        list[str] | None,
        typer.Option(help="A source as type=path, such as mbox=mail/inbox.mbox. Repeat it; no more is asked."),
    ] = None,
) -> None:
    """Set the assistant up by answering questions; again, to go on or to add something."""
    session, terminal = session_of(context), Terminal()
    file = ConfigFile(path=session.path)
    given = {"name": name, "address": address, "organisation": organisation, "timezone": timezone}
    if session.path.exists() and (source or any(given.values())):
        raise ConfigError(
            f"{session.path}: there is one already", hint="without options, `assistant init` goes on from it"
        )
    try:
        if source or (name and address):
            file.create(_user(terminal, given, ask=False), [_source(each, source or []) for each in source or ()])
            show.say(f"{session.path} is written.")
            show.hint("assistant sync, then: assistant today" if source else "Next: assistant connect")
            return
        if not session.path.exists():
            terminal.say(WELCOME)
            file.create(_user(terminal, given, ask=True))
        is_clean = FirstSteps(session=session, terminal=terminal).take()
    except (typer.Abort, KeyboardInterrupt):
        kept = "What you did is kept; go on with: assistant init" if session.path.exists() else "Nothing was kept."
        show.say(f"\nStopped. {kept}")
        raise typer.Exit(STOPPED) from None
    if not is_clean:
        raise typer.Exit(1)


def _user(terminal: Terminal, given: dict[str, str], *, ask: bool) -> dict[str, Any]:
    """Who the user is: what is given, and for what must be known the answers; with `ask`, for everything."""
    name = answers.clean(given["name"]) or terminal.until("Your name", answers.required)
    addresses = (
        answers.addresses(given["address"])
        if given["address"]
        else terminal.until("Your mail address (if you have several, with commas between)", answers.addresses)
    )
    user: dict[str, Any] = {"name": name, "addresses": addresses}
    question = "Your business, as people know it (Enter to leave it out)"
    if organisation := answers.clean(given["organisation"] or (terminal.ask(question) if ask else "")):
        user["organisation"] = organisation
    if zone := answers.zone(given["timezone"]) if given["timezone"] else _zone(terminal) if ask else "":
        user["timezone"] = zone
    return user


def _zone(terminal: Terminal) -> str:
    """The time zone, where it is another than this machine's."""
    try:
        own = local_zone().key
    except ConfigError:
        own = ""
    chosen = terminal.until("Your time zone", answers.zone, own)
    return "" if chosen == own else chosen


def _source(given: str, every: list[str]) -> dict[str, str]:
    kind, equals, place = given.partition("=")
    if not equals or kind not in SOURCE_TYPES:
        raise ConfigError(f"'{given}' is no source", hint=f"write type=path; types: {', '.join(SOURCE_TYPES)}")
    path = Path(place).expanduser().absolute()
    is_alone = [each.partition("=")[0] for each in every].count(kind) == 1
    return {"name": kind if is_alone else f"{kind} {path.name}", "type": kind, "path": str(path)}

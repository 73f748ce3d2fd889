"""`disconnect`: an account is forgotten, and can be connected again."""

from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of, session_of
from assistant.errors import NotFoundError
from assistant.setup.disconnecting import disconnected


def disconnect(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name of the account.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget the password or token of an account, and take it out of the configuration."""
    session, assistant = session_of(context), assistant_of(context)
    known = {settings.name: settings for settings in assistant.config.account}
    if name not in known:
        names = ", ".join(known) or "there is none yet"
        raise NotFoundError(f"no account is called '{name}'", hint=f"the accounts: {names}")
    settings = known[name]
    show.say(f"{name} ({settings.type}, {settings.address or settings.url or settings.server}) will not be read again.")
    if not yes and not typer.confirm("Forget its password or token?", default=True):
        show.say("Left as it is.")
        return
    revoking = disconnected(session, name)
    show.say(f"{name} is disconnected: its password or token is forgotten, and it stands in {session.path} no more.")
    show.say(revoking)
    if assistant.config.drafts.deliver_to == name:
        show.say(f"Approved messages go into {assistant.config.data / 'drafts'} now, as files.")
    show.say("What was read from it is kept.")
    own = f" --address {settings.address}" if settings.address else ""
    show.hint(f"to take this back: assistant connect {settings.type} --name {name}{own}")

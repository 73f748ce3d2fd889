"""`digest`: the mail to oneself."""

from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of


def digest(
    context: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="Lay it into your inbox now. Once a day at most.")] = False,
) -> None:
    """What the mail to yourself would say now: the few things that wait most."""
    assistant = assistant_of(context)
    if not send:
        mail = assistant.digest.preview()
        if mail is None:
            show.say("Nothing waits, so no digest would be sent.")
            return
        show.say(f"Subject: {mail.subject}\n\n{mail.text}")
        show.hint("lay it into your inbox: assistant digest --send")
        return
    sent = assistant.digest.send()
    show.say(f"Laid into your inbox: {sent.location}" if sent else "Nothing waits, so nothing was sent.")

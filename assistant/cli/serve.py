"""`serve` and `page`: the page in the browser, and who may see it."""

import webbrowser
from typing import Annotated

import typer

from assistant.bootstrap import Assistant
from assistant.cli import show
from assistant.cli.session import assistant_of, session_of
from assistant.errors import UserError
from assistant.setup.session import Session

app = typer.Typer(help="Open the page, and say who may see it.", no_args_is_help=True)
Host = Annotated[str, typer.Option(help="Where to serve it; others than this machine need a password.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="On which port.")]


def serve(
    context: typer.Context,
    host: Host = "",
    port: Port = 0,
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Serve the page for your browser, until Ctrl-C; the first time, it sets everything up there."""
    from assistant.web.serve import invitation, serve

    session = session_of(context)
    is_new = not session.path.exists()
    assistant = _assistant(session)
    at, on = host or assistant.config.page.host, port or assistant.config.page.port

    def ready() -> None:
        link = invitation(assistant, at, on)
        show.say(f"The page is at {link}")
        other = f" --port {on}" if on != assistant.config.page.port else ""
        show.hint(f"The link signs one browser in, once, within ten minutes. Another: assistant page open{other}")
        show.hint("End it with Ctrl-C.")
        if open_it:
            webbrowser.open(link)

    serve(assistant, host=at, port=on, home=session, is_new=is_new, ready=ready)


@app.command("open")
def open_page(context: typer.Context, host: Host = "", port: Port = 0) -> None:
    """Open the page that is being served, signed in."""
    from assistant.web.serve import invitation, is_served

    assistant = _assistant(session_of(context))
    at, on = host or assistant.config.page.host, port or assistant.config.page.port
    if not is_served(at, on):
        raise UserError("the page is not being served", hint="begin with: assistant serve   (or assistant run)")
    link = invitation(assistant, at, on)
    show.say(link)
    webbrowser.open(link)


def _assistant(session: Session) -> Assistant:
    """The assistant; before anything is set up, the one that the first page of all is served with."""
    return session.assistant if session.path.exists() else Assistant(session.config_of_nobody())


@app.command()
def password(context: typer.Context) -> None:
    """Set the password that other machines need; every browser then signs in anew."""
    from assistant.web.app import access_of

    access = access_of(assistant_of(context))
    access.set_password(typer.prompt("A password of 12 characters or more", hide_input=True, confirmation_prompt=True))
    show.say("Set. Every browser signs in anew.")


@app.command()
def token(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for, so that you know it again.")],
    writes: Annotated[bool, typer.Option("--writes", help="It may change things, not only read.")] = False,
) -> None:
    """Give another program a token for the JSON routes; it is shown once."""
    from assistant.web.app import access_of

    show.say(access_of(assistant_of(context)).give_token(name, writes=writes))
    show.hint("Sent as: Authorization: Bearer …   Take it back on the page, under Settings.")


@app.command("sign-out")
def sign_out(context: typer.Context) -> None:
    """Sign every browser out."""
    from assistant.web.app import access_of

    ended = access_of(assistant_of(context)).sign_out_everywhere()
    show.say(f"{ended} browsers were signed out.")

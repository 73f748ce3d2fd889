"""`connect`: the accounts on the network."""

import os
import sys
import webbrowser
from dataclasses import fields
from pathlib import Path
from typing import Annotated, get_args

import tomlkit
import typer

from assistant.cli import show
from assistant.cli.session import assistant_of, session_of
from assistant.config import load
from assistant.domain.accounts import AccountSettings, AccountType
from assistant.errors import NotFoundError

TYPES: tuple[str, ...] = get_args(AccountType)
EXPLAINED = {
    "gmail": "Gmail or Google Workspace: mail, calendar, and contacts if you like",
    "microsoft": "Microsoft 365 or Outlook.com: mail, calendar, and contacts if you like",
    "imap": "any other mailbox, by IMAP",
    "caldav": "any other calendar, by CalDAV",
}


class Terminal:
    """A dialogue at the terminal."""

    @property
    def has_browser(self) -> bool:
        """Whether a browser with windows can be opened on this machine."""
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return False
        try:
            webbrowser.get()
        except webbrowser.Error:
            return False
        return True

    def say(self, text: str) -> None:
        """Tell something."""
        show.say(text)

    def ask(self, question: str, default: str = "") -> str:
        """Ask for a line."""
        return str(typer.prompt(question, default=default, show_default=bool(default))).strip()

    def ask_secret(self, question: str) -> str:
        """Ask for a line that is not shown."""
        return str(typer.prompt(question, hide_input=True, default="", show_default=False))

    def confirm(self, question: str) -> bool:
        """Ask for yes or no."""
        return typer.confirm(question, default=True)

    def open(self, address: str) -> None:
        """Show a web address, and open it in the browser where there is one."""
        show.say(address)
        webbrowser.open(address)


def connect(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="gmail, microsoft, imap or caldav; or the name of an account.")],
    name: Annotated[str, typer.Option(help="What to call a new account.")] = "",
    address: Annotated[str, typer.Option(help="Your mail address there.")] = "",
) -> None:
    """Sign in to a mail or calendar account, or sign in again."""
    session = session_of(context)
    assistant = assistant_of(context)
    known = {settings.name: settings for settings in assistant.config.account}
    settings = known.get(name or what)
    if settings is None:
        if what not in TYPES:
            raise NotFoundError(
                f"'{what}' is no kind of account and no configured one",
                hint="choose one: " + "; ".join(f"assistant connect {kind} ({EXPLAINED[kind]})" for kind in TYPES),
            )
        own = address or ("" if what == "caldav" else assistant.config.user.addresses[0])
        settings = AccountSettings(name=name or what, type=what, address=own)  # type: ignore[arg-type]  # one of TYPES
    account = assistant.account(settings)
    account.connect(Terminal())
    if account.settings != settings or settings.name not in known:
        _write(session.path, account.settings)
    show.say(f"{settings.name} is connected.")
    has_drafts = account.settings.mail and settings.type != "caldav" and assistant.config.drafts.deliver_to == "eml"
    if has_drafts and typer.confirm("Shall approved messages go into its drafts folder?", default=True):
        _deliver_to(session.path, settings.name)
    show.hint("assistant sync")


def _write(path: Path, settings: AccountSettings) -> None:
    """Put an account into the configuration, in the place of one of its name; the rest stays as it is written."""
    document = tomlkit.parse(path.read_text("utf-8"))
    table = tomlkit.table()
    for field in fields(AccountSettings):
        value = getattr(settings, field.name)
        if value != field.default:
            table[field.name] = str(value) if isinstance(value, Path) else list(value) if field.name in LISTS else value
    accounts = document.get("account") or tomlkit.aot()
    others = [entry for entry in accounts if entry["name"] != settings.name]
    document["account"] = tomlkit.aot()
    for entry in (*others, table):
        document["account"].append(entry)
    _replace(path, tomlkit.dumps(document))


LISTS = ("folders", "calendars")


def _deliver_to(path: Path, name: str) -> None:
    document = tomlkit.parse(path.read_text("utf-8"))
    document.setdefault("drafts", tomlkit.table())["deliver_to"] = name
    _replace(path, tomlkit.dumps(document))


def _replace(path: Path, text: str) -> None:
    """Write the configuration, unless it would be wrong then."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, "utf-8")
    try:
        load(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)

"""`init`: write a configuration by asking."""

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import Session
from assistant.config import SOURCE_TYPES, load
from assistant.errors import ConfigError

_EXPLAINED = {
    "mbox": "a mail file, as Thunderbird and Google Takeout write it",
    "maildir": "a mail folder of the Maildir kind",
    "eml": "a folder of .eml files",
    "notes": "a folder of notes and transcripts",
    "ics": "a calendar file, or a folder of them",
    "people": "contacts: vCard, CSV, or LinkedIn's connections export",
}


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option(prompt="Your name", help="Your name.")],
    address: Annotated[str, typer.Option(prompt="Your mail addresses, separated by spaces", help="Yours.")],
    organisation: Annotated[str, typer.Option(prompt="Your business", help="Your business.")] = "",
    source: Annotated[
        list[str] | None, typer.Option(help="A source as type=path, such as mbox=mail/inbox.mbox. Repeat it.")
    ] = None,
) -> None:
    """Write a configuration by asking a few questions."""
    session: Session = context.obj
    path = session.path
    if path.exists():
        raise ConfigError(f"{path}: there is one already", hint="change it in a text editor, or move it away")
    chosen = [_parsed(given) for given in source] if source is not None else _asked()
    lines = ["# Written by `assistant init`. config.example.toml shows everything that can stand here.", "[user]"]
    lines += [f"name = {_toml(name)}", f"addresses = {_toml(address.split())}"]
    lines += [f"organisation = {_toml(organisation)}"] if organisation else []
    for kind, place in chosen:
        title = kind if [k for k, _ in chosen].count(kind) == 1 else f"{kind} {place.name}"
        lines += ["", "[[source]]", f"name = {_toml(title)}", f'type = "{kind}"']
        lines += [f"path = {_toml(str(place.expanduser().absolute()))}"]
    cards = _place("providers' cards: a TOML or CSV file, if you have one") if source is None else None
    lines += ["", "[bullpen]", f"files = {_toml([str(cards.absolute())])}"] if cards else []
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:  # never over one that came into being meanwhile
        file.write("\n".join(lines) + "\n")
    load(path)  # what is wrong with the answers is said at once; the file stays, to be mended
    show.say(f"{path} is written.")
    show.hint("assistant sync, then: assistant today")


def _asked() -> list[tuple[str, Path]]:
    show.say("What shall I read? Leave a line empty to skip it; more can be added later.")
    answers = ((kind, _place(words)) for kind, words in _EXPLAINED.items())
    return [(kind, place) for kind, place in answers if place]


def _place(words: str) -> Path | None:
    """A path that is there, or None where the line was left empty."""
    while given := typer.prompt(f"  {words}", default="", show_default=False).strip():
        if (place := Path(given).expanduser()).exists():
            return place
        show.say(f"    {place} is not there. Try again, or leave the line empty.")
    return None


def _parsed(given: str) -> tuple[str, Path]:
    kind, equals, place = given.partition("=")
    if not equals or kind not in SOURCE_TYPES:
        raise ConfigError(f"'{given}' is no source", hint=f"write type=path; types: {', '.join(SOURCE_TYPES)}")
    return kind, Path(place)


def _toml(value: str | list[str]) -> str:
    """A text, or a list of texts, as TOML writes it: like JSON, but without its surrogate pairs."""
    return json.dumps(value, ensure_ascii=False)

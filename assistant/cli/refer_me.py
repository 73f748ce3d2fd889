"""`refer-me`: the page that tells others how to refer you."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.sheets import Section
from assistant.services import refer_me as services


def refer_me(
    context: typer.Context,
    pdf: Annotated[Path | None, typer.Option(help="Write it as a PDF to print or to send.")] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """How others can refer you, on one page; you write it at the page under Practice."""
    assistant = assistant_of(context)
    profile = services.profile_of(assistant.store)
    sheet = services.sheet(profile, assistant.user)
    if json:
        show.as_json([profile])
        return
    if profile.is_empty:
        show.say("It is not written yet: what you do, and whom you help best.")
        show.hint("assistant serve, then Practice, How to refer me")
        return
    if pdf:
        pdf.write_bytes(assistant.practice.press.pdf(sheet))
        show.say(f"{pdf}: written.")
        return
    show.head(sheet.title)
    show.say(sheet.lead)
    for part in sheet.parts:
        if isinstance(part, Section):
            show.head(part.heading)
            for line in part.lines:
                show.say(show.wrapped(f"- {line}" if part.is_list else line))

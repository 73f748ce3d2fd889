"""Writes mails to oneself from Jinja templates: a plain text and its HTML twin, each from a template of its own."""

from dataclasses import fields
from pathlib import Path

from assistant.adapters.templates import Templates
from assistant.domain.digest import DailyLetter, MeetingLetter
from assistant.ports import Rendered

NAMES: dict[type, str] = {DailyLetter: "daily", MeetingLetter: "after_meeting"}


class JinjaDigestWriter:
    """Writes from `digest/NAME.txt.j2` and `digest/NAME.html.j2`.

    Templates of the same relative paths in `user_folder` take the place of the packaged ones.
    """

    def __init__(self, user_folder: Path | None = None) -> None:
        self._templates = Templates(user_folder, many_lines=("text",))

    def write(self, letter: DailyLetter | MeetingLetter) -> Rendered:
        """The words of the mail. Raises TemplateError naming the template, the line and the reason."""
        name = NAMES[type(letter)]
        values = self._templates.cleaned({field.name: getattr(letter, field.name) for field in fields(letter)})
        subject, text = self._templates.message(f"digest/{name}.txt.j2", values)
        html, _ = self._templates.rendered(f"digest/{name}.html.j2", values)
        return Rendered(subject=subject, text=text, html=html)

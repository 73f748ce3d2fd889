"""Writes messages from Jinja templates."""

from collections.abc import Mapping
from pathlib import Path

from assistant.adapters.templates import Templates
from assistant.domain.drafts import DraftKind
from assistant.ports import Rendered

LAYOUT = "email/layout.html.j2"


class JinjaWriter:
    """Writes messages from `email/TONE/KIND.txt.j2`, and their HTML twins from `email/layout.html.j2`.

    What is said instead on the telephone comes from `call/KIND.txt.j2`. Templates of the same relative paths in
    `user_folder` take the place of the packaged ones.
    """

    def __init__(self, user_folder: Path | None = None) -> None:
        self._templates = Templates(user_folder)

    def write(self, kind: DraftKind, *, tone: str, context: Mapping[str, object]) -> Rendered:
        """The words of a message. Raises TemplateError naming the template, the line and the reason."""
        subject, text = self._templates.message(f"email/{tone}/{kind}.txt.j2", context)
        return Rendered(subject=subject, text=text, html=self.html(text))

    def script(self, kind: DraftKind, *, context: Mapping[str, object]) -> str:
        """What to say on the telephone, one paragraph, from `call/KIND.txt.j2`. Raises TemplateError like `write`."""
        values = self._templates.cleaned(context)
        return " ".join(self._templates.rendered(f"call/{kind}.txt.j2", values)[0].split())

    def html(self, text: str) -> str:
        """The HTML twin of a plain text. Raises TemplateError like `write`."""
        blocks = text.replace("\r\n", "\n").strip("\n").split("\n\n")
        paragraphs = [block.strip("\n").split("\n") for block in blocks if block.strip()]
        return self._templates.rendered(LAYOUT, {"paragraphs": paragraphs})[0]

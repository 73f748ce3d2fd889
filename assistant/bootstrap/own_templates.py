"""The user's own templates of messages: looked at, tried on examples before they are kept, and given up for ours."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.adapters.jinja_drafts import JinjaWriter
from assistant.adapters.template_root import template_root
from assistant.adapters.templates import MAX_LENGTH
from assistant.config import Config
from assistant.domain.drafts import DraftKind
from assistant.domain.letters import Correspondent, User
from assistant.domain.people import Person
from assistant.errors import NotFoundError, TemplateError
from assistant.ports import Rendered
from assistant.services.example_letters import examples

TONES = ("warm", "brief")


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTemplates:
    """The templates in `folder`, which need not be there yet, over those that come with the assistant."""

    folder: Path
    user: User

    @classmethod
    def of(cls, config: Config, folder: Path) -> "OwnTemplates":
        """Those of a configuration; `folder` where it names none."""
        user = config.user
        person = Person(id="user", name=user.name, addresses=user.addresses, organisation=user.organisation)
        known = Correspondent.of(person)
        own = User(
            name=known.name,
            first_name=known.first_name,
            organisation=known.organisation,
            signature=user.signature or user.name,
        )
        return cls(folder=config.drafts.templates or folder, user=own)

    def is_own(self, tone: str, kind: DraftKind) -> bool:
        """Whether the user has one of their own."""
        return (self.folder / _name(tone, kind)).is_file()

    def text(self, tone: str, kind: DraftKind) -> str:
        """The user's own, or ours. Raises TemplateError where it cannot be read."""
        own = self.folder / _name(tone, kind)
        try:
            return (own if own.is_file() else template_root() / _name(tone, kind)).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TemplateError(f"{own}: cannot be read: {error}", hint="go back to ours") from None

    def ours(self, tone: str, kind: DraftKind) -> str:
        """The one that comes with the assistant."""
        return (template_root() / _name(tone, kind)).read_text("utf-8")

    def tried(self, tone: str, kind: DraftKind, text: str) -> tuple[Rendered, ...]:
        """What `text` makes of each example, in the sandbox; nothing is kept.

        Raises TemplateError naming the line, where it goes wrong with any of them.
        """
        if len(text) > MAX_LENGTH:
            raise TemplateError(f"it is longer than {MAX_LENGTH:,} characters")
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / _name(tone, kind)
            path.parent.mkdir(parents=True)
            path.write_text(text, "utf-8", errors="replace")
            writer = JinjaWriter(Path(name))
            try:
                letters = examples(kind, self.user)
                return tuple(writer.write(kind, tone=tone, context=letter.context()) for letter in letters)
            except TemplateError as error:
                told = [each.replace(f"{path}, ", "").replace(f"{path}: ", "") for each in error.problems]
                raise TemplateError(told, hint=error.hint) from None

    def keep(self, tone: str, kind: DraftKind, text: str) -> None:
        """Have this one from now on. Raises TemplateError where it goes wrong with an example, or cannot be written."""
        self.tried(tone, kind, text)
        path = self.folder / _name(tone, kind)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = path.with_name(f".{path.name}.part")
            part.unlink(missing_ok=True)
            handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
                stream.write(text)
            part.replace(path)
        except OSError as error:
            raise TemplateError(f"{path}: cannot be written: {error.strerror or error}") from None

    def back_to_ours(self, tone: str, kind: DraftKind) -> None:
        """Give the user's own up."""
        with suppress(FileNotFoundError):
            (self.folder / _name(tone, kind)).unlink()


def kind_of(tone: str, kind: str) -> DraftKind:
    """The kind of this name, where there are messages of it in this tone. Raises NotFoundError."""
    if tone not in TONES or kind not in tuple(DraftKind):
        raise NotFoundError("there is no such message")
    return DraftKind(kind)


def _name(tone: str, kind: DraftKind) -> str:
    return f"email/{tone}/{kind}.txt.j2"

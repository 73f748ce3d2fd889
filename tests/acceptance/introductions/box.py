"""A drafts folder that fails as it is told, where the user goes on with the messages; what a reader sees there."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from enum import Enum
from html import unescape
from pathlib import Path
from re import sub

from assistant.adapters.files.eml_drafts import EmlFolder
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft
from assistant.errors import DeliveryError
from assistant.ports import Seen


class Crash(BaseException):
    """The process is gone."""


class Fault(Enum):
    """What goes wrong when the drafts folder is written."""

    NONE = "none"
    REFUSED = "the folder refuses"
    BEFORE = "the process ends before the file is written"
    AFTER = "the process ends after the file was written"


@dataclass
class FlakyBox:
    """An EmlFolder that fails as it is told, and a mailbox where it tells what the user did with its messages."""

    folder: EmlFolder
    fault: Fault = Fault.NONE
    seen: dict[str, Seen] = field(default_factory=dict)
    settles = timedelta(0)

    @property
    def name(self) -> str:
        return self.folder.name

    def find(self, draft: Draft) -> str | None:
        if (seen := self.seen.get(draft.id)) and seen.fate is Fate.SENT:
            return "among the sent messages"
        return self.folder.find(draft)

    def look(self, draft: Draft) -> Seen:
        """What has become of a draft."""
        lies = self.folder.find(draft) is not None
        return self.seen.get(draft.id, Seen(fate=Fate.WAITING if lies else Fate.GONE))

    def act(self, laid: "Laid", seen: Seen) -> None:
        """The user sends, changes or deletes a message there."""
        self.seen[laid.draft_id] = seen
        if seen.fate is not Fate.EDITED:
            laid.path.unlink()

    def put(self, draft: Draft) -> str:
        fault, self.fault = self.fault, Fault.NONE
        if fault is Fault.REFUSED:
            raise DeliveryError("the folder is full")
        if fault is Fault.BEFORE:
            raise Crash
        location = self.folder.put(draft)
        if fault is Fault.AFTER:
            raise Crash
        return location


@dataclass(frozen=True)
class Laid:
    """A message in the drafts folder, as a mail program reads it."""

    path: Path
    draft_id: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    html: str

    @property
    def shown(self) -> str:
        """Everything that a reader gets to see, headers too, but for who it is from."""
        return "\n".join((*self.to, *self.cc, self.subject, self.text, unescape(sub(r"<[^>]*>", " ", self.html))))


def read_laid(path: Path) -> Laid:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert isinstance(message, EmailMessage)

    def people(header: str) -> tuple[str, ...]:
        return tuple(f"{who.display_name} <{who.addr_spec}>" for who in (message[header] or _Nobody()).addresses)

    def part(kind: str) -> str:
        body = message.get_body((kind,))
        assert body is not None
        return str(body.get_content())

    return Laid(
        path=path,
        draft_id=str(message["X-Followup-Draft"]),
        to=people("To"),
        cc=people("Cc"),
        subject=str(message["Subject"]),
        text=part("plain"),
        html=part("html"),
    )


class _Nobody:
    addresses = ()


def gives_away(text: str, secrets: Iterable[str]) -> list[str]:
    """Which of the secrets a human reader of `text` sees; a cruder reading than the one under test."""
    plain = _bare(text) + ("\n" + _bare(text)[::-1] if "\u202e" in text else "")
    words = f" {sub(r'[^a-z0-9]+', ' ', plain)} "
    return [secret for secret in secrets if f" {_bare(secret)} " in words or ("." in secret and secret in plain)]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Mn"))

"""A folder of documents in their native formats, with a `labels.jsonl` beside them that says what they hold."""

import email
import email.policy
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from assistant.adapters.formats.plain_text import shown
from assistant.domain.scoring import Label, Labelled, TrapLabel, normalised
from assistant.errors import SourceError

LABELS = "labels.jsonl"
FORMAT = '{"doc": "0007.eml", "user": "me@firm.example", "mentions": [], "traps": []}'


class Named(Protocol):
    """What stands in a line: of a document, with its name."""

    @property
    def name(self) -> str:
        """The document's name."""


T = TypeVar("T", bound=Named)


class _Row(msgspec.Struct, frozen=True):
    doc: str
    mentions: tuple[Label, ...]
    user: str = ""
    traps: tuple[TrapLabel, ...] = ()


def read_labels(folder: Path) -> list[Labelled]:
    """Every labelled document of the folder, in the order of the lines.

    Raises SourceError naming each line that is broken and each document that is missing, with the reason.
    """
    return list(read_lines(folder, _labelled, FORMAT).values())


def read_lines(folder: Path, parse: Callable[[Path, str], T], form: str) -> dict[str, T]:
    """What `parse` makes of each line of the folder's labels, by the document's name; `form` shows how a line looks.

    Raises SourceError naming each line for which `parse` raised ValueError or OSError, with the reason.
    """
    file = folder / LABELS
    hint = f"one line a document: {form}"
    try:
        lines = file.read_text("utf-8").split("\n")  # a line of JSON may hold other breaks
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SourceError(f"{shown(file)}: it cannot be read: {reason}", hint=hint) from None
    labelled: dict[str, T] = {}
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = parse(folder, line)
            if document.name in labelled:
                raise ValueError(f"{document.name} was named before")
            labelled[document.name] = document
        except (ValueError, OSError) as error:  # msgspec's errors are ValueErrors
            faults.append(f"{shown(file)}, line {number}: {error}")
    if not labelled and not faults:
        faults.append(f"{shown(file)}: it names no document")
    if faults:
        raise SourceError(faults, hint=hint)
    return labelled


def document_in(folder: Path, name: str) -> Path:
    """A document of the folder. Raises ValueError where there is none of this name in it."""
    path = folder / name
    if Path(name).name != name:
        raise ValueError(f"{name}: a document lies in the folder itself")
    if not path.is_file():
        raise ValueError(f"{name}: there is no such document")
    return path


def _labelled(folder: Path, line: str) -> Labelled:
    row = msgspec.json.decode(line, type=_Row)
    path = document_in(folder, row.doc)
    try:
        text = normalised(_text(path))
    except (UnicodeDecodeError, LookupError):
        raise ValueError(f"{row.doc}: its signs cannot be decoded") from None
    return Labelled(name=row.doc, user=row.user, text=text, labels=row.mentions, traps=row.traps)


def _text(path: Path) -> str:
    """All readable words of a document, quoted ones and all: distances between labels and mentions are counted in it.

    On purpose it is not what the reader makes of the document: nobody marks their own work.
    """
    raw = path.read_bytes()
    if path.suffix == ".eml":
        return "\n".join(_parts(raw))
    text = raw.decode("utf-8")
    if path.suffix == ".ics":
        folded = re.sub(r"\r?\n[ \t]", "", text)
        return folded.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
    if path.suffix in (".vtt", ".srt"):
        return re.sub(r"^\d+$|^.*-->.*$|</?v[^>]*>", " ", text, flags=re.M)
    return text


def _parts(raw: bytes) -> Iterator[str]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    yield str(message["subject"] or "")
    for part in message.walk():
        if part.get_content_maintype() == "text":
            content = str(part.get_content())
            is_html = part.get_content_subtype() == "html"
            yield html.unescape(re.sub(r"<[^>]+>", " ", content)) if is_html else content

"""Any supported file or folder, read once: what `assistant extract` looks at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, tzinfo
from pathlib import Path

from assistant.adapters.files.calendar import MAX_FILE
from assistant.adapters.files.folder import File, file_at, files_under, unreadable
from assistant.adapters.files.mail import MaildirSource, MboxSource
from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.formats.message import MAX_MESSAGE, read_message
from assistant.adapters.formats.note import MAX_NOTE, read_note
from assistant.adapters.formats.note import SUFFIXES as NOTES
from assistant.adapters.formats.plain_text import shown
from assistant.domain.documents import Content
from assistant.domain.time import Clock, utc_now
from assistant.errors import ItemError, SourceError
from assistant.ports import Failed, Found

SUFFIXES = NOTES | {".eml", ".mbox", ".ics"}
SOURCE = "files"
_WINDOW = timedelta(days=90)


def contents_of(path: Path, *, zone: tzinfo, clock: Clock = utc_now) -> Iterator[Content | Failed]:
    """Every document in a file, a Maildir, or a folder with all below it, in the order of the files' names.

    Each document's `locator` is the path of its file. In a folder, files of other kinds are passed over; one that is
    named itself is a failure.
    """
    try:
        yield from _found(path, zone, clock)
    except OSError as error:
        yield unreadable(path, error)


def _found(path: Path, zone: tzinfo, clock: Clock) -> Iterator[Content | Failed]:
    if not path.exists():
        yield Failed(locator=shown(path), error=ItemError("there is no such file"))
    elif (path / "cur").is_dir():
        yield from _mailbox(MaildirSource(name=SOURCE, path=path), shown(path))
    elif path.is_file() and path.suffix.lower() not in SUFFIXES:
        kinds = " ".join(sorted(SUFFIXES))
        yield Failed(locator=shown(path), error=ItemError(f"no document of a known kind ({kinds})"))
    else:
        for file in _listed(path):
            yield from [file] if isinstance(file, Failed) else _contents(file, zone, clock)


def _listed(path: Path) -> Iterator[File | Failed]:
    if path.is_file():
        yield file_at(path, path.name)
        return
    try:
        yield from files_under(path, SUFFIXES)
    except SourceError as error:
        yield Failed(locator=shown(path), error=ItemError(error.problems))


def _contents(file: File, zone: tzinfo, clock: Clock) -> Iterator[Content | Failed]:
    suffix, locator = file.path.suffix.lower(), shown(file.path)
    try:
        if suffix == ".mbox":
            yield from _mailbox(MboxSource(name=SOURCE, path=file.path), locator)
        elif suffix == ".eml":
            yield read_message(file.content(MAX_MESSAGE), source=SOURCE, locator=locator, fallback=file.modified_at)
        elif suffix == ".ics":
            now = clock()
            reader = CalendarReader(source=SOURCE, zone=zone, start=now - _WINDOW, end=now + _WINDOW)
            for item in reader.read(file.content(MAX_FILE), locator):
                yield item if isinstance(item, Failed) else _at(item, locator)
        else:
            raw = file.content(MAX_NOTE)
            yield read_note(raw, key=file.key, source=SOURCE, locator=locator, zone=zone, modified=file.modified_at)
    except ItemError as error:
        yield Failed(locator=locator, error=error)
    except OSError as error:
        yield unreadable(file.path, error)


def _mailbox(source: MboxSource | MaildirSource, locator: str) -> Iterator[Content | Failed]:
    try:
        for change in source.changes(None):
            if isinstance(change, Found):
                yield change.content
            elif isinstance(change, Failed):
                yield change
    except SourceError as error:
        yield Failed(locator=locator, error=ItemError(error.problems))


def _at(content: Content, locator: str) -> Content:
    return replace(content, document=replace(content.document, locator=locator))

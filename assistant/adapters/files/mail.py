"""Mail that lies in files: mbox, Maildir, and folders of .eml."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, cast

from assistant.adapters.files.folder import (
    CHECKPOINT,
    File,
    count_under,
    emptied,
    file_at,
    files_under,
    folder_changes,
    missing,
    reaches_back,
    readable,
    since_mark,
    unreadable,
    wanted,
)
from assistant.adapters.files.mbox import Piece, split
from assistant.adapters.formats.message import MAX_MESSAGE, read_message
from assistant.adapters.formats.plain_text import digest_of, shown
from assistant.domain.documents import Content
from assistant.errors import ItemError, SourceError
from assistant.ports import Change, Cursor, Failed, Found, Reached

SUFFIXES = frozenset([".eml"])
MAX_COUNTED = 2 << 30  # bytes
SAMPLE = 4_096  # bytes at either end by which an mbox is known again
_UNREAD_FOLDERS = frozenset(
    ["drafts", "trash", "deleted messages", "deleted items", "junk", "spam", "outbox", "templates"]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MboxSource:
    """One mbox file. What was appended is read from there; a file that was rewritten is read anew."""

    name: str
    path: Path

    def size(self) -> int | None:
        """How many messages there are, by their first lines; None where it cannot look, or not in a moment."""
        try:
            if not self.path.is_file() or self.path.stat().st_size > MAX_COUNTED:
                return None
            with self.path.open("rb") as stream:
                return sum(block.count(b"\nFrom ") for block in iter(lambda: stream.read(1 << 20), b"")) + 1
        except OSError:
            return None

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new since `cursor`, in the order of the file. Mail that was deleted from it is not told."""
        held = _number(cursor, "count")
        with readable(self.path):
            if not self.path.is_file():
                raise emptied(self.name, self.path, held, "messages") if held else missing(self.path)
            with self.path.open("rb") as stream:
                yield from self._read(stream, cursor, held, since)

    def _read(self, stream: BinaryIO, cursor: Cursor | None, held: int, since: date | None) -> Iterator[Change]:
        status = os.fstat(stream.fileno())
        if status.st_size == 0 and held:
            raise emptied(self.name, self.path, held, "messages")
        fallback = datetime.fromtimestamp(status.st_mtime, UTC)
        offset, count = _resumed(stream, None if reaches_back(cursor, since) else cursor, status.st_size)
        made_with = {"since": since_mark(since)}
        last: Piece | None = None
        stream.seek(offset)
        for piece in split(stream):
            if not piece.is_mail:
                if offset == 0 and count == 0 and piece.end == status.st_size:
                    raise SourceError(f"{shown(self.path)} is no mbox: no line of it begins with 'From '")
                yield Failed(
                    locator=f"{shown(self.path)}, start", error=ItemError("this lies before the first message")
                )
                continue
            count += 1
            yield from _mail(piece.raw, self.name, f"{shown(self.path)}, message {count}", fallback, since)
            if count % CHECKPOINT == 0:
                yield Reached(cursor=_mark(self.path, piece, count) | made_with)
            last = piece
        yield Reached(cursor=(_mark(self.path, last, count) if last else dict(cursor or {})) | made_with)


@dataclass(frozen=True, kw_only=True, slots=True)
class EmlFolderSource:
    """Every .eml file below a folder. Mail that was deleted from it is not told."""

    name: str
    path: Path

    def size(self) -> int | None:
        """How many files there are; None where it cannot look."""
        return count_under(self.path, SUFFIXES)

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new or changed since `cursor`, in the order of the files' names."""
        return folder_changes(
            name=self.name,
            root=self.path,
            files=files_under(self.path, SUFFIXES),
            read=self._read,
            cursor=cursor,
            since=since,
            what="mail files",
            tells_gone=False,
        )

    def _read(self, file: File) -> Iterator[Content]:
        raw = file.content(MAX_MESSAGE)
        yield read_message(raw, source=self.name, locator=shown(file.path), fallback=file.modified_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class MaildirSource:
    """A Maildir with its sub-folders, drafts, trash and junk left out. A message is known by its file's name."""

    name: str
    path: Path

    def size(self) -> int | None:
        """How many messages there are; None where it cannot look."""
        try:
            return sum(1 for _ in self._files())
        except OSError:
            return None

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new since `cursor`, in the order of delivery within each folder."""
        before = set(cast(list[str], (cursor or {}).get("names", [])))
        with readable(self.path):
            files = self._listed(len(before))
        done = set() if reaches_back(cursor, since) else before & {name for name, _ in files}
        for count, (name, path) in enumerate([each for each in files if each[0] not in done], start=1):
            file = file_at(path, name)
            if isinstance(file, Failed):
                yield file
                continue
            try:
                yield from self._message(file, since)
            except OSError as error:  # may be mended without a new name, so it is not remembered
                yield unreadable(path, error)
                continue
            done.add(name)
            if count % max(CHECKPOINT, len(done) // 4) == 0:  # writing the cursor costs as much as it holds
                yield Reached(cursor={"names": sorted(done), "since": since_mark(since)})
        yield Reached(cursor={"names": sorted(done), "since": since_mark(since)})

    def _message(self, file: File, since: date | None) -> Iterator[Change]:
        raw = file.content(MAX_MESSAGE) if file.size <= MAX_MESSAGE else None
        yield from _mail(raw, self.name, shown(file.path), file.modified_at, since)

    def _listed(self, held: int) -> list[tuple[str, Path]]:
        if not (self.path / "cur").is_dir() and not (self.path / "new").is_dir():
            if held:
                raise emptied(self.name, self.path, held, "messages")
            if not self.path.exists():
                raise missing(self.path)
            raise SourceError(f"{shown(self.path)} is no Maildir: it has no folder 'cur'")
        files = list(self._files())
        if held and not files:
            raise emptied(self.name, self.path, held, "messages")
        return files

    def _files(self) -> Iterator[tuple[str, Path]]:
        """Every message: its name, which stays the same while flags change and it moves from new to cur; its path."""
        for folder in [self.path, *sorted(self.path.glob(".*"))]:
            if folder != self.path and _UNREAD_FOLDERS & {part.lower() for part in folder.name.split(".")}:
                continue
            boxes = [folder / box for box in ("cur", "new") if (folder / box).is_dir()]
            paths = [path for box in boxes for path in box.iterdir() if not path.name.startswith(".")]
            prefix = "" if folder == self.path else folder.name + "/"
            for path in sorted(paths, key=lambda path: path.name):
                yield prefix + path.name.partition(":2,")[0], path


def _mail(raw: bytes | None, source: str, locator: str, fallback: datetime, since: date | None) -> Iterator[Change]:
    try:
        if raw is None:
            raise ItemError(f"this mail is larger than {MAX_MESSAGE // 1_000_000} MB")
        content = read_message(raw, source=source, locator=locator, fallback=fallback)
    except ItemError as error:
        yield Failed(locator=locator, error=error)
    else:
        if wanted(content, since):
            yield Found(content=content)


def _mark(path: Path, last: Piece, count: int) -> dict[str, object]:
    """How an mbox that was read up to `last` is known again."""
    with path.open("rb") as stream:
        head, tail = _samples(stream, last.end)
    return {"offset": last.end, "last": last.start, "count": count, "head": head, "tail": tail}


def _samples(stream: BinaryIO, offset: int) -> tuple[str, str]:
    stream.seek(0)
    head = stream.read(min(SAMPLE, offset))
    stream.seek(max(0, offset - SAMPLE))
    return digest_of(head), digest_of(stream.read(min(SAMPLE, offset)))


def _resumed(stream: BinaryIO, cursor: Cursor | None, size: int) -> tuple[int, int]:
    """Where to go on, and how many messages lie before it."""
    offset, count = _number(cursor, "offset"), _number(cursor, "count")
    if not cursor or offset > size or _samples(stream, offset) != (cursor.get("head"), cursor.get("tail")):
        return 0, 0
    stream.seek(offset)
    if size > offset and not stream.read(5).startswith(b"From "):  # the last message was still being written
        return _number(cursor, "last"), count - 1
    return offset, count


def _number(cursor: Cursor | None, name: str) -> int:
    value = (cursor or {}).get(name, 0)
    return value if isinstance(value, int) else 0

"""Folders of files as sources: which files are new, changed or gone since the last pass."""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

from assistant.adapters.formats.plain_text import digest_of, shown
from assistant.domain.documents import Content, Medium
from assistant.domain.time import Clock, utc_now
from assistant.errors import ItemError, SourceError
from assistant.ports import Change, Cursor, Failed, Found, Gone, Reached, Settled

CHECKPOINT = 500  # items between two cursors

Item = Content | Failed


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file as its folder lists it; `key` is its path below the folder, with slashes."""

    path: Path
    key: str
    size: int
    modified: int  # nanoseconds since 1970

    @property
    def modified_at(self) -> datetime:
        """When the file was last written."""
        return datetime.fromtimestamp(self.modified / 1e9, UTC)

    def content(self, limit: int) -> bytes:
        """All bytes. Raises ItemError where there are more than `limit`, OSError where they cannot be read."""
        if self.size > limit:
            raise ItemError(f"this file is larger than {limit // 1_000_000} MB")
        with self.path.open("rb") as stream:
            return stream.read(limit)


def files_under(root: Path, suffixes: Collection[str]) -> Iterator[File | Failed]:
    """The regular files below `root`, or `root` itself where it is one, in the order of their names.

    Hidden ones and lock files of word processors (`~$…`) are passed over, and links to folders are not followed.
    Raises SourceError where a folder cannot be listed.
    """
    with readable(root):
        if root.is_file():
            yield file_at(root, root.name)
            return
        for folder, folders, names in os.walk(root, onerror=_refuse):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if not name.startswith((".", "~$")) and path.suffix.lower() in suffixes:
                    yield file_at(path, path.relative_to(root).as_posix())


def count_under(root: Path, suffixes: Collection[str]) -> int | None:
    """How many files `files_under` gives; None where it cannot look."""
    try:
        return sum(1 for _ in files_under(root, suffixes))
    except SourceError:
        return None


def file_at(path: Path, key: str) -> File | Failed:
    """The file as it lies there, or why it cannot be read."""
    try:
        found = path.stat()
    except OSError as error:
        return unreadable(path, error)
    if not stat.S_ISREG(found.st_mode):
        return Failed(locator=shown(path), error=ItemError("this is no ordinary file"))
    return File(path=path, key=key, size=found.st_size, modified=found.st_mtime_ns)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Makes a SourceError of what the operating system has against reading `path`."""
    try:
        yield
    except OSError as error:
        where = shown(Path(error.filename or path))
        raise SourceError(f"{where} cannot be read: {error.strerror or type(error).__name__}") from error


def unreadable(path: Path, error: OSError) -> Failed:
    """What the operating system has against reading a file."""
    return Failed(locator=shown(path), error=ItemError(f"cannot be read: {error.strerror or type(error).__name__}"))


def emptied(name: str, path: Path, held: int, what: str) -> SourceError:
    """The refusal to believe that everything is gone."""
    state = "is empty" if path.exists() else "is not there"
    return SourceError(
        f"{shown(path)} {state}, it held {held:,} {what} before; nothing was changed",
        hint=f'if that is right, give the source "{name}" another name in the configuration',
    )


def missing(path: Path) -> SourceError:
    """The source that was never there."""
    return SourceError(f"{shown(path)} is not there", hint="correct the path in the configuration")


def folder_changes(
    *,
    name: str,
    root: Path,
    files: Iterable[File | Failed],
    read: Callable[[File], Iterable[Item]],
    cursor: Cursor | None,
    since: date | None = None,
    what: str = "files",
    tells_gone: bool = True,
    stamp: str = "",
    clock: Clock = utc_now,
) -> Iterator[Change]:
    """What has changed below `root` since `cursor`.

    A file whose size and time are as before is not opened; one that is read again gives only the documents in it that
    differ. `stamp` stands for whatever else the reading depends on: another one has all files read again, as has an
    earlier `since`.
    """
    cursor = cursor or {}
    before = dict(cast(Mapping[str, list[object]], cursor.get("files", {})))
    as_before = cursor.get("stamp", "") == stamp and not reaches_back(cursor, since)
    with readable(root):
        if not root.exists():
            raise emptied(name, root, len(before), what) if before else missing(root)
        listed = list(files)
    if before and not listed:
        raise emptied(name, root, len(before), what)
    done = dict(before)
    for key in before.keys() - {file.key for file in listed if isinstance(file, File)}:
        if not any(isinstance(file, Failed) and file.locator == shown(root / key) for file in listed):
            del done[key]
    count = 0
    for file in listed:
        if isinstance(file, Failed):
            yield file
            continue
        known = before.get(file.key)
        if known and as_before and known[:2] == [file.size, file.modified]:
            continue
        documents = dict(cast(Mapping[str, list[str]], known[2] if known else {}))
        read_now: dict[str, list[str]] = {}
        failed = False
        try:
            for item in read(file):
                if isinstance(item, Failed):
                    failed = True
                    yield item
                    continue
                document = item.document
                given, signature = documents.get(document.id, [""])[0], signature_of(item)
                is_wanted = wanted(item, since)
                read_now[document.id] = [signature if is_wanted else given, _until(item)]
                if given != signature and is_wanted:
                    yield Found(content=item)
        except ItemError as error:
            failed = True
            yield Failed(locator=shown(file.path), error=error)
        except OSError as error:  # may be mended without the file's time changing, so it is not remembered
            yield unreadable(file.path, error)
            continue
        # a file that has become unreadable in part keeps what was known of it
        done[file.key] = [file.size, file.modified, {**documents, **read_now} if failed else read_now]
        count += 1
        if count % max(CHECKPOINT, len(done) // 4) == 0:  # writing the cursor costs as much as it holds
            half_way = {
                "stamp": cursor.get("stamp", "") if before else stamp,
                "since": max(since_mark(since), str(cursor.get("since", "")) if before else ""),
            }
            yield Reached(cursor={"files": {**before, **done}, **half_way})
    yield from (Settled(locator=shown(root / key)) for key in sorted(before.keys() - done.keys()))
    if tells_gone:
        now = clock().astimezone(UTC).isoformat()
        left = _ids(done)
        for known_id, until in _ids(before).items():
            if known_id not in left and (not until or until > now):
                yield Gone(document_id=known_id)
    yield Reached(cursor={"files": done, "stamp": stamp, "since": since_mark(since)})


def since_mark(since: date | None) -> str:
    """How a cursor keeps the day that it was made with: texts in the order of the days, empty for none."""
    return since.isoformat() if since else ""


def reaches_back(cursor: Cursor | None, since: date | None) -> bool:
    """Whether documents are wanted by now that were left out when `cursor` was made."""
    return since_mark(since) < str((cursor or {}).get("since", ""))


def wanted(content: Content, since: date | None) -> bool:
    """Whether a document, or a meeting that it announces, is no older than `since`."""
    return since is None or any(
        moment.date() >= since for moment in (content.document.when, *(meeting.start for meeting in content.meetings))
    )


def signature_of(content: Content) -> str:
    """Another one whenever anything of a document or its meetings has changed."""
    document = content.document
    parts = (document.title, document.author, document.listeners, document.digest, content.meetings)
    return digest_of(repr(parts))[:16]


def _ids(files: Mapping[str, list[object]]) -> dict[str, str]:
    marks = (cast(Mapping[str, list[str]], file[2]) for file in files.values())
    return {key: mark[1] for each in marks for key, mark in each.items()}


def _until(content: Content) -> str:
    """Until when the loss of a document means that it was taken back: an entry of the past did take place."""
    if content.document.medium is not Medium.CALENDAR:
        return ""
    return max((meeting.end.astimezone(UTC).isoformat() for meeting in content.meetings), default="0")


def _refuse(error: OSError) -> None:
    raise error

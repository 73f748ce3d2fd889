"""Laying a message down as one file: whole or not at all, once, and never over another."""

import contextlib
import errno
import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import timedelta
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from assistant.adapters.formats.mime import MARKER, message_id
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant
from assistant.errors import DeliveryError

HEADER_BYTES = 65_536  # more than the headers of any message of ours
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
ADVICE = {
    errno.ENOSPC: "free some space there",
    errno.EDQUOT: "free some space there",
    errno.EROFS: "it is read-only: make it writable, or set another drafts folder",
    errno.EACCES: "make it writable for you, or set another drafts folder",
    errno.EPERM: "make it writable for you, or set another drafts folder",
    errno.ENOTDIR: "a part of this path is a file: set another drafts folder",
    errno.EEXIST: "something else has this name: move it away, or set another drafts folder",
}


def lay_down(data: bytes, target: Path, *, by_way_of: Path) -> None:
    """Write `data` to `target`, where it appears whole, readable for its owner only.

    `by_way_of` is a folder of the same file system. Raises OSError, also where `target` holds something else already;
    then nothing of `data` is left.
    """
    handle, name = tempfile.mkstemp(dir=by_way_of, prefix=".followup-", suffix=".tmp")  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _publish(temporary, target, data)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    _sync(target.parent)


def _publish(temporary: Path, target: Path, data: bytes) -> None:
    """Give the file its name. A link never overwrites; where the file system knows none, a rename after a look."""
    try:
        os.link(temporary, target)
    except OSError as error:
        if target.exists():
            if target.read_bytes() != data:  # else another run was faster
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        elif error.errno in NO_LINKS:
            temporary.rename(target)
        else:
            raise


def _sync(folder: Path) -> None:
    """Make the new name survive a power cut, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def marked(draft: Draft, sender: Participant, files: Iterable[Path]) -> tuple[Path | None, Path | None]:
    """Among `files`, the message of this draft, and one that holds an earlier text of it.

    A message whose id is no longer ours was saved by a mail program: it counts as the draft's.
    """
    stale = None
    for path in files:
        try:
            with path.open("rb") as file:
                headers = BytesHeaderParser(policy=policy.compat32).parsebytes(file.read(HEADER_BYTES))
        except (FileNotFoundError, IsADirectoryError):  # gone in between, or no message
            continue
        if str(headers.get(MARKER, "")).strip() != draft.id:
            continue
        found = str(headers.get("Message-ID", "")).strip()
        if found.startswith(f"<{draft.id}.") and found != message_id(draft, sender):
            stale = path
        else:
            return path, None
    return None, stale


def failed(folder: Path, error: OSError) -> DeliveryError:
    """What went wrong in the folder, and what to do."""
    advice = ADVICE.get(error.errno or 0, "see that the folder can be written")
    return DeliveryError(f"{folder}: {error.strerror or error}", hint=f"{advice}; then deliver again")


class DraftFolder(ABC):
    """A drafts box that keeps each message in a file of its own. Subclasses say how a message is written, and where."""

    settles = timedelta(0)

    def __init__(self, path: Path, sender: Participant) -> None:
        self.path = path
        self.sender = sender

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self.path)

    def find(self, draft: Draft) -> str | None:
        """The file that holds this draft's message, even where the user renamed it."""
        found, _ = self._look(draft)
        return str(found) if found else None

    def put(self, draft: Draft) -> str:
        """Lay the message down and give the file's path; nothing happens where it lies there already.

        Raises DeliveryError, and ConsentError for a text that was not approved.
        """
        data = self.written(draft)
        found, stale = self._look(draft)
        if found:
            return str(found)
        if stale:
            raise DeliveryError(
                f"{stale}: an earlier text of {draft.id} lies there",
                hint="delete it, or send it and discard the draft; then deliver again",
            )
        target, by_way_of = self.target(draft)
        try:
            for folder in (self.path, by_way_of, target.parent, *self.beside()):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lay_down(data, target, by_way_of=by_way_of)
        except OSError as error:
            raise failed(self.path, error) from error
        return str(target)

    @abstractmethod
    def written(self, draft: Draft) -> bytes:
        """The message as the file will hold it."""

    @abstractmethod
    def target(self, draft: Draft) -> tuple[Path, Path]:
        """The file it will be, and the folder in which it is written first. The same draft gives the same file."""

    def beside(self) -> Iterable[Path]:
        """Folders that must be there as well."""
        return ()

    @abstractmethod
    def files(self) -> Iterable[Path]:
        """Every message there is by now."""

    def _look(self, draft: Draft) -> tuple[Path | None, Path | None]:
        """The draft's message, and one with an earlier text of it."""
        try:
            return marked(draft, self.sender, self.files())
        except OSError as error:
            raise failed(self.path, error) from error

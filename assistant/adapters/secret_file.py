"""Secrets in a file that only its owner can read, for machines without a keyring."""

import json
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.adapters.formats.plain_text import shown
from assistant.errors import UserError
from assistant.ports import Check

FILE = "secrets.json"
LOCK = "secrets.lock"
WAIT = 20.0  # seconds for another process, which needs milliseconds
AGAIN = "remove it, then connect the accounts again: assistant connect"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes, and other threads, from the secrets of a data folder meanwhile.

    The lock is the operating system's, so that it ends with the process. Raises UserError where it cannot be had.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=WAIT, mode=0o600)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise UserError(
            f"another run of the assistant is busy with the passwords in {shown(folder)}",
            hint="let it finish or end it, then try again",
        ) from None
    except (OSError, NotImplementedError) as error:
        raise _unwritable(folder / LOCK, error) from None
    try:
        yield
    finally:
        lock.release()


class FileSecrets:
    """Secrets in a file that only its owner can read; not encrypted."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    @property
    def place(self) -> str:
        """Where they lie, in words, with the warning that belongs to it."""
        return (
            f"the file {shown(self._path)}, which is not encrypted: nobody else with an account on this machine can "
            "read it, but whoever copies the disk or a backup can"
        )

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises UserError where the file cannot be read."""
        if not os.path.lexists(self._path):
            return None
        with alone(self._path.parent):
            return self._read().get(name)

    def put(self, name: str, value: str) -> None:
        """Keep a secret. Raises UserError where it cannot be written."""
        with alone(self._path.parent):
            self._write({**self._read(), name: value})

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there. Raises UserError where the file cannot be written."""
        if not os.path.lexists(self._path):
            return
        with alone(self._path.parent):
            kept = self._read()
            if kept.pop(name, None) is not None:
                self._write(kept)

    def checks(self) -> Iterator[Check]:
        """Whether the file is its owner's alone."""
        problem, hint = self._opened_to()
        yield Check(what=f"passwords lie in {self.place}", problem=problem, hint=hint)

    def _opened_to(self) -> tuple[str, str]:
        """To whom the file lies open, and how that is mended; empty where it lies open to nobody."""
        if not os.path.lexists(self._path) or os.name == "nt":  # there, the profile's folder keeps others out
            return "", ""
        path = shown(self._path)
        found, folder = self._path.lstat(), self._path.parent.stat()
        if stat.S_ISLNK(found.st_mode):
            return "it is a link to another place, and is not used", AGAIN
        if found.st_uid != os.getuid():
            return "the file belongs to somebody else", AGAIN
        if found.st_mode & 0o077:
            return "others on this machine may read it", f"chmod 600 '{path}', and change the passwords in it"
        if folder.st_mode & 0o022:
            return "others may put another file in its place", f"chmod 700 '{shown(self._path.parent)}'"
        return "", ""

    def _read(self) -> dict[str, str]:
        if self._path.is_symlink():
            raise UserError(f"{shown(self._path)} is a link to another place, and is not used", hint=AGAIN)
        try:
            raw = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UserError(f"{shown(self._path)} cannot be read ({type(error).__name__})", hint=AGAIN) from None
        return {str(name): str(value) for name, value in raw.items()} if isinstance(raw, dict) else {}

    def _write(self, kept: Mapping[str, str]) -> None:
        folder = self._path.parent
        try:
            folder.chmod(0o700)
            handle, fresh = tempfile.mkstemp(prefix=f".{FILE}.", dir=folder)  # made for its owner alone: 0600
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    json.dump(kept, stream)
                    stream.flush()
                    os.fsync(stream.fileno())
                Path(fresh).replace(self._path)
            except BaseException:
                with suppress(OSError):
                    Path(fresh).unlink()
                raise
        except OSError as error:
            raise _unwritable(self._path, error) from None


def _unwritable(path: Path, error: Exception) -> UserError:
    why = getattr(error, "strerror", "") or type(error).__name__
    hint = "free some space, or correct the permissions of the folder"
    return UserError(f"{shown(path)} cannot be written: {why}", hint=hint)

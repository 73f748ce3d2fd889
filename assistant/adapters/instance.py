"""That only one agent works on a data folder: a lock that goes with the process, however it ends."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.domain.jobs import Running
from assistant.errors import StoreError, UserError

GRACE = 1.0  # seconds: whoever only looks holds the lock for a moment


@contextmanager
def only_instance(folder: Path, running: Running) -> Iterator[None]:
    """Be the only agent of the data folder. Raises UserError naming the other, StoreError where nothing can be written.

    Who runs stands in a file of its own, since a locked file can be read by nobody on Windows.
    """
    lock = _lock(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire(timeout=GRACE)
    except Timeout:
        raise UserError(_told(_noted(folder), folder), hint="see how it is doing: assistant run --status") from None
    except OSError as error:
        raise StoreError(f"{folder}: it cannot be written: {error.strerror}") from error
    try:
        _note(folder, running)
        yield
    finally:
        with suppress(OSError):
            _path(folder).unlink(missing_ok=True)
        lock.release()


def running_instance(folder: Path) -> Running | None:
    """The agent that works on a data folder; None where there is none."""
    if not folder.is_dir():
        return None
    lock = _lock(folder)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _noted(folder)
    except OSError:  # a folder that may not be written
        return None
    lock.release()
    return None


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / "agent.lock", mode=0o600)


def _path(folder: Path) -> Path:
    return folder / "agent.json"


def _note(folder: Path, running: Running) -> None:
    kept = {"pid": running.pid, "since": running.since.isoformat(), "page": running.page}
    part = folder / "agent.json.part"
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(kept, file)
    part.replace(_path(folder))


def _noted(folder: Path) -> Running | None:
    """Who holds the lock; None for the moment in which it is being written."""
    try:
        kept = json.loads(_path(folder).read_text("utf-8"))
        return Running(pid=int(kept["pid"]), since=datetime.fromisoformat(kept["since"]), page=str(kept["page"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _told(running: Running | None, folder: Path) -> str:
    if running is None:
        return f"the assistant runs already on {folder}"
    return f"the assistant runs already on {folder}: process {running.pid}, since {running.since:%Y-%m-%d %H:%M}"

"""Copies of the store: made while it is in use, put back without losing what was there."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from assistant.errors import StoreError


def backup(store: Path, file: Path) -> None:
    """Copy the store into `file` (readable by nobody else), consistent even while others write.

    Raises StoreError where there is no store yet, or `file` exists or cannot be written.
    """
    if not store.exists():
        raise StoreError(f"{store}: there is nothing to back up yet", hint="assistant sync")
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(f"{file}: exists already", hint="choose another name") from None
    except OSError as error:
        raise StoreError(f"{file}: cannot be written: {error.strerror}") from None
    try:
        with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        file.unlink(missing_ok=True)
        raise StoreError(f"{file}: the backup failed: {error}") from None


def restore(file: Path, store: Path) -> Path | None:
    """Put the backup `file` in the store's place; gives where the store that was there lies now, if there was one.

    Raises StoreError where `file` is no whole backup; then nothing is changed.
    """
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
            if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise StoreError(f"{file}: is damaged")
            store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside = _move_aside(store)
            os.close(os.open(store, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with closing(sqlite3.connect(store)) as target:
                source.backup(target)
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{file}: is no backup of ours: {error}") from None
    return aside


def _move_aside(store: Path) -> Path | None:
    """Fold the store's write-ahead log into it, and rename it with the time."""
    if not store.exists():
        return None
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = store.with_name(f"{store.stem}-{datetime.now().astimezone():%Y%m%d-%H%M%S}{store.suffix}")
    store.rename(aside)
    for left in (store.with_name(store.name + "-wal"), store.with_name(store.name + "-shm")):
        left.unlink(missing_ok=True)
    return aside

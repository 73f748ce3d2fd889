"""Copies of the store: made while it is in use, put back without losing what was there."""

import re
from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from assistant.adapters.store.migrations import MIGRATIONS, schema_version
from assistant.adapters.store.sqlite_file import SQLiteFile
from assistant.adapters.store.sqlite_schema import quoted, table_names
from assistant.errors import StoreError

_OF_A_DAY = re.compile(r"-\d{4}-\d\d-\d\d\.\w+")


def backup(store: Path, file: Path) -> None:
    """Copy the store into `file` (readable by nobody else), consistent even while others write.

    Raises StoreError where there is no store yet, or `file` exists or cannot be written.
    """
    if not store.exists():
        raise StoreError(f"{store}: there is nothing to back up yet", hint="assistant sync")
    if file.exists():
        raise StoreError(f"{file}: exists already", hint="choose another name")
    _copy(store, file)


def backup_of_day(store: Path, folder: Path, day: date, *, keep: int) -> bool:
    """Copy the store into `folder` unless there is a copy of that day, then remove all but the newest `keep`.

    Gives whether one was made. Copies are told by their names; others' files in the folder are left alone. Raises
    StoreError; then no older copy is gone.
    """
    file = folder / f"{store.stem}-{day:%Y-%m-%d}{store.suffix}"
    made = not file.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if made:
            backup(store, file)
        copies = sorted(each for each in folder.iterdir() if _OF_A_DAY.fullmatch(each.name.removeprefix(store.stem)))
        for old in copies[:-keep]:
            old.unlink()
    except OSError as error:
        raise StoreError(f"{folder}: the backups cannot be written: {error.strerror}") from error
    return made


def holds(file: Path) -> dict[str, int]:
    """How many records a copy holds, by table. Raises StoreError, naming the file, where it is no whole one."""
    with closing(_whole(file)) as source:
        return {
            name: source.fetch(f"SELECT count(*) FROM {quoted(name)}")[0][0]  # noqa: S608  our own
            for name in sorted(table_names(source))
        }


def records_naming(file: Path, words: Iterable[str]) -> int:
    """How many records of a copy hold one of these texts, whatever their case. Raises StoreError."""
    wanted = [word.lower() for word in words if word]
    with closing(_whole(file)) as source:
        tables = [f"SELECT data FROM {quoted(name)}" for name in sorted(table_names(source))]  # noqa: S608
        rows = (data for table in tables for (data,) in source.fetch(table))
        return sum(any(word in row.lower() for word in wanted) for row in rows)


def _whole(file: Path) -> SQLiteFile:
    """The copy, opened. Raises StoreError where it is missing, damaged, newer than this version, or no copy of ours."""
    if not file.is_file():
        raise StoreError(f"{file}: there is no such file")
    source = SQLiteFile(file, read_only=True)
    try:
        if source.fetch("PRAGMA integrity_check") != [("ok",)] or not schema_version(source):
            raise StoreError(f"{file}: is damaged, or no backup of ours", hint="choose another backup")
        if schema_version(source) > len(MIGRATIONS):
            raise StoreError(f"{file}: it was written by a newer version", hint="update the assistant")
    except BaseException:
        source.close()
        raise
    return source


def restore(file: Path, store: Path) -> Path | None:
    """Put the backup `file` in the store's place; gives where the store that was there lies now, if there was one.

    Raises StoreError where `file` is no whole backup; then nothing is changed.
    """
    _whole(file).close()
    if not store.exists():
        store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(file, store)
        return None
    aside = store.with_name(f"{store.stem}-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}{store.suffix}")
    try:
        with closing(SQLiteFile(store)) as present:
            present.copy_to(aside)
            present.become(file)
    except StoreError:  # what is there cannot be opened: nobody else can be at work on it either
        aside.unlink(missing_ok=True)
        store.rename(aside)
        for left in (store.with_name(store.name + "-wal"), store.with_name(store.name + "-shm")):
            left.unlink(missing_ok=True)
        _copy(file, store)
    return aside


def _copy(source: Path, target: Path) -> None:
    with closing(SQLiteFile(source, read_only=True)) as file:
        file.copy_to(target)

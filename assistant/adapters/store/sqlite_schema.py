"""The tables of a document store as SQLite sees them: their names, their indexes, and what keeps the indexes true.

A table of documents is (id, data). An index on a path is an index on an expression. An index on the elements of a list
is a table (value, id) of its own, kept by triggers: they live in the file and so hold whoever writes to it.
"""

import re
from collections.abc import Iterable

from assistant.adapters.store.sqlite_file import SQLiteFile
from assistant.adapters.store.sqlite_query import NOT_A_LIST, Path, json_moment, json_path, json_value

# ruff: noqa: S608  names are quoted, paths are plain keys

META = "_meta"
LIST = "_list:"
INDEX = "_index:"


def check_name(name: str) -> None:
    """Raises ValueError for what cannot be the name of a table of documents."""
    if not name or "\0" in name or name == META or name.startswith((LIST, "sqlite_")):
        raise ValueError(f"{name!r} cannot be the name of a table")


def stored(name: str) -> str:
    """A name as the file has it: SQLite ignores the case of names, so a capital `A` is spelled `^a`."""
    return re.sub("[A-Z^]", lambda sign: "^" + sign[0].lower(), name)


def quoted(name: str) -> str:
    """A name as a statement has it."""
    return '"' + stored(name).replace('"', '""') + '"'


def list_table(name: str, path: Path) -> str:
    """The quoted name of the table that indexes the lists at `path` of the table `name`."""
    return quoted(_list_name(name, path))


def moment_index(name: str, path: Path) -> str:
    """The quoted name of the index of the table `name` that holds the moments at `path` by id."""
    return quoted(_moment_name(name, path))


def table_names(file: SQLiteFile) -> set[str]:
    """The tables of documents that the file has."""
    return {name for name in _names(file) if name != META and not name.startswith((LIST, INDEX, "sqlite_"))}


def is_complete(
    file: SQLiteFile, name: str, indexes: Iterable[Path], lists: Iterable[Path], moments: Iterable[Path] = ()
) -> bool:
    """Whether the file has all the indexes of the table; a table that is not there lacks none."""
    wanted = {*(_index_name(name, path) for path in indexes), *(_list_name(name, path) for path in lists)}
    wanted |= {_moment_name(name, path) for path in moments}
    names = _names(file) if wanted else set()
    return name not in names or wanted <= names


def create(
    file: SQLiteFile,
    name: str,
    indexes: Iterable[Path] = (),
    lists: Iterable[Path] = (),
    moments: Iterable[Path] = (),
) -> None:
    """Make the table and whatever indexes of it are not there yet."""
    table = quoted(name)
    with file.transaction():
        file.write(f"CREATE TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY NOT NULL, data TEXT NOT NULL)")
        for path in indexes:
            index = quoted(_index_name(name, path))
            file.write(f"CREATE INDEX IF NOT EXISTS {index} ON {table} ({json_value(path)}, id)")
        for path in moments:
            index = moment_index(name, path)
            file.write(f"CREATE INDEX IF NOT EXISTS {index} ON {table} (id, {json_moment(path)})")
        names = _names(file)
        for path in lists:
            if _list_name(name, path) not in names:
                _index_lists(file, name, path)


def drop(file: SQLiteFile, name: str) -> None:
    """Remove the table with its indexes."""
    with file.transaction():
        file.write(f"DROP TABLE IF EXISTS {quoted(name)}")
        for side in _names(file):
            if side.startswith(LIST) and side.removeprefix(LIST).partition(":")[2] == name:
                file.write(f"DROP TABLE {quoted(side)}")


def _index_lists(file: SQLiteFile, name: str, path: Path) -> None:
    table, side = quoted(name), list_table(name, path)

    def add(row: str, source: str = "") -> str:
        is_list = f"json_type({row}.data, {json_path(path)}) = 'array'"
        return (
            f"INSERT INTO {side} SELECT DISTINCT CASE WHEN {is_list} THEN atom ELSE {NOT_A_LIST} END, {row}.id"
            f" FROM {source} json_each({row}.data, {json_path(path)}) WHERE atom IS NOT NULL OR NOT {is_list}"
        )

    remove = f"DELETE FROM {side} WHERE id = OLD.id"
    file.write(f"CREATE TABLE {side} (value, id TEXT, PRIMARY KEY (value, id)) WITHOUT ROWID")
    file.write(f"CREATE INDEX {quoted(f'{INDEX}id:{_list_name(name, path)}')} ON {side} (id)")
    for event, actions in (
        ("INSERT", add("NEW")),
        ("UPDATE OF data", f"{remove}; {add('NEW')}"),
        ("DELETE", remove),
    ):
        trigger = quoted(f"{_list_name(name, path)}:{event}")
        file.write(f"CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN {actions}; END")
    file.write(add(table, f"{table},"))


def _list_name(name: str, path: Path) -> str:
    return f"{LIST}{'.'.join(path)}:{name}"


def _index_name(name: str, path: Path) -> str:
    return f"{INDEX}{'.'.join(path)}:{name}"


def _moment_name(name: str, path: Path) -> str:
    return f"{INDEX}moment of {'.'.join(path)}:{name}"


def _names(file: SQLiteFile) -> set[str]:
    """The names of all tables and indexes, capitals and all."""
    rows = file.fetch("SELECT name FROM sqlite_master WHERE type IN ('table', 'index')")
    return {re.sub(r"\^(.)", lambda sign: sign[1].upper(), name) for (name,) in rows}

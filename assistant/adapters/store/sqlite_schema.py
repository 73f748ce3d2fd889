"""The tables of a document store as SQLite sees them: their names, their indexes, and what keeps the indexes true.

A table of documents is (id, data). An index on a path is an index on an expression. An index on the elements of a list
is a table (value, at, id) of its own, in which `at` is what the table's rows are ordered by. The words are in a table
of SQLite's own full-text search. Both are kept by triggers: they live in the file and so hold whoever writes to it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.adapters.store.sqlite_file import SQLiteFile
from assistant.adapters.store.sqlite_query import NOT_A_LIST, Order, Path, json_path, json_value

# ruff: noqa: S608  names are quoted, paths are plain keys

META = "_meta"
LIST = "_list:"
INDEX = "_index:"
WORDS = "_words:"
NUMBERS = "_numbers:"
OURS = (LIST, INDEX, WORDS, NUMBERS, "sqlite_")


@dataclass(frozen=True, kw_only=True, slots=True)
class Indexes:
    """What rows of a table are found by.

    `equal` are paths looked up by value, `lists` those of lists looked up by element. With an `order`, all rows, those
    with one value at a path of `grouped`, and those with one element of a list can be read in that order. `words` are
    the paths whose words are searched for, what counts most first.
    """

    equal: tuple[Path, ...] = ()
    lists: tuple[Path, ...] = ()
    order: Order | None = None
    grouped: tuple[Path, ...] = ()
    words: tuple[Path, ...] = ()


def check_name(name: str) -> None:
    """Raises ValueError for what cannot be the name of a table of documents."""
    if not name or "\0" in name or name == META or name.startswith(OURS):
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


def words_tables(name: str) -> tuple[str, str]:
    """The quoted names of the table of words of the table `name`, and of the one that numbers its rows."""
    return quoted(WORDS + name), quoted(NUMBERS + name)


def table_names(file: SQLiteFile) -> set[str]:
    """The tables of documents that the file has."""
    return {name for name in _names(file) if name != META and not name.startswith(OURS)}


def is_complete(file: SQLiteFile, name: str, indexes: Indexes) -> bool:
    """Whether the file has all the indexes of the table; a table that is not there lacks none."""
    wanted = {*(index for index, _ in _expressions(name, indexes))}
    wanted |= {*(_list_name(name, path) for path in indexes.lists), *([WORDS + name] if indexes.words else [])}
    names = _names(file) if wanted else set()
    return name not in names or wanted <= names


def create(file: SQLiteFile, name: str, indexes: Indexes | None = None) -> None:
    """Make the table and whatever indexes of it are not there yet."""
    table, indexes = quoted(name), indexes or Indexes()
    with file.transaction():
        file.write(f"CREATE TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY NOT NULL, data TEXT NOT NULL)")
        for index, values in _expressions(name, indexes):
            file.write(f"CREATE INDEX IF NOT EXISTS {quoted(index)} ON {table} ({values}, id)")
        names = _names(file)
        for path in indexes.lists:
            if _list_name(name, path) not in names:
                _index_lists(file, name, path, indexes.order)
        if indexes.words and WORDS + name not in names:
            _index_words(file, name, indexes.words)


def drop(file: SQLiteFile, name: str) -> None:
    """Remove the table with its indexes."""
    with file.transaction():
        file.write(f"DROP TABLE IF EXISTS {quoted(name)}")
        for side in _names(file):
            of_lists = side.startswith(LIST) and side.removeprefix(LIST).partition(":")[2] == name
            if of_lists or side in (WORDS + name, NUMBERS + name):
                file.write(f"DROP TABLE {quoted(side)}")


def drop_lists(file: SQLiteFile) -> None:
    """Remove every index on the elements of lists, in whatever form; they are made anew when a table is next used."""
    rows = file.fetch("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'trigger') ORDER BY type DESC")
    for kind, name in rows:
        if name.startswith(LIST):
            file.write(f'DROP {kind} "{name}"')


def optimise_words(file: SQLiteFile) -> None:
    """Have every table of words let go of what was deleted: until then, it only marks it so."""
    for name in _names(file):
        if name.startswith(WORDS) and NUMBERS + name.removeprefix(WORDS) in _names(file):
            file.write(f"INSERT INTO {quoted(name)} ({quoted(name)}) VALUES ('optimize')")


def _expressions(name: str, indexes: Indexes) -> Iterator[tuple[str, str]]:
    """Each index on expressions of the table: its name, and what is in order in it."""
    for path in indexes.equal:
        yield f"{INDEX}{'.'.join(path)}:{name}", json_value(path)
    if indexes.order:
        by = f"by {'.'.join(indexes.order.path)}"
        yield f"{INDEX}{by}:{name}", indexes.order.sql()
        for path in indexes.grouped:
            yield f"{INDEX}{'.'.join(path)} {by}:{name}", f"{json_value(path)}, {indexes.order.sql()}"


def _index_lists(file: SQLiteFile, name: str, path: Path, order: Order | None) -> None:
    table, side = quoted(name), list_table(name, path)

    def add(row: str, source: str = "") -> str:
        is_list = f"json_type({row}.data, {json_path(path)}) = 'array'"
        at = f"coalesce({order.sql(f'{row}.data')}, 0)" if order else "0"
        return (
            f"INSERT INTO {side} SELECT DISTINCT CASE WHEN {is_list} THEN atom ELSE {NOT_A_LIST} END, {at}, {row}.id"
            f" FROM {source} json_each({row}.data, {json_path(path)}) WHERE atom IS NOT NULL OR NOT {is_list}"
        )

    remove = f"DELETE FROM {side} WHERE id = OLD.id"
    file.write(f"CREATE TABLE {side} (value, at, id TEXT, PRIMARY KEY (value, at, id)) WITHOUT ROWID")
    file.write(f"CREATE INDEX {quoted(f'{INDEX}id:{_list_name(name, path)}')} ON {side} (id)")
    _keep(file, name, _list_name(name, path), add("NEW"), f"{remove}; {add('NEW')}", remove)
    file.write(add(table, f"{table},"))


def _index_words(file: SQLiteFile, name: str, paths: Iterable[Path]) -> None:
    """A row of words has the number of its document, since SQLite may number a table of documents anew."""
    table, (words, numbers) = quoted(name), words_tables(name)
    columns = {quoted("_".join(path)): path for path in paths}

    def said(row: str) -> list[str]:
        each = "(SELECT group_concat(atom, ' ') FROM json_each({row}.data, {path}))"
        return [each.format(row=row, path=json_path(path)) for path in columns.values()]

    def add(row: str, source: str) -> str:
        return f"INSERT INTO {words} (rowid, {', '.join(columns)}) SELECT number, {', '.join(said(row))} FROM {source}"

    number = f"(SELECT number FROM {numbers} WHERE id = OLD.id)"
    changes = ", ".join(f"{column} = {value}" for column, value in zip(columns, said("NEW"), strict=True))
    file.write(f"CREATE TABLE {numbers} (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)")
    file.write(
        f"CREATE VIRTUAL TABLE {words} USING fts5({', '.join(columns)}, tokenize='unicode61 remove_diacritics 2')"
    )
    _keep(
        file,
        name,
        WORDS + name,
        f"INSERT INTO {numbers} (id) VALUES (NEW.id); {add('NEW', f'{numbers} WHERE id = NEW.id')}",
        f"UPDATE {words} SET {changes} WHERE rowid = {number}",
        f"DELETE FROM {words} WHERE rowid = {number}; DELETE FROM {numbers} WHERE id = OLD.id",
        unless=" AND ".join(f"{old} IS {new}" for old, new in zip(said("OLD"), said("NEW"), strict=True)),
    )
    file.write(f"INSERT INTO {numbers} (id) SELECT id FROM {table} ORDER BY id")
    file.write(add(table, f"{table} JOIN {numbers} USING (id)"))


def _keep(file: SQLiteFile, name: str, side: str, added: str, changed: str, removed: str, *, unless: str = "") -> None:
    """Triggers that keep a side table true; a change does nothing where `unless` is true."""
    when = f"WHEN NOT ({unless})" if unless else ""
    for event, actions in (("INSERT", added), ("UPDATE OF data", changed), ("DELETE", removed)):
        only = when if event.startswith("UPDATE") else ""
        trigger = quoted(f"{side}:{event}")
        file.write(f"CREATE TRIGGER {trigger} AFTER {event} ON {quoted(name)} {only} BEGIN {actions}; END")


def _list_name(name: str, path: Path) -> str:
    return f"{LIST}{'.'.join(path)}:{name}"


def _names(file: SQLiteFile) -> set[str]:
    """The names of all tables and indexes, capitals and all."""
    rows = file.fetch("SELECT name FROM sqlite_master WHERE type IN ('table', 'index')")
    return {re.sub(r"\^(.)", lambda sign: sign[1].upper(), name) for (name,) in rows}

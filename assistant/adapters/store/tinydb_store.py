"""Keeps the domain's records as documents in TinyDB-like tables."""

import dataclasses
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, cast

from tinydb import where
from tinydb.queries import QueryLike

from assistant.adapters.store.kinds import KINDS, Kept
from assistant.adapters.store.migrations import migrate
from assistant.adapters.store.records import plain, record
from assistant.adapters.store.sqlite_lookup import SQLiteLookup
from assistant.adapters.store.sqlite_query import Order
from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.errors import StoreError
from assistant.ports import R, Record


class RowTable(Protocol):
    """What is needed of a table; the field `id` of a document is its id."""

    def text(self, doc_id: str) -> tuple[str, str] | None:
        """The id and the JSON of one document, or None."""

    def texts(self, cond: QueryLike | None = None) -> Iterator[tuple[str, str]]:
        """The id and the JSON of the matching documents by id, without holding all of them."""

    def stream(self, cond: QueryLike | None = None) -> Iterator[dict[str, Any]]:
        """The matching documents by id, without holding all of them."""

    def total(self, cond: QueryLike) -> int:
        """How many `texts` gives."""

    def ids(self, prefix: str = "", limit: int = -1) -> list[str]:
        """Ids that begin with `prefix`, sorted."""

    def put(self, *documents: Mapping[str, Any]) -> int:
        """Insert or replace; how many rows changed."""

    def remove(self, *, doc_ids: Iterable[str]) -> list[str]:
        """Remove what is there of these."""

    def __len__(self) -> int: ...


class RowTables(Protocol):
    """What is needed of a database."""

    def table(
        self,
        name: str,
        *,
        indexes: Iterable[str],
        lists: Iterable[str],
        order: Order | None,
        grouped: Iterable[str],
        words: Iterable[str],
    ) -> RowTable:
        """The table, with these indexes."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; may be nested."""

    def snapshot(self) -> AbstractContextManager[None]:
        """One state of all tables."""

    def close(self) -> None:
        """Let go of the file or connection."""


class TinyDBStore:
    """The `Store` port over tables of documents. Equality in `find` is that of the stored JSON."""

    def __init__(self, db: RowTables, tables: Mapping[type, Kept] = KINDS) -> None:
        self._db = db
        self._tables = tables

    def get(self, kind: type[R], id: str) -> R | None:
        """The record, or None. Raises StoreError naming table and id where the row is no such record."""
        row = self._table(kind).text(id)
        return None if row is None else record(kind, row, self._tables[kind].table)

    def find(self, kind: type[R], /, **equal: object) -> Iterator[R]:
        """The records whose fields equal the given values, by id; of a tuple field, it is enough to contain it.

        With a frozenset, they contain every one of it. A row that is no such record does not stop the others: a
        StoreError naming each such row is raised at the end.
        """
        return self._records(kind, *self._query(kind, equal))

    def matching_ids(self, kind: type[R], prefix: str, limit: int = 5) -> list[str]:
        """Ids that begin with `prefix`, sorted."""
        return self._table(kind).ids(prefix, limit)

    def count(self, kind: type[R], /, **equal: object) -> int:
        """How many `find` would give; rows that are no such record are counted, where an index finds them."""
        query, left = self._query(kind, equal)
        if left:
            return sum(1 for _ in self._records(kind, query, left))
        table = self._table(kind)
        return len(table) if query is None else table.total(query)

    def put(self, *records: Record) -> int:
        """Insert or replace; gives how many rows changed. A record that is stored as it is already changes none."""
        by_kind: dict[type, list[Record]] = {}
        for each in records:
            by_kind.setdefault(type(each), []).append(each)
        with self._db.transaction():
            return sum(self._table(kind).put(*(plain(each) for each in group)) for kind, group in by_kind.items())

    def delete(self, kind: type[R], id: str) -> None:
        """Remove the record, if it is there."""
        self._table(kind).remove(doc_ids=[id])

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, safe against other processes; may be nested."""
        return self._db.transaction()

    def export(self, folder: Path) -> dict[str, int]:
        """Write each table as a JSON list to `folder`, all from one state; gives the number of documents by table."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._db.snapshot():
                return {
                    kept.table: _write_list(folder / f"{kept.table}.json", self._table(kind).stream())
                    for kind, kept in self._tables.items()
                }
        except OSError as error:
            raise StoreError(f"{folder}: the export cannot be written: {error.strerror}") from error

    @cached_property
    def lookup(self) -> SQLiteLookup:
        """Lists and searches what is kept here."""
        return SQLiteLookup(cast(SQLiteDB, self._db), self._table, self._tables)

    def compact(self) -> bool:
        """Leave nothing of what was deleted in the file, nor in the log beside it; whether that is done already."""
        return cast(SQLiteDB, self._db).compact()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _table(self, kind: type) -> RowTable:
        kept = self._tables[kind]
        return self._db.table(
            kept.table,
            indexes=kept.indexes,
            lists=kept.lists,
            order=kept.order,
            grouped=kept.grouped,
            words=kept.words,
        )

    def _query(self, kind: type, equal: Mapping[str, object]) -> tuple[QueryLike | None, list[tuple[str, object]]]:
        """What the table finds by its indexes, and which values of which fields are left to be looked at."""
        known = {field.name for field in dataclasses.fields(kind)}
        kept, query, left = self._tables[kind], None, []
        for name, value in equal.items():
            if name not in known:
                raise TypeError(f"{kind.__name__} has no field {name}")
            for wanted in map(plain, value if isinstance(value, frozenset) else (value,)):
                if name in kept.indexes:
                    part = where(name) == wanted
                elif name in kept.lists and not isinstance(wanted, list):
                    part = where(name).any([wanted])
                else:
                    left.append((name, wanted))
                    continue
                query = part if query is None else query & part
        return query, left

    def _records(self, kind: type[R], query: QueryLike | None, left: Sequence[tuple[str, object]]) -> Iterator[R]:
        problems: list[str] = []
        for row in self._table(kind).texts(query):
            try:
                found = record(kind, row, self._tables[kind].table)
            except StoreError as error:
                problems += error.problems
                continue
            if all(_equals(plain(getattr(found, name)), wanted) for name, wanted in left):
                yield found
        if problems:
            raise StoreError(problems)


def open_store(path: Path, *, read_only: bool = False) -> TinyDBStore:
    """The store in the SQLite file at `path`, brought to the newest form."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: the folder cannot be made: {error.strerror}") from error
    db = SQLiteDB(path, read_only=read_only)
    try:
        migrate(db)
    except BaseException:
        db.close()
        raise
    return TinyDBStore(cast(RowTables, db))


def _equals(stored: object, value: object) -> bool:
    return stored == value or (isinstance(stored, list) and value in stored)


def _write_list(path: Path, documents: Iterable[Mapping[str, Any]]) -> int:
    """Write a JSON list, a document a line, readable by nobody else; gives its length."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    total = 0
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123  for the mode
        for total, document in enumerate(documents, start=1):
            file.write((",\n" if total > 1 else "[\n") + json.dumps(document, ensure_ascii=False))
        file.write("\n]\n" if total else "[]\n")
    part.replace(path)
    return total

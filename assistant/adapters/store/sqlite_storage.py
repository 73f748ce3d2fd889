"""TinyDB's `Storage` on one SQLite file, and how a document becomes a row."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from tinydb.storages import Storage
from tinydb.table import Document

from assistant.adapters.store import sqlite_schema
from assistant.adapters.store.sqlite_file import Row, SQLiteFile
from assistant.errors import StoreError

# ruff: noqa: S608  names are quoted, values are bound

PUT = (
    "INSERT INTO {table} (id, data) VALUES (?, ?)"
    " ON CONFLICT (id) DO UPDATE SET data = excluded.data WHERE data != excluded.data"
)


class SQLiteStorage(Storage):
    """The file behind the tables. `read` and `write` move everything at once; `SQLiteTable` does without them."""

    def __init__(self, path: Path | str, *, read_only: bool = False, timeout: float = 30.0) -> None:
        self.file = SQLiteFile(Path(path), read_only=read_only, timeout=timeout)

    def read(self) -> dict[str, dict[Any, Any]] | None:
        """Every document, by table and id; None where there is no table."""
        data: dict[str, dict[Any, Any]] = {}
        with self.file.snapshot():
            for name in sqlite_schema.table_names(self.file):
                rows = self.file.fetch(f"SELECT id, data FROM {sqlite_schema.quoted(name)} ORDER BY id")
                data[name] = {row[0]: dict(decode(row, self.file, name)) for row in rows}
        return data or None

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Make `data` all that there is. Rows that are the same stay untouched."""
        with self.file.transaction():
            for name in sqlite_schema.table_names(self.file) - set(data):
                sqlite_schema.drop(self.file, name)
            for name, documents in data.items():
                sqlite_schema.create(self.file, name)
                table = sqlite_schema.quoted(name)
                rows = {str(doc_id): encode(document) for doc_id, document in documents.items()}
                for (doc_id,) in self.file.fetch(f"SELECT id FROM {table}"):
                    if doc_id not in rows:
                        self.file.write(f"DELETE FROM {table} WHERE id = ?", [doc_id])
                for row in rows.items():
                    self.file.write(PUT.format(table=table), row)

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def encode(document: Mapping[str, Any]) -> str:
    """The document as JSON. In ASCII, so that even half a surrogate pair, as broken mail has it, can be stored."""
    return json.dumps(dict(document), allow_nan=False, separators=(",", ":"))


def decode(row: Row, file: SQLiteFile, table: str) -> Document:
    """The document of a row (id, data). Raises StoreError naming the row where the data is none."""
    with suppress(ValueError, TypeError):
        if isinstance(value := json.loads(row[1]), dict):
            return document_of(row[0], value)
    raise StoreError(f"{file.path}: table {table}, row {row[0]} is damaged: put a backup in its place")


def document_of(doc_id: str, value: Mapping[str, Any]) -> Document:
    """A document with an id of text, which TinyDB allows but types as a number."""
    return Document(value, cast(int, doc_id))


def given_id(document: Mapping[str, Any]) -> str | None:
    """The id that a document brings along: that of a `Document`, else its field `id`; None where it has neither."""
    given = document.doc_id if isinstance(document, Document) else document.get("id")
    return str(given) if isinstance(document, Document) or isinstance(given, str) else None

"""TinyDB on SQLite: one row a document, so that a write costs the same however many documents there are.

    db = SQLiteDB(Path("assistant.db"))
    people = db.table("people", indexes=("organisation",), lists=("keys",))
    people.insert(Document({"name": "Ann", "keys": ["ann@example.org"]}, doc_id="who-1"))
    people.search(where("keys").any(["ann@example.org"]))

TinyDB's own API, with these differences: ids are text, from the `Document`, else from the field `id`, else made here;
documents come ordered by id (those made here count upwards); no query is cached, since another process may write.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, cast

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from assistant.adapters.store import sqlite_schema
from assistant.adapters.store.sqlite_file import MissingTableError, Row, SQLiteFile
from assistant.adapters.store.sqlite_query import Order, is_whole, parse_path, prefilter
from assistant.adapters.store.sqlite_storage import PUT, SQLiteStorage, decode, document_of, encode, given_id

# ruff: noqa: S608  names are quoted, values are bound

PAGE = 500  # rows read at a time while iterating
DIGITS = 12  # of an id made here

Fields = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


class SQLiteTable(Table):
    """A TinyDB table whose rows are read and written one by one.

    `indexes` are dotted paths that `==` and `one_of` look up, `lists` those of lists that `any([…])` looks up; `order`,
    `grouped` and `words` are those of `sqlite_schema.Indexes`. Indexes live in the file. The table itself comes into
    being with its first document.
    """

    # TinyDB types ids as numbers, although it lets `document_id_class` say otherwise: hence what is ignored below.
    document_id_class = str  # type: ignore[assignment]

    def __init__(
        self,
        storage: SQLiteStorage,
        name: str,
        cache_size: int = 0,
        persist_empty: bool = False,
        *,
        indexes: Iterable[str] = (),
        lists: Iterable[str] = (),
        order: Order | None = None,
        grouped: Iterable[str] = (),
        words: Iterable[str] = (),
    ) -> None:
        sqlite_schema.check_name(name)
        super().__init__(storage, name, cache_size)
        self._file = storage.file
        self._sql_name = sqlite_schema.quoted(name)
        self._indexes = sqlite_schema.Indexes(
            equal=tuple(map(parse_path, indexes)),
            lists=tuple(map(parse_path, lists)),
            order=order,
            grouped=tuple(map(parse_path, grouped)),
            words=tuple(map(parse_path, words)),
        )
        complete = sqlite_schema.is_complete(self._file, name, self._indexes)
        if self._file.read_only and not complete:
            self._indexes = sqlite_schema.Indexes()  # then every look-up reads the whole table
        elif persist_empty or not complete:
            self._create()
        self._lists = {path: sqlite_schema.list_table(name, path) for path in self._indexes.lists}

    def texts(self, cond: QueryLike | None = None) -> Iterator[Row]:
        """The id and the JSON of each matching document, by id; what `lists` names is taken to be a list everywhere."""
        yield from self._rows(cond, None if is_whole(cond, self._indexes.equal, self._indexes.lists) else cond)

    def _rows(self, cond: QueryLike | None, test: QueryLike | None) -> Iterator[Row]:
        where, values = prefilter(cond, self._indexes.equal, self._lists)
        after, last = "", None
        while True:
            page = self._read(
                f"SELECT id, data FROM {{table}} WHERE {where} AND id {'>' if after else '>='} ?"
                f" {'AND id <= ?' if last else ''} ORDER BY id LIMIT {PAGE}",
                [*values, after, *([last] if last else [])],
            )
            if len(page) == PAGE and last is None:
                ((last,),) = self._read("SELECT max(id) FROM {table}")  # so that it ends, whatever is added meanwhile
            for row in page:
                if test is None or test(decode(row, self._file, self.name)):
                    yield row
            if len(page) < PAGE:
                return
            after = page[-1][0]

    def stream(self, cond: QueryLike | None = None) -> Iterator[Document]:
        """The matching documents by id, read page by page: the table may be written to meanwhile."""
        whole = is_whole(cond, self._indexes.equal, ())
        return (decode(row, self._file, self.name) for row in self._rows(cond, None if whole else cond))

    def __iter__(self) -> Iterator[Document]:
        """All documents, page by page."""
        return self.stream()

    def __len__(self) -> int:
        """How many documents there are."""
        ((total,),) = self._read("SELECT count(*) FROM {table}") or [(0,)]
        return int(total)

    def search(self, cond: QueryLike) -> list[Document]:
        """The documents that match, all from one state of the table."""
        with self._file.snapshot():
            return list(self.stream(cond))

    def count(self, cond: QueryLike) -> int:
        """How many documents match."""
        with self._file.snapshot():
            return sum(1 for _ in self.stream(cond))

    def total(self, cond: QueryLike) -> int:
        """How many documents `texts` gives, counted by the indexes where they can tell."""
        if not is_whole(cond, self._indexes.equal, self._indexes.lists):
            return sum(1 for _ in self.texts(cond))
        where, values = prefilter(cond, self._indexes.equal, self._lists)
        return int((self._read(f"SELECT count(*) FROM {{table}} WHERE {where}", values) or [(0,)])[0][0])

    def get(  # type: ignore[override]
        self, cond: QueryLike | None = None, doc_id: object = None, doc_ids: Iterable[object] | None = None
    ) -> Document | list[Document] | None:
        """The document of this id, else those of these ids, else the first that matches."""
        if doc_id is not None:
            return next(iter(self._of_ids([doc_id])), None)
        if doc_ids is not None:
            return self._of_ids(doc_ids)
        if cond is None:
            raise RuntimeError("You have to pass either cond or doc_id or doc_ids")
        with self._file.snapshot():
            return next(self.stream(cond), None)

    def text(self, doc_id: str) -> Row | None:
        """The id and the JSON of one document, or None."""
        return next(iter(self._read("SELECT id, data FROM {table} WHERE id = ?", [doc_id])), None)

    def ids(self, prefix: str = "", limit: int = -1) -> list[str]:
        """Ids that begin with `prefix`, sorted, at most `limit` of them where that is not negative."""
        sql = "SELECT id FROM {table} WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"
        return [doc_id for (doc_id,) in self._read(sql, [prefix, prefix + "\U0010ffff", limit])]

    def put(self, *documents: Mapping[str, Any]) -> int:
        """Insert or replace whole documents; gives how many rows changed. A row that is the same is not written."""
        with self._file.transaction():
            return sum(self._write(PUT, [self._id_for(document), encode(document)]) for document in documents)

    def insert(self, document: Mapping[str, Any]) -> str:  # type: ignore[override]
        """Insert a document and give its id. Raises ValueError where the id is taken."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[str]:  # type: ignore[override]
        """Insert all or none, and give the ids."""
        inserted: list[str] = []
        with self._file.transaction():
            for document in documents:
                if not isinstance(document, Mapping):
                    raise ValueError("Document is not a Mapping")
                doc_id = self._id_for(document)
                sql = "INSERT INTO {table} (id, data) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"
                if not self._write(sql, [doc_id, encode(document)]):
                    raise ValueError(f"Document with ID {doc_id} already exists")
                inserted.append(doc_id)
        return inserted

    def update(  # type: ignore[override]
        self, fields: Fields, cond: QueryLike | None = None, doc_ids: Iterable[object] | None = None
    ) -> list[str]:
        """Set fields, or call a function, on the documents of these ids, or on those that match, or on all."""
        return self._change(self._chosen(cond, doc_ids), [(fields, lambda _: True)])

    def update_multiple(self, updates: Iterable[tuple[Fields, QueryLike]]) -> list[str]:  # type: ignore[override]
        """Try each pair of fields and condition, in order, on every document."""
        return self._change(self.stream(), list(updates))

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[str]:  # type: ignore[override]
        """Update the document of this id, or those that match; insert it where there is none."""
        given = given_id(document)
        if cond is None and given is not None:
            document = document_of(given, document)
        with self._file.transaction():
            return cast(list[str], super().upsert(document, cond))

    def remove(  # type: ignore[override]
        self, cond: QueryLike | None = None, doc_ids: Iterable[object] | None = None
    ) -> list[str]:
        """Remove the documents of these ids, or those that match, and give their ids."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        removed: list[str] = []
        with self._file.transaction():
            for document in self._chosen(cond, doc_ids):
                self._write("DELETE FROM {table} WHERE id = ?", [document.doc_id])
                removed.append(str(document.doc_id))
        return removed

    def truncate(self) -> None:
        """Remove all documents; the table stays."""
        self._write("DELETE FROM {table}")

    def _change(self, documents: Iterator[Document], pairs: list[tuple[Fields, Any]]) -> list[str]:
        changed: list[str] = []
        with self._file.transaction():
            for document in documents:
                for fields, cond in pairs:
                    if not cond(document):
                        continue
                    if callable(fields):
                        fields(document)
                    else:
                        document.update(fields)
                    changed.append(str(document.doc_id))
                self._write(PUT, [document.doc_id, encode(document)])
        return changed

    def _chosen(self, cond: QueryLike | None, doc_ids: Iterable[object] | None) -> Iterator[Document]:
        yield from self.stream(cond) if doc_ids is None else self._of_ids(doc_ids)

    def _of_ids(self, doc_ids: Iterable[object]) -> list[Document]:
        """The documents of these ids, in the table's order."""
        sql = "SELECT id, data FROM {table} WHERE id = ?"
        rows = (row for doc_id in sorted({str(doc_id) for doc_id in doc_ids}) for row in self._read(sql, [doc_id]))
        return [decode(row, self._file, self.name) for row in rows]

    def _id_for(self, document: Mapping[str, Any]) -> str:
        given = given_id(document)
        if given is not None:
            return given
        sql = f"SELECT id FROM {{table}} WHERE id < ':' AND id GLOB '{'[0-9]' * DIGITS}' ORDER BY id DESC LIMIT 1"
        ((last,),) = self._read(sql) or [("0",)]
        return f"{int(last) + 1:0{DIGITS}}"

    def _read(self, sql: str, values: Iterable[object] = ()) -> list[Row]:
        try:
            return self._file.fetch(sql.replace("{table}", self._sql_name), list(values))
        except MissingTableError as error:
            if error.table == sqlite_schema.stored(self.name):
                return []
            raise

    def _write(self, sql: str, values: Iterable[object] = ()) -> int:
        sql, values = sql.replace("{table}", self._sql_name), list(values)
        try:
            return self._file.write(sql, values)
        except MissingTableError:
            self._create()
            return self._file.write(sql, values)

    def _create(self) -> None:
        sqlite_schema.create(self._file, self.name, self._indexes)


class SQLiteDB(TinyDB):
    """A TinyDB whose tables are `SQLiteTable`s; takes the arguments of `SQLiteStorage`."""

    table_class = SQLiteTable  # type: ignore[assignment]
    default_storage_class = SQLiteStorage  # type: ignore[assignment]

    @property
    def file(self) -> SQLiteFile:
        """The file, for statements of one's own."""
        return cast(SQLiteStorage, self.storage).file

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, safe against other processes; may be nested."""
        return self.file.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """What is read in the block is one state of the file."""
        return self.file.snapshot()

    def compact(self) -> bool:
        """Write the file anew without anything that was deleted, words included; see `SQLiteFile.compact`."""
        sqlite_schema.optimise_words(self.file)
        return self.file.compact()

    def tables(self) -> set[str]:
        """The names of all tables."""
        return sqlite_schema.table_names(self.file)

    def drop_table(self, name: str) -> None:
        """Remove a table with everything in it."""
        self._tables.pop(name, None)
        sqlite_schema.drop(self.file, name)

    def drop_tables(self) -> None:
        """Remove all tables with everything in them."""
        with self.transaction():
            for name in self.tables():
                self.drop_table(name)
        self._tables.clear()

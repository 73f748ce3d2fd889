"""TinyDB's API on SQLite: the same answers as stock TinyDB, found by index, a row at a time."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.table import Document

from assistant.adapters.store import sqlite_tables
from assistant.adapters.store.sqlite_storage import SQLiteStorage
from assistant.adapters.store.sqlite_tables import PAGE, SQLiteDB
from assistant.errors import StoreError


@pytest.fixture
def db(tmp_path: Path) -> Iterator[SQLiteDB]:
    with SQLiteDB(tmp_path / "store.db") as opened:
        yield opened


def table_of(db: SQLiteDB, name: str = "things", **options: Any) -> Any:
    return db.table(name, **options)


def doc(doc_id: str, **fields: Any) -> Document:
    return Document(fields, doc_id)  # type: ignore[arg-type]


def raw(db: SQLiteDB, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(db.file.path, isolation_level=None)) as connection:
        connection.execute(statement)


# Ids


def test_ids_come_from_the_document_else_from_its_id_else_count_upwards(db: SQLiteDB) -> None:
    things = table_of(db)
    assert things.insert(doc("p-1a2b", n=1)) == "p-1a2b"
    assert things.insert({"id": "p-2", "n": 2}) == "p-2"
    made = things.insert_multiple([{"n": number} for number in range(12)])
    assert made == sorted(made)
    assert len(set(made)) == 12
    assert things.get(doc_id="p-2") == {"id": "p-2", "n": 2}
    assert things.get(doc_id="p-2").doc_id == "p-2"
    assert [each.doc_id for each in things] == [*made, "p-1a2b", "p-2"]


def test_an_id_that_is_taken_is_refused_and_nothing_of_the_batch_is_kept(db: SQLiteDB) -> None:
    things = table_of(db)
    things.insert(doc("a", n=1))
    with pytest.raises(ValueError, match="ID a already exists"):
        things.insert_multiple([doc("b", n=2), doc("a", n=3)])
    assert things.all() == [{"n": 1}]


@pytest.mark.parametrize("odd", ["", " ", "%", "it's", 'quo"te', "Ünï", "a\0b", "😀"])
def test_any_text_can_be_an_id(db: SQLiteDB, odd: str) -> None:
    things = table_of(db)
    things.insert(doc("a", n=0))
    things.insert(doc(odd, n=1))
    assert things.get(doc_id=odd) == {"n": 1}
    assert [each.doc_id for each in things] == sorted(["a", odd])
    assert things.remove(doc_ids=[odd]) == [odd]
    assert [each.doc_id for each in things] == ["a"]


def test_an_id_of_broken_text_is_one_clear_error(db: SQLiteDB) -> None:
    things = table_of(db, persist_empty=True)
    with pytest.raises(StoreError, match="valid Unicode"):
        things.get(doc_id="\udce9")
    with pytest.raises(StoreError, match="valid Unicode"):
        things.insert(doc("\udce9", n=1))
    things.insert(doc("a", text="broken \udce9 mail"))
    assert things.get(doc_id="a") == {"text": "broken \udce9 mail"}


# TinyDB's own API


def test_the_documented_api(db: SQLiteDB) -> None:
    things = table_of(db)
    things.insert_multiple([doc("a", n=1, tag="x"), doc("b", n=2, tag="x"), doc("c", n=3)])
    assert (len(things), things.count(where("tag") == "x"), things.contains(where("n") == 9)) == (3, 2, False)
    assert things.contains(doc_id="c")
    assert things.get(where("n") > 1) == {"n": 2, "tag": "x"}
    assert [each.doc_id for each in things.get(doc_ids=["c", "a", "zz"])] == ["a", "c"]
    assert things.update({"tag": "y"}, doc_ids=["c", "zz"]) == ["c"]
    assert things.update(increment("n"), where("tag") == "x") == ["a", "b"]
    assert things.update(delete("tag")) == ["a", "b", "c"]
    assert things.all() == [{"n": 2}, {"n": 3}, {"n": 3}]
    assert things.update_multiple([({"n": 0}, where("n") == 3), ({"zero": True}, where("n") == 0)]) == [
        "b",
        "b",
        "c",
        "c",
    ]
    assert things.upsert({"n": 7}, where("n") == 2) == ["a"]
    assert things.upsert(doc("d", n=4)) == ["d"]
    assert things.upsert({"id": "d", "n": 5}) == ["d"]
    assert things.get(doc_id="d") == {"id": "d", "n": 5}
    assert things.remove(where("zero") == True) == ["b", "c"]  # noqa: E712  a query
    things.truncate()
    assert things.all() == []
    with pytest.raises(RuntimeError):
        things.remove()
    with pytest.raises(RuntimeError):
        things.get()
    with pytest.raises(ValueError, match="search query"):
        things.upsert({"n": 1})
    with pytest.raises(ValueError, match="Mapping"):
        things.insert([1])


def test_tables_come_with_their_first_document_and_go(db: SQLiteDB) -> None:
    assert db.tables() == set()
    assert len(table_of(db, "empty")) == 0
    assert table_of(db, "empty").search(where("n") == 1) == []
    table_of(db, "kept", persist_empty=True)
    for name in ("people", "People", "^people", "it's", "a:b"):
        table_of(db, name, lists=("keys",)).insert({"name": name, "keys": [name]})
    db.insert({"n": 1})  # the default table, as TinyDB has it
    assert db.tables() == {"kept", "people", "People", "^people", "it's", "a:b", "_default"}
    assert table_of(db, "People").all() == [{"name": "People", "keys": ["People"]}]
    people = table_of(db, "people")
    db.drop_table("people")
    assert people.all() == []
    people.insert({"name": "again", "keys": ["k"]})
    assert people.search(where("keys").any(["k"])) == [{"name": "again", "keys": ["k"]}]
    db.drop_tables()
    assert db.tables() == set()
    assert db.file.fetch("SELECT name FROM sqlite_master") == []


@pytest.mark.parametrize("name", ["", "_meta", "_list:x:y", "sqlite_master", "a\0b"])
def test_names_that_a_table_cannot_have(db: SQLiteDB, name: str) -> None:
    with pytest.raises(ValueError, match="name of a table"):
        table_of(db, name)


def test_the_storage_moves_everything_at_once(tmp_path: Path) -> None:
    storage = SQLiteStorage(tmp_path / "store.db")
    assert storage.read() is None
    data = {"a": {"1": {"n": 1}, "2": {"n": 2}}, "b": {}}
    storage.write(data)
    assert storage.read() == data
    storage.write({"a": {"2": {"n": 3}}})
    assert storage.read() == {"a": {"2": {"n": 3}}}
    storage.close()
    with TinyDB(tmp_path / "store.db", storage=SQLiteStorage) as stock:  # stock tables work on it too, slowly
        stock.table("a").insert({"n": 4})
        assert [each["n"] for each in stock.table("a")] == [3, 4]


def test_what_another_process_wrote_is_seen_at_once(db: SQLiteDB) -> None:
    things = table_of(db, indexes=("n",))
    things.insert(doc("a", n=1))
    assert things.search(where("n") == 1)
    with SQLiteDB(db.file.path) as other:
        other.table("things").update({"n": 2})
    assert things.search(where("n") == 1) == []
    assert things.search(where("n") == 2) == [{"n": 2}]


# Streaming


def test_a_table_may_be_written_to_while_it_is_read(db: SQLiteDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_tables, "PAGE", 10)
    things = table_of(db)
    total = 23
    things.insert_multiple({"n": number} for number in range(total))
    seen = []
    for each in things:
        seen.append(each["n"])
        things.insert({"n": -1})
        things.remove(doc_ids=[each.doc_id])
    assert seen == list(range(total))
    assert things.count(where("n") == -1) == total


def test_iterating_reads_a_page_at_a_time(db: SQLiteDB) -> None:
    things = table_of(db)
    things.insert_multiple({"n": number} for number in range(PAGE + 1))
    raw(db, f"UPDATE things SET data = '7' WHERE rowid = {PAGE + 1}")
    reading = iter(things)
    assert [next(reading)["n"] for _ in range(PAGE)] == list(range(PAGE))
    with pytest.raises(StoreError, match=r"store\.db: table things, row 0+501 is damaged"):
        next(reading)


# Rows and transactions


def test_a_row_that_is_the_same_is_not_written(db: SQLiteDB) -> None:
    things = table_of(db)
    assert things.put(doc("a", n=1), doc("b", n=2)) == 2
    raw(db, "CREATE TRIGGER untouched BEFORE UPDATE ON things BEGIN SELECT RAISE(ABORT, 'rewritten'); END")
    assert things.put(doc("a", n=1), doc("b", n=2)) == 0
    with pytest.raises(StoreError, match="rewritten"):
        things.put(doc("a", n=3))


def test_a_transaction_is_all_or_nothing_and_may_be_nested(db: SQLiteDB) -> None:
    things = table_of(db, lists=("keys",))

    def insert_and_fail(doc_id: str, error: type[BaseException]) -> None:
        with db.transaction():
            things.insert(doc(doc_id, keys=["k"]))
            raise error

    with pytest.raises(KeyboardInterrupt):
        insert_and_fail("a", KeyboardInterrupt)
    assert db.tables() == set()
    with db.transaction():
        things.insert(doc("a", keys=["k"]))
        with pytest.raises(ZeroDivisionError):
            insert_and_fail("b", ZeroDivisionError)
        with db.transaction():
            things.insert(doc("c", keys=["k"]))
    assert [each.doc_id for each in things.search(where("keys").any(["k"]))] == ["a", "c"]


def test_an_update_that_fails_changes_nothing(db: SQLiteDB) -> None:
    things = table_of(db)
    things.insert_multiple([doc("a", n=1), doc("b")])
    with pytest.raises(KeyError):
        things.update(increment("n"))
    assert things.get(doc_id="a") == {"n": 1}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
def test_what_is_no_json_is_refused(db: SQLiteDB, value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        table_of(db).insert({"value": value})
    assert len(table_of(db)) == 0

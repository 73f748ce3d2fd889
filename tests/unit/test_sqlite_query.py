"""Look-ups by index: the same answers as stock TinyDB, without reading the other rows."""

import contextlib
import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import Query, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.errors import StoreError


class Role(StrEnum):
    FRIEND = "friend"


class Loud(str):
    """A text that equals every other."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True


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


def test_an_index_is_used(db: SQLiteDB) -> None:
    """All other rows are made unreadable: only a look-up that does not touch them succeeds."""
    things = table_of(db, indexes=("state", "who.id"), lists=("keys",))
    things.insert_multiple(
        doc(f"{n:04}", state="open" if n == 7 else "done", who={"id": n}, keys=[f"k{n}", "all"]) for n in range(1000)
    )
    raw(db, "DROP TRIGGER '_list:keys:things:^u^p^d^a^t^e ^o^f data'")
    raw(db, "UPDATE things SET data = '7' WHERE id != '0007'")
    query = Query()
    found = (
        query.state == "open",
        query.state.one_of(["open", "later"]),
        query.who.id == 7,
        query.keys.any(["k7"]),
        (query.who.id > 6) & (query.state == "open") & query.keys.test(len),
    )
    assert [[each.doc_id for each in things.search(cond)] for cond in found] == [["0007"]] * len(found)
    with pytest.raises(StoreError, match="row 0000 is damaged"):
        things.search(query.state != "done")


def test_an_index_that_is_declared_later_covers_older_rows(db: SQLiteDB) -> None:
    old = table_of(db)
    old.insert_multiple(
        [doc("a", state="open", keys=["k", "l"]), doc("b", state="done", keys="k"), doc("c", keys=None)]
    )
    with SQLiteDB(db.file.path) as other:
        things = table_of(other, indexes=("state",), lists=("keys",))
        assert [each.doc_id for each in things.search(where("state") == "open")] == ["a"]
        assert [each.doc_id for each in things.search(where("keys").any(["k"]))] == ["a", "b"]
        old.update({"keys": ["m"]}, doc_ids=["a"])  # by one who knows of no index
        assert [each.doc_id for each in things.search(where("keys").any(["m"]))] == ["a"]
        assert [each.doc_id for each in things.search(where("keys").any(["k"]))] == ["b"]
        old.remove(doc_ids=["b"])
        assert things.search(where("keys").any(["k"])) == []


ODD = [None, True, 1, 1.0, 0.1, 2**53 + 1, 2**64, 1e300, "", "1", "a\0b", "é", "\udce9", "😀", Role.FRIEND, Loud("a")]


@pytest.mark.parametrize("value", ODD, ids=ascii)
def test_odd_values_are_found(db: SQLiteDB, value: object) -> None:
    things = table_of(db, indexes=("a",), lists=("keys",))
    things.insert_multiple([doc("x", a=value, keys=[value]), doc("y", a="other", keys=["other"])])
    for query in (where("a") == value, where("a").one_of([value]), where("keys").any([value])):
        expected = [each for each in things if query(each)]
        assert things.search(query) == expected
        assert len(expected) == (2 if isinstance(value, Loud) else 1)


VALUES = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, 2, 1.0, 0.5, 2**53 + 1, 2**64, "", "a", "A", "ab", "1", "a\0b", "é", "\udce9"]
    ),
    st.just("é"),
)
NESTED = st.one_of(
    VALUES, st.lists(VALUES, max_size=3), st.dictionaries(st.sampled_from(["a", "b"]), VALUES, max_size=2)
)
DOCUMENTS = st.lists(st.dictionaries(st.sampled_from(["a", "b", "keys"]), NESTED, max_size=3), min_size=1, max_size=6)


def at(path: tuple[str, ...]) -> Any:
    query: Any = Query()
    for key in path:
        query = query[key]
    return query


def queries() -> st.SearchStrategy[Any]:
    field = st.sampled_from([("a",), ("b",), ("keys",), ("a", "b")])
    one = st.one_of(
        st.builds(lambda path, value: at(path) == value, field, NESTED),
        st.builds(lambda path, value: at(path) != value, field, VALUES),
        st.builds(lambda path, values: at(path).one_of(values), field, st.lists(NESTED, max_size=3)),
        st.builds(lambda path, values: at(path).any(values), field, st.lists(NESTED, max_size=3)),
        st.builds(lambda path, values: at(path).any(values), field, st.just("ab1")),
        st.builds(lambda path: at(path).exists(), field),
        st.builds(lambda: Query().noop()),
    )
    return st.recursive(
        one,
        lambda inner: st.one_of(
            st.builds(lambda left, right: left & right, inner, inner),
            st.builds(lambda left, right: left | right, inner, inner),
            st.builds(lambda query: ~query, inner),
        ),
        max_leaves=4,
    )


class StockTable(Table):
    document_id_class = str  # type: ignore[assignment]


memory: Any = MemoryStorage


def outcome(action: Any) -> Any:
    try:
        return action()
    except TypeError:  # stock TinyDB compares `1 in "text"`; so do we where the row is looked at
        return TypeError


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=DOCUMENTS, query=queries(), change=st.dictionaries(st.sampled_from(["a", "keys"]), NESTED, max_size=2))
def test_answers_as_stock_tinydb_does(db: SQLiteDB, documents: list[Any], query: Any, change: dict[str, Any]) -> None:
    """The indexes never hide a match, before and after updates and removals."""
    db.drop_tables()
    stock: Any = StockTable(memory(), "things")
    ours = table_of(db, indexes=("a", "b"), lists=("keys", "a"))
    for table in (stock, ours):
        table.insert_multiple(doc(str(number), **fields) for number, fields in enumerate(documents))
    for action in (
        lambda table: table.search(query),
        lambda table: table.update(change, query),
        lambda table: table.search(query),
        lambda table: table.remove(query),
        lambda table: table.all(),
    ):
        stock.clear_cache()
        theirs = outcome(lambda run=action: run(stock))
        if theirs is TypeError:
            return
        assert outcome(lambda run=action: run(ours)) == theirs


def test_a_path_must_be_of_plain_keys(db: SQLiteDB) -> None:
    with pytest.raises(ValueError, match="plain keys"):
        table_of(db, indexes=("a') --",))

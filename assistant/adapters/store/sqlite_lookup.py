"""Lists and searches what the store keeps, by its indexes."""

import dataclasses
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from assistant.adapters.store.kinds import Kept
from assistant.adapters.store.records import plain, record
from assistant.adapters.store.sqlite_file import Row, SQLiteFile
from assistant.adapters.store.sqlite_query import json_path, json_value
from assistant.adapters.store.sqlite_schema import list_table, quoted, words_tables
from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.errors import NotFoundError
from assistant.ports import ALWAYS, Moment, Page, R, Span

# ruff: noqa: S608  names are quoted, values are bound

LONGEST_SEARCH = 200  # signs
CANDIDATES = 1_000  # rows that a search puts in order: whoever types "a" wants an answer, not the best of 50,000

EPOCH, EPOCH_DAY = datetime(1970, 1, 1, tzinfo=UTC), 2_440_587.5  # the same moment as a Julian day
_BY_VALUE = "ORDER BY value, at DESC, id DESC"

Condition = tuple[str, list[object]]


class SQLiteLookup:
    """The `Lookup` port over the tables of a store; `prepare` makes the table of a kind, with its indexes."""

    def __init__(self, db: SQLiteDB, prepare: Callable[[type], object], kinds: Mapping[type, Kept]) -> None:
        self._file: SQLiteFile = db.file
        self._prepare = prepare
        self._kinds = kinds

    def listing(
        self,
        kind: type[R],
        /,
        *,
        limit: int = 50,
        after: str = "",
        span: Span = ALWAYS,
        turned: bool = False,
        begin: str = "",
        **equal: object,
    ) -> Page[R]:
        """The records in their kind's order, or in the opposite one; `after` is a `Page.next`."""
        kept = self._kept(kind, equal)
        if kept.order is None or (span != ALWAYS and not kept.moment) or (begin and kept.moment):
            raise TypeError(f"{kind.__name__} has no order, or no moment, to be listed by")
        table = quoted(kept.table)
        driver = next((name for name in equal if name in kept.lists and not isinstance(equal[name], frozenset)), "")
        at, source = kept.order.sql(), table
        conditions: list[Condition] = []
        if driver:
            at, source = "side.at", f"{list_table(kept.table, (driver,))} side JOIN {table} USING (id)"
            conditions.append(("side.value = ?", [plain(equal.pop(driver))]))
        conditions += _equal(kept, equal)
        is_falling = bool(kept.moment) is not turned
        conditions += _bounds(at, span)
        conditions += [(f"{at} >= ?", [begin])] if begin else []
        if after:
            conditions.append(_beyond(at, after, is_falling=is_falling))
        where, values = _joined(conditions)
        way = "DESC" if is_falling else "ASC"
        rows = self._fetch(
            kept,
            f"SELECT id, data, {at} FROM {source} WHERE {where} ORDER BY {at} {way}, id {way} LIMIT ?",
            [*values, limit + 1],
        )
        records = tuple(record(kind, row, kept.table) for row in rows[:limit])
        return Page(records=records, next=json.dumps([rows[limit - 1][2], rows[limit - 1][0]]) if rows[limit:] else "")

    def tally(self, kind: type[R], field: str, /, **equal: object) -> Mapping[str, int]:
        """How many records there are by the value of a field, or by each element of a tuple field."""
        kept = self._kept(kind, {field: "", **equal})
        table, value = quoted(kept.table), "atom"
        source = f"{table}, json_each(data, {json_path((field,))})"
        if field in kept.lists and not equal:
            source, value = list_table(kept.table, (field,)), "value"
        elif field in kept.indexes:
            source, value = table, json_value((field,))
        where, values = _joined(_equal(kept, equal))
        rows = self._fetch(kept, f"SELECT {value}, count(*) FROM {source} WHERE {where} GROUP BY 1 ORDER BY 1", values)
        return {str(each): total for each, total in rows if each is not None}

    def search(self, kind: type[R], words: str, *, limit: int = 20) -> list[R]:
        """The records in which every word begins a word, the best first."""
        kept, wanted = self._kept(kind, {}), _phrases(words)
        if not kept.words:
            raise TypeError(f"{kind.__name__} has no words to be searched for")
        if not wanted:
            return []
        index, numbers = words_tables(kept.table)
        weights = ", ".join(str(2**place) for place in reversed(range(len(kept.words))))
        found = self._fetch(
            kept,
            f"SELECT id, data FROM (SELECT rowid AS number, bm25({index}, {weights}) AS score FROM {index}"
            f" WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {CANDIDATES}) JOIN {numbers} USING (number)"
            f" JOIN {quoted(kept.table)} USING (id) ORDER BY score, id LIMIT ?",
            [wanted, limit],
        )
        return [record(kind, row, kept.table) for row in found]

    def several(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """The records of these ids that there are, by id."""
        kept, wanted = self._kept(kind, {}), json.dumps(list(dict.fromkeys(ids)))
        sql = f"SELECT id, data FROM {quoted(kept.table)} WHERE id IN (SELECT value FROM json_each(?))"
        return {row[0]: record(kind, row, kept.table) for row in self._fetch(kept, sql, [wanted])}

    def moments(
        self,
        kind: type[R],
        field: str,
        values: Collection[str] | None = None,
        *,
        span: Span = ALWAYS,
        only_last: bool = False,
    ) -> list[Moment]:
        """When the records were whose list holds one of the values, or any; the latest first, by value."""
        kept = self._kept(kind, {})
        if not kept.moment or field not in kept.lists:
            raise TypeError(f"{kind.__name__} has no moments by {field}")
        side = list_table(kept.table, (field,))
        chosen: list[Condition] = list(_bounds("at", span))
        if values is not None:
            chosen.append(("value IN (SELECT value FROM json_each(?))", [json.dumps(list(values))]))
        where, bound = _joined(chosen)
        what, order = ("value, max(at), id", "GROUP BY 1 ORDER BY 1") if only_last else ("value, at, id", _BY_VALUE)
        rows = self._fetch(kept, f"SELECT {what} FROM {side} WHERE {where} {order}", bound)
        return [Moment(str(value), _moment(at), which) for value, at, which in rows]

    def version(self) -> str:
        """Another text whenever anything that is kept has changed. Holds within one process."""
        return self._file.version()

    def _kept(self, kind: type, equal: Mapping[str, object]) -> Kept:
        if unknown := equal.keys() - {field.name for field in dataclasses.fields(kind)}:
            raise TypeError(f"{kind.__name__} has no field {min(unknown)}")
        self._prepare(kind)
        return self._kinds[kind]

    def _fetch(self, kept: Kept, sql: str, values: Iterable[object]) -> list[Row]:
        return self._file.fetch(sql, list(values)) if self._file.has(kept.table) else []


def _equal(kept: Kept, equal: Mapping[str, object]) -> Iterator[Condition]:
    for name, value in equal.items():
        for wanted in map(plain, value if isinstance(value, frozenset) else (value,)):
            if isinstance(wanted, (list, dict)):
                raise TypeError(f"nothing is listed by a whole {name}")
            if wanted is None:
                yield f"{json_value((name,))} IS NULL", []
            elif name in kept.indexes:
                yield f"{json_value((name,))} = ?", [wanted]
            elif name in kept.lists:
                yield (
                    f"{quoted(kept.table)}.id IN (SELECT id FROM {list_table(kept.table, (name,))} WHERE value = ?)",
                    [wanted],
                )
            else:
                yield f"EXISTS (SELECT 1 FROM json_each(data, {json_path((name,))}) WHERE atom = ?)", [wanted]


def _bounds(at: str, span: Span) -> Iterator[Condition]:
    for sign, moment in ((">=", span.start), ("<", span.end)):
        if moment is not None:
            yield f"{at} {sign} julianday(?)", [_utc(moment)]


def _moment(day: float) -> datetime:
    """The moment of a Julian day, to the millisecond, as closely as the file keeps it."""
    return EPOCH + timedelta(milliseconds=round((day - EPOCH_DAY) * 86_400_000))


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _beyond(at: str, after: str, *, is_falling: bool) -> Condition:
    try:
        value, last = json.loads(after)
        if not isinstance(value, (str, float, int)) or not isinstance(last, str):
            raise ValueError
        value = value if isinstance(value, str) else float(value)
        f"{value}{last}".encode()
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise NotFoundError("that is no place in the list", hint="begin at its top") from None
    sign = "<" if is_falling else ">"
    return f"{at} {sign}= ? AND ({at} {sign} ? OR id {sign} ?)", [value, value, last]


def _joined(conditions: Iterable[Condition]) -> Condition:
    parts = list(conditions)
    return " AND ".join(sql for sql, _ in parts) or "TRUE", [value for _, values in parts for value in values]


def _phrases(words: str) -> str:
    """What the user typed as a query of FTS5: each piece a quoted phrase of which the last word may go on."""
    pieces = words[:LONGEST_SEARCH].replace("\0", " ").encode("utf-8", "replace").decode().split()
    return " ".join('"' + piece.replace('"', '""') + '"*' for piece in pieces if re.search(r"[^\W_]", piece))

"""What one insert costs, and how long a command waits for its store.

`python -m tests.benchmarks.bench_store` compares our tables with stock TinyDB and with bare sqlite3 (the same pragmas,
one commit an insert, the JSON already made) at 1,000, 10,000 and 100,000 documents. Medians, in one run. FULL is what
we use: a commit waits for the disk, and costs what the disk costs at that moment. NORMAL, which does not wait, shows
what the code itself adds.
"""

import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, cast

from tinydb import TinyDB
from tinydb.table import Document

from assistant.adapters.store.sqlite_storage import encode
from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.adapters.store.tinydb_store import RowTables, TinyDBStore, open_store
from assistant.domain.mentions import Kind
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState

SIZES = (1_000, 10_000, 100_000)
REPEATS = 1_000
REPEATS_STOCK = 5
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

OPEN = """
import sys, time
from pathlib import Path
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.prompts import Prompt, PromptState
started = time.perf_counter()
found = list(open_store(Path(sys.argv[1]), read_only=len(sys.argv) > 2).find(Prompt, state=PromptState.OPEN))
print((time.perf_counter() - started) * 1000, len(found))
"""


def person(number: int) -> Person:
    return Person(
        id=f"who-{secrets.token_hex(5)}",
        name=f"Ann Number{number}",
        addresses=(f"ann{number}@example.org", f"number{number}@home.example"),
        organisation="Number and Daughters",
        note="met at the breakfast, " * 5,
    )


def prompt(number: int, state: PromptState) -> Prompt:
    return Prompt(
        id=f"p-{number:05}",
        person_id=f"who-{number:05}",
        category="tax",
        kind=Kind.NEED,
        mention_ids=(f"m-{number:05}",),
        first_heard=NOW,
        last_heard=NOW,
        state=state,
    )


def documents(total: int) -> Iterator[dict[str, Any]]:
    for number in range(total):
        yield {"id": f"p-{secrets.token_hex(5)}", "state": "open", "person_id": f"who-{number}", "quote": "tax " * 60}


def timed(action: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def bare(path: Path, rows: list[dict[str, Any]]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, data TEXT NOT NULL)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO t VALUES (?, ?)", ((row["id"], encode(row)) for row in rows))
    connection.execute("COMMIT")
    return connection


def stock_insert(folder: Path, rows: list[dict[str, Any]]) -> float:
    """Seconds an insert into stock TinyDB."""
    with TinyDB(folder / f"stock-{len(rows)}.json") as stock:
        stock.insert_multiple(Document(row, number) for number, row in enumerate(rows, start=1))
        return median(timed(lambda: stock.insert(row)) for row in documents(REPEATS_STOCK))  # noqa: B023


def inserts(folder: Path, rows: list[dict[str, Any]]) -> Iterator[tuple[str, float, float, float]]:
    """Seconds an insert, by durability: bare sqlite3, our table, our store with its indexes and conversion."""
    size = len(rows)
    with (
        closing(bare(folder / f"raw-{size}.db", rows)) as raw,
        closing(SQLiteDB(folder / f"ours-{size}.db")) as db,
        closing(SQLiteDB(folder / f"store-{size}.db")) as people,
    ):
        table = db.table("prompts")
        table.insert_multiple(rows)
        store = TinyDBStore(cast(RowTables, people))
        store.put(*(person(number) for number in range(size)))
        for durability in ("FULL", "NORMAL"):
            pragma = f"PRAGMA synchronous = {durability}"
            raw.execute(pragma), db.file.fetch(pragma), people.file.fetch(pragma)
            costs: tuple[list[float], ...] = [], [], []
            for row in documents(REPEATS):  # in turn, so that a busy moment of the machine meets all alike
                data, record = encode(row), person(size)
                costs[0].append(timed(lambda: raw.execute("INSERT INTO t VALUES (?, ?)", (row["id"], data))))  # noqa: B023
                costs[1].append(timed(lambda: table.insert(row)))  # noqa: B023
                costs[2].append(timed(lambda: store.put(record)))  # noqa: B023
            yield durability, median(costs[0]), median(costs[1]), median(costs[2])


def start_up(folder: Path, *more: str) -> str:
    """Milliseconds, in a fresh process, beyond imports: open a store of 10,000 people and find the open prompts."""
    path = folder / "start.db"
    if not path.exists():
        with closing(open_store(path)) as store:
            store.put(*(person(number) for number in range(10_000)))
            states = [PromptState.OPEN] * 30 + [PromptState.YES] * 9_970
            store.put(*(prompt(number, state) for number, state in enumerate(states)))
    command = [sys.executable, "-c", OPEN, str(path), *more]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout for _ in range(7)]
    return f"{median(float(run.split()[0]) for run in runs):.1f} ms ({runs[0].split()[1]} open prompts found)"


def look_up(folder: Path) -> float:
    """Seconds to find one of 100,000 people by an address."""
    with closing(open_store(folder / f"store-{SIZES[-1]}.db")) as store:
        return median(
            timed(lambda: list(store.find(Person, keys=f"ann{number * 97}@example.org")))  # noqa: B023
            for number in range(REPEATS)
        )


def main() -> None:
    print("one insert, median, microseconds")
    print("documents    sync  sqlite3   ours × sqlite3  store     TinyDB TinyDB ÷ ours")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            rows = list(documents(size))
            stock = stock_insert(folder, rows)
            for durability, raw, ours, store in inserts(folder, rows):
                print(
                    f"{size:>9,} {durability:>7} {raw * 1e6:>8.0f} {ours * 1e6:>6.0f} {ours / raw:>9.2f}"
                    f" {store * 1e6:>6.0f} {stock * 1e6:>10,.0f} {stock / ours:>13,.0f}"
                )
        print(f"one of {SIZES[-1]:,} people by address: {look_up(folder) * 1e6:.0f} microseconds")
        print(f"open a store of 10,000 people, find open prompts: {start_up(folder)}")
        print(f"the same, read-only: {start_up(folder, 'read-only')}")


if __name__ == "__main__":
    main()

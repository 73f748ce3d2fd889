"""What one insert costs, and how long a command waits for its store.

`python -m tests.benchmarks.bench_store` compares our tables with stock TinyDB and with bare sqlite3 (the same pragmas,
one commit an insert, the JSON already made) at 1,000, 10,000 and 100,000 documents. Medians, in one run.
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
from typing import Any

from tinydb import TinyDB
from tinydb.table import Document

from assistant.adapters.sqlite_file import SQLiteFile
from assistant.adapters.sqlite_storage import encode
from assistant.adapters.sqlite_tables import SQLiteDB
from assistant.adapters.tinydb_store import open_store
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
from assistant.adapters.tinydb_store import open_store
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
    with closing(SQLiteFile(path.with_name("pragmas.db"))) as ours:
        for pragma in ("journal_mode", "synchronous"):
            connection.execute(f"PRAGMA {pragma} = {ours.fetch(f'PRAGMA {pragma}')[0][0]}")
    connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, data TEXT NOT NULL)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO t VALUES (?, ?)", ((row["id"], encode(row)) for row in rows))
    connection.execute("COMMIT")
    return connection


def inserts(folder: Path, size: int) -> tuple[float, float, float, float]:
    """Seconds an insert: bare sqlite3, our table, our store with its indexes and conversion, stock TinyDB."""
    rows = list(documents(size))
    raw = bare(folder / f"raw-{size}.db", rows)
    db = SQLiteDB(folder / f"ours-{size}.db")
    table = db.table("prompts")
    table.insert_multiple(rows)
    store = open_store(folder / f"store-{size}.db")
    store.put(*(person(number) for number in range(size)))
    costs: dict[str, list[float]] = {"raw": [], "ours": [], "store": []}
    for number, row in enumerate(documents(REPEATS)):  # in turn, so that a busy moment of the machine meets all alike
        data, record = encode(row), person(size + number)
        costs["raw"].append(timed(lambda: raw.execute("INSERT INTO t VALUES (?, ?)", (row["id"], data))))  # noqa: B023
        costs["ours"].append(timed(lambda: table.insert(row)))  # noqa: B023
        costs["store"].append(timed(lambda: store.put(record)))  # noqa: B023
    raw.close()
    db.close()
    store.close()
    with TinyDB(folder / f"stock-{size}.json") as stock:
        stock.insert_multiple(Document(row, number) for number, row in enumerate(rows, start=1))
        costs["stock"] = [timed(lambda: stock.insert(row)) for row in documents(REPEATS_STOCK)]  # noqa: B023
    return median(costs["raw"]), median(costs["ours"]), median(costs["store"]), median(costs["stock"])


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
    with closing(open_store(folder / f"store-{SIZES[-1]}.db", read_only=True)) as store:
        return median(
            timed(lambda: list(store.find(Person, keys=f"ann{number * 97}@example.org")))  # noqa: B023
            for number in range(REPEATS)
        )


def main() -> None:
    print("one insert, median, microseconds")
    print(
        f"{'documents':>9} {'sqlite3':>9} {'ours':>9} {'× sqlite3':>9} {'store':>9} {'TinyDB':>11} {'TinyDB ÷ ours':>13}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            raw, ours, store, stock = inserts(folder, size)
            print(
                f"{size:>9,} {raw * 1e6:>9.0f} {ours * 1e6:>9.0f} {ours / raw:>9.2f} {store * 1e6:>9.0f}"
                f" {stock * 1e6:>11,.0f} {stock / ours:>13,.0f}"
            )
        print(f"one of {SIZES[-1]:,} people by address: {look_up(folder) * 1e6:.0f} microseconds")
        print(f"open a store of 10,000 people, find open prompts: {start_up(folder)}")
        print(f"the same, read-only: {start_up(folder, 'read-only')}")


if __name__ == "__main__":
    main()

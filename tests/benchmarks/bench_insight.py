"""What all figures of insight take, where very much is kept, and in a tenth of it.

`python -m tests.benchmarks.bench_insight` fills two stores, and works every figure and table out anew in each. The
page keeps them until something changes, so this is what a change costs, beside the requests.
"""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.domain.people import Person
from assistant.services.insight_facts import insight
from assistant.services.insight_tables import MADE, Tables
from tests.benchmarks.bench_lookup import tenth
from tests.large_world import LARGE, NOW, Size, assistant_in, fill
from tests.received import received

WORLD = replace(LARGE, people=20_000, documents=100_000)
REFERRALS, REPEATS = 5_000, 3


def filled(folder: Path, size: Size, referrals: int) -> Assistant:
    """A store with that much in it."""
    assistant = assistant_in(folder)
    fill(assistant.store, size)
    with assistant.store.transaction():
        assistant.store.put(*received(list(assistant.store.find(Person)), referrals, NOW))
    return assistant


def seconds(assistant: Assistant) -> tuple[float, float]:
    """The processor's time for the figures, and for all tables of them: the least of some runs."""
    figures, tables = [], []
    for _ in range(REPEATS):
        begin = time.process_time()
        found = insight(assistant.store, assistant.lookup, NOW)
        middle = time.process_time()
        made = Tables(found, {}, "EUR")
        assert all(made.table(name).lines for name in MADE)
        figures.append(middle - begin)
        tables.append(time.process_time() - middle)
    return min(figures), min(tables)


def main() -> None:
    """Print both, and how they compare."""
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        few = seconds(filled(Path(small), tenth(WORLD), REFERRALS // 10))
        many = seconds(filled(Path(large), WORLD, REFERRALS))
    for name, one, ten in zip(("figures", "tables"), few, many, strict=True):
        print(f"{name:8} {one:6.2f} s in a tenth, {ten:6.2f} s in all of it: {ten / one:5.1f} times")


if __name__ == "__main__":
    main()

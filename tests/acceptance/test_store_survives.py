"""The store survives what ends other stores: a kill at any moment, a full disk, several processes at once.

`python -m tests.acceptance.test_store_survives 200` kills two hundred times.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.errors import StoreError

ROOT = Path(__file__).parents[2]
KILLS = 20

START = """if True:
    import sys
    from pathlib import Path
    from assistant.adapters.store.sqlite_tables import SQLiteDB
    from assistant.errors import StoreError
    db = SQLiteDB(Path(sys.argv[1]))
    run, = sys.argv[2:]
    consents, drafts = db.table("consents", lists=("keys",)), db.table("drafts", indexes=("consent",))
    def write(n):
        with db.transaction():
            consents.insert({"id": f"c-{run}-{n:06}", "keys": [f"k{n}", run], "words": "yes " * 50})
            drafts.insert({"id": f"d-{run}-{n:06}", "consent": f"c-{run}-{n:06}"})
"""
ACKNOWLEDGE = """
    for n in range(10**6):
        write(n)
        print(f"c-{run}-{n:06}", flush=True)
"""
UNTIL_REFUSED = """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
    try:
        for n in range(10**6):
            write(n)
    except StoreError as error:
        print(n, error)
"""
COUNT = """
    tally = db.table("tally")
    for _ in range(50):
        with db.transaction():
            before = tally.get(doc_id="total") or {"id": "total", "n": 0}
            tally.put(before | {"n": before["n"] + 1})
"""


def child(code: str, path: Path, run: str = "0") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", START + code, str(path), run]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def written(path: Path) -> set[str]:
    """The ids of the consents in a file that is whole, where each has its draft and is found by its keys."""
    with SQLiteDB(path) as db:
        assert db.file.fetch("PRAGMA integrity_check") == [("ok",)]
        consents = {str(each.doc_id) for each in db.table("consents")}
        assert {each["consent"] for each in db.table("drafts")} == consents
        assert {owner for (owner,) in db.file.fetch('SELECT DISTINCT id FROM "_list:keys:consents"')} == consents
    return consents


def kill_while_writing(path: Path, run: str, seconds: float) -> tuple[set[str], set[str]]:
    """What a child acknowledged before it was killed, and what of its writes is there."""
    with child(ACKNOWLEDGE, path, run) as process:
        assert process.stdout
        acknowledged = {process.stdout.readline().strip()}
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        acknowledged |= {line.strip() for line in process.stdout if line.endswith("\n")}
    return acknowledged, {each for each in written(path) if each.startswith(f"c-{run}-")}


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path, chance = tmp_path / "store.db", random.Random(4)
    for run in range(KILLS):
        acknowledged, found = kill_while_writing(path, str(run), chance.uniform(0, 0.05))
        assert acknowledged <= found, "acknowledged writes were lost"
        assert len(found - acknowledged) <= 1, "at most the write that was under way is there too"
    assert path.stat().st_mode & 0o777 == 0o600


@contextmanager
def mounted(folder: Path) -> Iterator[bool]:
    """A file system of 1 MB on `folder`, where one may be mounted."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def page_limit(_: Path) -> Iterator[bool]:
    """No file system of its own: the database may not grow, which SQLite tells as a full disk."""
    yield False


@pytest.mark.parametrize("small_disk", [page_limit, mounted])
def test_a_full_disk_is_told_clearly_and_loses_nothing(
    tmp_path: Path, small_disk: Callable[[Path], AbstractContextManager[bool]]
) -> None:
    path, ballast = tmp_path / "store.db", tmp_path / "ballast"
    with small_disk(tmp_path) as is_small:
        ballast.write_bytes(b"x" * 300_000)
        with SQLiteDB(path) as db:
            if not is_small:
                db.file.fetch("PRAGMA max_page_count = 150")
            consents, drafts = db.table("consents", lists=("keys",)), db.table("drafts", indexes=("consent",))
            kept = set()

            def write(number: int) -> None:
                with db.transaction():
                    consents.insert({"id": f"c-{number}", "keys": [f"k{number}"], "words": "yes " * 50})
                    drafts.insert({"id": f"d-{number}", "consent": f"c-{number}"})
                kept.add(f"c-{number}")

            def write_until_refused() -> None:
                for number in range(10_000):
                    write(number)

            with pytest.raises(StoreError, match=r"store\.db: the disk is full.*free some space"):
                write_until_refused()
            assert len(kept) > 20
            assert {each.doc_id for each in consents} == kept == {each["consent"] for each in drafts}
            ballast.unlink()
            db.file.fetch("PRAGMA max_page_count = 100000")
            write(10_000)
        assert written(path) == kept


def test_a_limit_on_the_file_is_told_clearly_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with child(UNTIL_REFUSED, path) as process:
        output, _ = process.communicate(timeout=60)
    number, message = output.strip().split(" ", 1)
    assert message.startswith(f"{path}: the disk ")
    assert written(path) == {f"c-0-{each:06}" for each in range(int(number))}
    assert int(number) > 20
    _, found = kill_while_writing(path, "again", 0)
    assert found


def test_processes_that_count_together_lose_no_count(tmp_path: Path) -> None:
    """They all create the file, too."""
    processes = [child(COUNT, tmp_path / "store.db") for _ in range(4)]
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * 4
    with SQLiteDB(tmp_path / "store.db") as db:
        assert db.table("tally").all() == [{"id": "total", "n": 200}]


def main(kills: int) -> None:
    """Kill that many times and print what was lost."""
    lost = extra = total = 0
    with tempfile.TemporaryDirectory() as name:
        for run in range(kills):
            acknowledged, found = kill_while_writing(Path(name) / "store.db", str(run), random.uniform(0, 0.1))
            lost, extra = lost + len(acknowledged - found), extra + len(found - acknowledged)
            total += len(acknowledged)
    print(f"{kills} kills, {total} acknowledged writes, {lost} lost, {extra} done but not yet acknowledged")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

"""One SQLite file: modes, locks, threads, forks, and an error a user can act on for whatever goes wrong."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from assistant.adapters.store.sqlite_file import ADVICE, SQLiteFile, explain
from assistant.errors import StoreError

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SQLiteFile]:
    with closing(SQLiteFile(tmp_path / "store.db", timeout=0.05)) as opened:
        opened.write("CREATE TABLE t (n INTEGER)")
        yield opened


def numbers(file: SQLiteFile) -> list[int]:
    return [n for (n,) in file.fetch("SELECT n FROM t ORDER BY n")]


def test_files_are_for_the_owner_only(file: SQLiteFile, tmp_path: Path) -> None:
    file.write("INSERT INTO t VALUES (1)")
    file.copy_to(tmp_path / "copy.db")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["store.db", "store.db-wal", "store.db-shm", "copy.db"], 0o600)


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(file: SQLiteFile) -> None:
    assert file.fetch("PRAGMA synchronous") == [(2,)]
    assert file.fetch("PRAGMA journal_mode") == [("wal",)]


def test_a_copy_holds_what_was_committed(file: SQLiteFile, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("an older copy")
    file.write("INSERT INTO t VALUES (1)")
    with file.transaction():
        file.write("INSERT INTO t VALUES (2)")
        file.copy_to(target)
    with closing(SQLiteFile(target, read_only=True)) as copy:
        assert numbers(copy) == [1]
    with pytest.raises(StoreError, match=r"no_folder/copy\.db: the copy cannot be written"):
        file.copy_to(tmp_path / "no_folder" / "copy.db")


def test_a_reader_does_not_block_the_writer(file: SQLiteFile) -> None:
    with closing(SQLiteFile(file.path, read_only=True)) as reader, reader.snapshot():
        assert numbers(reader) == []
        file.write("INSERT INTO t VALUES (1)")
        assert numbers(reader) == []
        with pytest.raises(StoreError, match="may not be written"):
            reader.write("DELETE FROM t")
    assert numbers(file) == [1]


def test_each_thread_has_its_own_transaction(file: SQLiteFile) -> None:
    patient = SQLiteFile(file.path)

    def add(_: int) -> None:
        with patient.transaction():
            ((largest,),) = patient.fetch("SELECT coalesce(max(n), 0) FROM t")
            patient.write("INSERT INTO t VALUES (?)", [largest + 1])

    with closing(patient), ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(80)))
    assert numbers(file) == list(range(1, 81))


def test_connections_are_closed_with_their_threads(file: SQLiteFile) -> None:
    opened = []

    def connect() -> None:
        opened.append(file._connect())

    thread = threading.Thread(target=connect)
    thread.start()
    thread.join()
    deadline = time.monotonic() + 5
    while len(file._all) > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_a_forked_child_opens_the_file_anew(tmp_path: Path) -> None:
    code = """if True:
        import os, sys
        from pathlib import Path
        from assistant.adapters.store.sqlite_file import SQLiteFile
        file = SQLiteFile(Path(sys.argv[1]))
        file.write("CREATE TABLE t (n)")
        with file.transaction():
            file.write("INSERT INTO t VALUES (1)")
            if not (child := os.fork()):
                assert file.fetch("SELECT * FROM t") == []
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
        if not (child := os.fork()):
            file.write("INSERT INTO t VALUES (2)")
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        file.write("INSERT INTO t VALUES (3)")
        assert file.fetch("SELECT n FROM t") == [(1,), (2,), (3,)]
        assert file.fetch("PRAGMA integrity_check") == [("ok",)]
    """
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "store.db")], check=True, cwd=ROOT)


# What goes wrong


@contextmanager
def one_line(path: Path, *words: str) -> Iterator[None]:
    with pytest.raises(StoreError) as caught:
        yield
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert all(word in message for word in words), message


def codes() -> dict[str, int]:
    """Every primary result code that sqlite3 knows by name."""
    found = {name: getattr(sqlite3, name) for name in dir(sqlite3) if name.startswith("SQLITE_")}
    return {
        name: code
        for name, code in found.items()
        if isinstance(code, int) and 0 < code < 100 and not name.startswith(("SQLITE_LIMIT", "SQLITE_DBCONFIG"))
    }


@pytest.mark.parametrize("code", sorted(set(codes().values()) | {0, sqlite3.SQLITE_IOERR_WRITE}))
@pytest.mark.parametrize("kind", [sqlite3.Error, *sqlite3.DatabaseError.__subclasses__(), sqlite3.InterfaceError])
def test_whatever_sqlite_raises_becomes_one_line(code: int, kind: type[sqlite3.Error]) -> None:
    error = kind("what SQLite\nsays")
    error.sqlite_errorcode = code
    words = ADVICE.get(code & 0xFF, ("SQLite says: what SQLite says", "assistant restore FILE"))
    with one_line(Path("/x/store.db"), *words):
        raise explain(error, Path("/x/store.db"))


def test_locked(file: SQLiteFile) -> None:
    with closing(SQLiteFile(file.path)) as other, other.transaction():
        with one_line(file.path, "another process keeps it locked"), file.transaction():
            pass
        with one_line(file.path, "another process keeps it locked"):
            file.write("INSERT INTO t VALUES (1)")
        assert numbers(file) == []
    file.write("INSERT INTO t VALUES (1)")


def test_opening_waits_for_a_writer_that_uses_no_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as plain:
        plain.execute("CREATE TABLE t (n)")
        plain.execute("BEGIN IMMEDIATE")
        with one_line(path, "another process keeps it locked"):
            SQLiteFile(path, timeout=0.05)
        threading.Timer(0.1, plain.execute, ["COMMIT"]).start()
        with closing(SQLiteFile(path)) as file:
            assert file.fetch("PRAGMA journal_mode") == [("wal",)]


def test_no_database(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("Dear Ann, " * 1000)
    with one_line(path, "no store of the assistant's", "backup"):
        SQLiteFile(path)


def test_damaged(file: SQLiteFile) -> None:
    file.write(
        "INSERT INTO t WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 9000) SELECT n FROM c"
    )
    file.close()
    with file.path.open("r+b") as handle:
        handle.seek(4096)
        handle.write(b"\xa5" * 8 * 4096)
    with closing(SQLiteFile(file.path)) as damaged, one_line(file.path, "damaged", "backup"):
        numbers(damaged)


def test_no_such_folder_or_file(tmp_path: Path) -> None:
    with one_line(tmp_path / "no" / "store.db", "No such file or directory"):
        SQLiteFile(tmp_path / "no" / "store.db")
    with one_line(tmp_path / "store.db", "there is no such file"):
        SQLiteFile(tmp_path / "store.db", read_only=True)
    with one_line(tmp_path, "check that its folder exists"):
        SQLiteFile(tmp_path)


@contextmanager
def without_privileges() -> Iterator[None]:
    """As nobody, where the tests run as root: root may write everywhere."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


def test_read_only_folder() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        with without_privileges(), one_line(folder / "store.db", "Permission denied"):
            SQLiteFile(folder / "store.db")
        folder.chmod(0o755)
        with closing(SQLiteFile(folder / "store.db")) as file:
            file.write("CREATE TABLE t (n)")
        (folder / "store.db").chmod(0o444)
        folder.chmod(0o555)
        with without_privileges(), one_line(folder / "store.db", "check"):
            SQLiteFile(folder / "store.db").write("INSERT INTO t VALUES (1)")
        folder.chmod(0o755)


def test_closed(file: SQLiteFile) -> None:
    file.close()
    file.close()
    with one_line(file.path, "closed"):
        file.fetch("SELECT 1")


def test_a_transaction_that_sqlite_undid_writes_nothing_more(file: SQLiteFile) -> None:
    """On a full disk SQLite undoes everything by itself; what follows must not slip in as a write of its own."""
    file.write("CREATE UNIQUE INDEX each_once ON t (n)")
    with one_line(file.path, "undid the whole transaction"), file.transaction():
        file.write("INSERT INTO t VALUES (1)")
        with one_line(file.path, "UNIQUE"), file.transaction():
            file.write("INSERT OR ROLLBACK INTO t VALUES (1)")
        file.write("INSERT INTO t VALUES (2)")
    assert numbers(file) == []
    file.write("INSERT INTO t VALUES (3)")
    assert numbers(file) == [3]

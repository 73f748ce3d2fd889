"""One SQLite file, shared by threads and processes: opening, statements, transactions, and errors a user can act on."""

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.errors import StoreError

Row = tuple[Any, ...]

ADVICE: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("the disk is full; nothing was half-written", "free some space, then run it again"),
    sqlite3.SQLITE_IOERR: ("the disk refuses to read or write", "check its free space, quota and health"),
    sqlite3.SQLITE_BUSY: ("another process keeps it locked", "let that one finish or end it, then run it again"),
    sqlite3.SQLITE_LOCKED: ("another part of this process keeps it locked", "run it again"),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "put a backup in its place with assistant restore FILE"),
    sqlite3.SQLITE_NOTADB: (
        "this is no store of the assistant's, or it is damaged",
        "put a backup in its place with assistant restore FILE",
    ),
    sqlite3.SQLITE_READONLY: ("it may not be written", "check who owns the file and its folder, and their permissions"),
    sqlite3.SQLITE_PERM: ("it may not be opened", "check the permissions of the file and its folder"),
    sqlite3.SQLITE_AUTH: ("it may not be opened", "check the permissions of the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "check that its folder exists and may be written"),
    sqlite3.SQLITE_NOMEM: ("there is not enough memory", "close something else, then run it again"),
    sqlite3.SQLITE_TOOBIG: ("a record is larger than the database allows", "leave it out"),
    sqlite3.SQLITE_NOLFS: ("the file is larger than this file system allows", "move it to another disk"),
}
"""What is wrong, and what to do, by SQLite's primary result code. Every other code is told with SQLite's own words."""

_INHERITED: list[object] = []  # connections of a parent process: a child that closed one would disturb its locks


class MissingTableError(StoreError):
    """A statement needs `table`, which the file does not have (yet)."""

    def __init__(self, path: Path, table: str) -> None:
        super().__init__(f"{path}: it has no table {table}: another version may have written it, run it again")
        self.table = table


class _Owned:
    """A connection that is closed when the thread that it belongs to has ended."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()


class _Thread(threading.local):
    owned: _Owned | None = None
    depth = 0


class SQLiteFile:
    """Runs statements against one file, with a connection for each thread.

    Write-ahead logging lets readers go on while one writes. `synchronous` is FULL: a commit is on the disk before it is
    acknowledged, so that a recorded consent survives a power cut. NORMAL, six times as fast for a lone write (20 µs
    against 120 µs, SSD), survives the end of the process only, and what is written in bulk shares one commit anyway.

    A new file is created with mode 0600; the log files beside it inherit that. `timeout` (seconds) is how long to wait
    for another process. Everything that SQLite can raise comes out as a StoreError.
    """

    def __init__(self, path: Path, *, read_only: bool = False, timeout: float = 30.0) -> None:
        self.path = path
        self.read_only = read_only
        self._timeout = timeout
        self._closed = False
        self._counting = threading.Lock()
        self._counter: tuple[int, _Owned] | None = None
        self._reset()
        self._connect()

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All the rows. No statement stays open, so what is written next never meets an outdated view of the file."""
        connection = self._connect()
        try:
            return connection.execute(sql, parameters).fetchall()
        except (sqlite3.Error, UnicodeError) as error:
            raise explain(error, self.path) from error

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return bool(self.fetch("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [table]))

    def version(self) -> str:
        """Another text whenever the file was changed, by whomever; it compares with others of the same process only.

        SQLite counts, for each connection, what others have committed: hence one connection that only counts.
        """
        with self._counting:
            if self._counter is None or self._counter[0] != os.getpid():
                self._counter = os.getpid(), _Owned(self._open())
            ((count,),) = self._counter[1].connection.execute("PRAGMA data_version").fetchall()
        return f"{self._counter[0]}.{count}"

    def write(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement and say how many rows it changed. Alone, it is a transaction of its own."""
        connection = self._connect()
        try:
            return connection.execute(sql, parameters).rowcount
        except (sqlite3.Error, UnicodeError) as error:
            raise explain(error, self.path) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an exception undoes what was written in the block.

        The outermost block takes the write lock at once, so that what is read in it is still true when it writes.
        A block inside another can fail and be caught without undoing the outer one.
        """
        connection, thread = self._connect(), self._thread
        level = thread.depth
        point = f"level_{level}"
        self.write(f"SAVEPOINT {point}" if level else "BEGIN IMMEDIATE")
        thread.depth += 1
        try:
            yield
            self.write(f"RELEASE {point}" if level else "COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite itself undoes all on a full disk
                with suppress(sqlite3.Error):
                    connection.execute(f"ROLLBACK TO {point}" if level else "ROLLBACK")
                    if level:
                        connection.execute(f"RELEASE {point}")
            raise
        finally:
            thread.depth = level

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read in the block is one state of the file, whatever others write. Not for writing."""
        connection = self._connect()
        if connection.in_transaction:
            yield
            return
        self.write("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                connection.execute("COMMIT")

    def compact(self) -> bool:
        """Write the file anew, without what lies in its unused pages, and empty the log beside it.

        Whether that is done: while others read, the older pages stay until they have ended.
        """
        self.write("VACUUM")
        return bool(self.fetch("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0)

    def copy_to(self, target: Path) -> None:
        """Write a compact copy of the last committed state to `target`, with mode 0600, replacing what is there."""
        part = target.with_name(target.name + ".part")
        reader = SQLiteFile(self.path, read_only=True, timeout=self._timeout)  # its own, so that a transaction may run
        try:
            part.unlink(missing_ok=True)
            _create(part)
            reader.write("VACUUM INTO ?", [str(part)])
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise StoreError(f"{target}: the copy cannot be written: {error.strerror}") from error
        finally:
            reader.close()
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def become(self, source: Path) -> None:
        """Take over all that the file at `source` holds, in one step, also while other processes have this one open."""
        other = SQLiteFile(source, read_only=True, timeout=self._timeout)
        try:
            other._connect().backup(self._connect())
        except sqlite3.Error as error:
            raise explain(error, self.path) from error
        finally:
            other.close()

    def close(self) -> None:
        """Close the connections of all threads."""
        self._closed = True
        for owned in [*self._all, *([self._counter[1]] if self._counter else [])]:
            with suppress(sqlite3.Error):
                owned.connection.close()

    def _reset(self) -> None:
        self._pid = os.getpid()
        self._thread = _Thread()
        self._all: weakref.WeakSet[_Owned] = weakref.WeakSet()

    def _connect(self) -> sqlite3.Connection:
        if self._pid != os.getpid():
            _INHERITED.append((self._thread, list(self._all)))
            self._reset()
        thread = self._thread
        if self._closed:
            raise StoreError(f"{self.path}: the store was closed")
        if thread.owned is None:
            thread.owned = _Owned(self._open())
            self._all.add(thread.owned)
        elif thread.depth and not thread.owned.connection.in_transaction:
            raise StoreError(f"{self.path}: an error before undid the whole transaction", hint="run it again")
        return thread.owned.connection

    def _open(self) -> sqlite3.Connection:
        connection = None
        try:
            if not self.read_only:
                _create(self.path)
            connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode={'ro' if self.read_only else 'rw'}",
                uri=True,
                timeout=self._timeout,
                isolation_level=None,
                check_same_thread=False,
            )
            connection.execute("PRAGMA synchronous = FULL")
            self._use_write_ahead_log(connection)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except OSError as error:
            raise StoreError(f"{self.path}: it cannot be created: {error.strerror}") from error
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise explain(error, self.path) from error
        return connection

    def _use_write_ahead_log(self, connection: sqlite3.Connection) -> None:
        """Turn the log on once; SQLite itself does not wait for other processes that start at the same moment."""
        deadline = time.monotonic() + self._timeout
        while not self.read_only and connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if _primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)


def explain(error: Exception, path: Path) -> StoreError:
    """What sqlite3 raised about the file at `path`, in one line that names the file and says what to do."""
    code = _primary(error)
    if code == sqlite3.SQLITE_ERROR and str(error).startswith("no such table: "):
        return MissingTableError(path, str(error).removeprefix("no such table: "))
    if isinstance(error, UnicodeError):
        return StoreError(f"{path}: an id must be valid Unicode text")
    if code == sqlite3.SQLITE_CANTOPEN and path.parent.is_dir() and not path.exists():
        return StoreError(f"{path}: there is no such file")
    if code in ADVICE:
        problem, hint = ADVICE[code]
        return StoreError(f"{path}: {problem}", hint=hint)
    said = " ".join(str(error).split())
    return StoreError(f"{path}: SQLite says: {said}", hint="put a backup in its place: assistant restore FILE")


def _create(path: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _primary(error: Exception) -> int:
    """The primary result code of an error of sqlite3; 0 where there is none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF

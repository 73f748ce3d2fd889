"""Going back to a backup: an older form, a damaged file, a kill in the middle, and what was decided since."""

import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.store.backup import backup
from assistant.adapters.store.migrations import MIGRATIONS, schema_version
from assistant.adapters.store.sqlite_file import SQLiteFile
from assistant.adapters.store.sqlite_tables import SQLiteDB
from assistant.adapters.store.tinydb_store import open_store
from assistant.bootstrap.restoring import put_back
from assistant.domain.access import Session
from assistant.domain.forgetting import Forgotten
from assistant.domain.people import Person
from assistant.errors import StoreError
from assistant.services.forget import apply_forget

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
RESTORE = """
import sys
from pathlib import Path
from assistant.bootstrap.restoring import put_back
print("begun", flush=True)
put_back(Path(sys.argv[1]), Path(sys.argv[2]), user=())
"""
KILLS = 12


def person(number: int, note: str = "") -> Person:
    return Person(id=f"who-{number:06}", name=f"Somebody {number}", addresses=(f"p{number}@x.example",), note=note)


def made(path: Path, number: int, note: str) -> None:
    with closing(open_store(path)) as store:
        store.put(*(person(each, note) for each in range(number)))


def notes(path: Path) -> set[str]:
    with closing(open_store(path)) as store:
        assert store._db.file.fetch("PRAGMA integrity_check") == [("ok",)]  # type: ignore[attr-defined]
        return {each.note for each in store.find(Person)}


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    store, file = tmp_path / "assistant.db", tmp_path / "copy.db"
    made(tmp_path / "new.db", 3_000, "new " * 40)
    backup(tmp_path / "new.db", file)
    made(store, 3_000, "old " * 40)
    begun = time.monotonic()
    put_back(file, store, user=())
    took = time.monotonic() - begun
    made(store, 3_000, "old " * 40)
    outcomes = set()
    for attempt in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", RESTORE, str(file), str(store)], cwd=ROOT, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(took * attempt / KILLS)
            process.send_signal(signal.SIGKILL)
        found = notes(store)
        assert found in ({"old " * 40}, {"new " * 40})
        outcomes |= found
        made(store, 3_000, "old " * 40)
    assert "old " * 40 in outcomes
    put_back(file, store, user=())
    assert notes(store) == {"new " * 40}
    assert not list(tmp_path.glob("*.ready*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.db", b""), ("garbage.db", b"\x00\xff" * 5000), ("photo.zip", b"PK\x03\x04" + b"x" * 9000)],
)
def test_what_is_no_backup_is_named_and_changes_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    store, file = tmp_path / "assistant.db", tmp_path / name
    made(store, 3, "old")
    file.write_bytes(content)
    with pytest.raises(StoreError, match=name):
        put_back(file, store, user=())
    assert notes(store) == {"old"}
    assert [each.name for each in tmp_path.glob("assistant*.db")] == ["assistant.db"]


def test_a_backup_that_was_damaged_in_the_middle_is_named(tmp_path: Path) -> None:
    store, file = tmp_path / "assistant.db", tmp_path / "copy.db"
    made(store, 500, "old")
    backup(store, file)
    for damaged in (file.read_bytes()[:-9000], b"".join((file.read_bytes()[:20_000], b"\xee" * 30_000))):
        file.write_bytes(damaged)
        with pytest.raises(StoreError, match=r"copy\.db"):
            put_back(file, store, user=())
        assert notes(store) == {"old"}


def test_a_backup_in_an_older_form_comes_in_the_newest(tmp_path: Path) -> None:
    store, file = tmp_path / "assistant.db", tmp_path / "copy.db"
    made(store, 3, "now")
    made(tmp_path / "old.db", 5, "of old")
    with SQLiteDB(tmp_path / "old.db") as old:
        old.file.write("UPDATE _meta SET value = 1 WHERE key = 'schema_version'")
        version = schema_version(old.file)
    assert version == 1
    backup(tmp_path / "old.db", file)
    put_back(file, store, user=())
    with closing(SQLiteFile(store, read_only=True)) as now:
        assert schema_version(now) == len(MIGRATIONS)
    assert notes(store) == {"of old"}


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    made(file, 1, "later")
    with SQLiteDB(file) as newer:
        newer.file.write("UPDATE _meta SET value = 99 WHERE key = 'schema_version'")
    with pytest.raises(StoreError, match="newer version"):
        put_back(file, tmp_path / "assistant.db", user=())


def test_who_may_see_the_page_and_who_was_forgotten_stay_as_they_are_now(tmp_path: Path) -> None:
    store, file = tmp_path / "assistant.db", tmp_path / "copy.db"
    with closing(open_store(store)) as live:
        live.put(person(1), person(2), Session(id="s-old", opened_at=NOON, seen_at=NOON))
    backup(store, file)
    with closing(open_store(store)) as live:
        apply_forget(live, person(1), user=())
        live.delete(Session, "s-old")
        live.put(Session(id="s-now", opened_at=NOON, seen_at=NOON))
    restored = put_back(file, store, user=())
    assert (restored.forgotten, restored.under_way) == (1, ())
    with closing(open_store(store)) as live:
        assert [each.id for each in live.find(Session)] == ["s-now"]
        assert [each.id for each in live.find(Person)] == ["who-000002"]
        assert live.count(Forgotten)
    assert b"p1@x.example" not in store.read_bytes()

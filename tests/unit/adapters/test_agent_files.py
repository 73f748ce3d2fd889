"""What the agent has on the disk: its log, its lock, its backups. All of it is for the user alone."""

import io
import logging
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.agent_log import agent_log
from assistant.adapters.instance import only_instance, running_instance
from assistant.adapters.store.backup import backup_of_day
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.jobs import Done, Running
from assistant.errors import StoreError, UserError

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
ME = Running(pid=4711, since=NOW, page="http://127.0.0.1:8765")


def modes(folder: Path) -> set[str]:
    return {oct(file.stat().st_mode)[-3:] for file in folder.rglob("*")}


def test_the_log_has_plain_lines_and_is_turned_over(tmp_path: Path) -> None:
    with agent_log(tmp_path / "data" / "logs", lambda: NOW, largest=2_000) as tell:
        for number in range(600):
            tell(f"sync: {number} new")
    files = sorted((tmp_path / "data" / "logs").iterdir())
    assert [file.name for file in files] == ["agent.log", *(f"agent.log.{number}" for number in range(1, 6))]
    assert files[0].read_text().splitlines()[-1] == "2026-10-01 09:00:00  sync: 599 new"
    assert modes(tmp_path / "data") == {"600", "700"}


def test_a_line_is_one_line_whatever_is_in_it(tmp_path: Path) -> None:
    echo = io.StringIO()
    with agent_log(tmp_path, lambda: NOW, echo=echo) as tell:
        tell("a\nb\x1b[31m %s \udcff")
    assert (tmp_path / "agent.log").read_text("utf-8") == "2026-10-01 09:00:00  a b [31m %s  \n" == echo.getvalue()


def test_what_libraries_log_is_not_in_it(tmp_path: Path) -> None:
    with agent_log(tmp_path, lambda: NOW):
        logging.getLogger("imapclient.imaplib").critical("LOGIN maren hunter2")
        logging.getLogger("assistant.agent").critical("from elsewhere")
    assert (tmp_path / "agent.log").read_text() == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_costs_a_line_and_no_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "agent.log").symlink_to("/dev/full")
    with agent_log(tmp_path, lambda: NOW, largest=0) as tell:
        tell("lost")
    assert capsys.readouterr() == ("", "")


def test_a_second_one_is_told_of_the_first(tmp_path: Path) -> None:
    assert running_instance(tmp_path) is None
    with only_instance(tmp_path, ME):
        assert running_instance(tmp_path) == ME
        with (
            pytest.raises(UserError, match=r"process 4711, since 2026-10-01 09:00") as refused,
            only_instance(tmp_path, ME),
        ):
            pass
        assert "--status" in refused.value.hint
        assert modes(tmp_path) == {"600"}
        (tmp_path / "agent.json").write_text("{")
        assert running_instance(tmp_path) is None
        with pytest.raises(UserError, match="runs already on"), only_instance(tmp_path, ME):
            pass
    assert running_instance(tmp_path) is None
    with only_instance(tmp_path, ME):
        pass


def test_the_lock_goes_with_the_process(tmp_path: Path) -> None:
    code = (
        "import sys, os; from pathlib import Path; from tests.unit.adapters.test_agent_files import *\n"
        "with only_instance(Path(sys.argv[1]), ME):\n    os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert (tmp_path / "agent.json").exists(), "it had no time to tidy up"
    assert running_instance(tmp_path) is None
    with only_instance(tmp_path, ME):
        assert running_instance(tmp_path) == ME


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert running_instance(tmp_path / "file" / "data") is None
    with pytest.raises(StoreError, match="cannot be written"), only_instance(tmp_path / "file" / "data", ME):
        pass


def test_one_backup_a_day_and_the_newest_stay(tmp_path: Path) -> None:
    store, folder, day = tmp_path / "assistant.db", tmp_path / "backups", date(2026, 10, 1)
    with pytest.raises(StoreError, match="nothing to back up"):
        backup_of_day(store, folder, day, keep=3)
    kept = open_store(store)
    assert backup_of_day(store, folder, day, keep=3)
    (folder / "assistant-2026-before-moving.db").write_text("mine")
    (folder / "assistant-2026-09-30.db.part").write_text("broken off")
    for number in range(5):
        kept.put(Done(id=f"job {number}", since=NOW))
        assert backup_of_day(store, folder, day + timedelta(days=number + 1), keep=3)
        assert not backup_of_day(store, folder, day + timedelta(days=number + 1), keep=3)
    assert sorted(file.name for file in folder.glob("assistant-2026-1*")) == [
        f"assistant-2026-10-0{number}.db" for number in (4, 5, 6)
    ]
    assert (folder / "assistant-2026-before-moving.db").exists()
    assert open_store(folder / "assistant-2026-10-06.db").count(Done) == 5
    assert (folder / "assistant-2026-10-06.db").stat().st_mode & 0o777 == 0o600


def test_where_no_backup_can_be_made_the_older_ones_stay(tmp_path: Path) -> None:
    store, folder = tmp_path / "assistant.db", tmp_path / "backups"
    open_store(store)
    backup_of_day(store, folder, date(2026, 10, 1), keep=1)
    store.write_bytes(b"rubbish" * 1_000)
    with pytest.raises(StoreError):
        backup_of_day(store, folder, date(2026, 10, 2), keep=1)
    assert [file.name for file in folder.iterdir()] == ["assistant-2026-10-01.db"]

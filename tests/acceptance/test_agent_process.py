"""`assistant run` as a process: its health, its end by a signal, a second one, and no end at all."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.activity import Activity, Deed
from assistant.domain.documents import Document
from assistant.domain.jobs import Done, Job
from assistant.domain.mentions import Mention
from assistant.domain.prompts import Prompt
from tests.acceptance.agent_world import SAMPLE

PATIENCE = 180.0  # seconds for a process that loads the reader on a busy machine
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "Maren’s world"
    shutil.copytree(SAMPLE, place)
    with (place / "config.toml").open("a") as config, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        config.write(f"\n[page]\nport = {free.getsockname()[1]}\n")
    return place


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "assistant", "--config", str(folder / "config.toml"), *words]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "DBUS_SESSION_BUS_ADDRESS": ""}


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The agent; it is killed at the end, if it is there still."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command(folder, "run"), env=environment(), stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def status(folder: Path) -> dict[str, Any]:
    """What `run --status` says."""
    told = subprocess.run(
        command(folder, "run", "--status", "--json"), env=environment(), capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(told.stdout)
    assert told.returncode == (0 if found["running"] and not any(job["problems"] for job in found["jobs"]) else 1)
    return found


def until(is_so: Callable[[], object]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def log(folder: Path) -> str:
    file = folder / "data" / "logs" / "agent.log"
    return file.read_text("utf-8") if file.exists() else ""


def test_it_runs_tells_how_it_is_and_ends_when_asked(folder: Path) -> None:
    assert status(folder)["running"] is None
    with running(folder) as process:
        until(lambda: "backup: " in log(folder))
        health = status(folder)
        assert health["running"]["pid"] == process.pid
        by_job = {job["job"]: job for job in health["jobs"]}
        assert by_job.keys() == {"sync", "replies", "backup", "meetings"}
        assert by_job["sync"]["last"] < by_job["sync"]["next"]
        page = httpx.get(f"{health['running']['page']}/health")
        assert page.json()["status"] == "ok"
        second = subprocess.run(command(folder, "run"), env=environment(), capture_output=True, text=True)
        assert second.returncode == 1
        assert f"runs already on {folder / 'data'}: process {process.pid}, since " in second.stderr
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - asked < 20
        assert process.communicate() == ("", ""), "what it has to tell stands in its log"
    assert log(folder).splitlines()[-1].endswith("  stopped")
    assert status(folder)["running"] is None
    mode = {str(file.relative_to(folder)): oct(file.stat().st_mode)[-3:] for file in (folder / "data").rglob("*")}
    assert set(mode.values()) == {"600", "700"}, mode
    store = open_store(folder / "data" / "assistant.db")
    deeds = [activity.deed for activity in sorted(store.find(Activity), key=lambda each: each.id)]
    assert deeds[0] is Deed.STARTED
    assert deeds[-1] is Deed.STOPPED


def test_a_reading_breaks_off_between_two_chunks_and_goes_on_at_the_next_start(folder: Path) -> None:
    many = folder / "mail" / "loose"
    for number in range(3_000):
        (many / f"{number}.eml").write_text(
            f"From: Tamsin Weir <tamsin@proofandcrumb.example>\nTo: maren@holtandfen.example\nSubject: Tiles {number}\n"
            f"Message-ID: <{number}@crumb.example>\nDate: Mon, 16 Nov 2026 09:00:00 +0000\n\n"
            f"The tiles for kitchen {number} came. We are struggling with our payroll, it takes us days.\n"
        )
    with running(folder) as process:
        store = folder / "data" / "assistant.db"
        until(lambda: store.exists() and "started" in log(folder) and open_store(store).count(Document) > 64)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    kept = open_store(store).count(Document)
    assert kept < 3_000
    assert "sync: stopped on the way" in log(folder)
    with running(folder):
        until(lambda: "sync: " in "".join(log(folder).split("started")[2:]))
    assert open_store(store).count(Document, source="saved mails") >= 3_000


def exported(store: Path, folder: Path) -> dict[str, list[dict[str, Any]]]:
    open_store(store).export(folder)
    return {file.stem: json.loads(file.read_text("utf-8")) for file in folder.iterdir()}


def test_killed_again_and_again_it_doubles_nothing_and_comes_to_the_same(folder: Path, tmp_path: Path) -> None:
    calm = tmp_path / "calm"
    shutil.copytree(folder, calm)
    with running(calm):
        until(lambda: "backup: " in log(calm))
    for fraction in (0.0, 0.3, 0.6, 1.0, 1.5, 2.0):
        with running(folder) as process:
            until(lambda: (folder / "data" / "agent.json").exists())
            time.sleep(fraction)
            process.send_signal(signal.SIGKILL)
            process.wait()
    with running(folder):
        until(lambda: "sync" in {job["job"] for job in status(folder)["jobs"] if job["last"]})
        until(lambda: any((folder / "data" / "backups").glob("*.db")))
        until(lambda: open_store(folder / "data" / "assistant.db").get(Done, Job.BACKUP))
    stores = [place / "data" / "assistant.db" for place in (calm, folder)]
    first, second = (open_store(store) for store in stores)
    for kind in (Document, Mention, Prompt):
        assert {each.id for each in first.find(kind)} == {each.id for each in second.find(kind)}
        assert first.count(kind)
    deeds = Counter(activity.deed for activity in second.find(Activity))
    assert deeds[Deed.SYNCED] == 1
    assert deeds[Deed.BACKED_UP] <= 1
    assert len(list((folder / "data" / "backups").iterdir())) == 1


def test_changed_settings_count_at_once_and_the_page_stays(folder: Path) -> None:
    config = folder / "config.toml"
    with running(folder) as process:
        until(lambda: "backup: " in log(folder))
        page = f"{status(folder)['running']['page']}/health"
        config.write_text(config.read_text("utf-8") + '\n[agent]\nsync_at = "nonsense"\n', "utf-8")
        until(lambda: "cannot be used as they are now" in log(folder))
        assert httpx.get(page).status_code == 200
        config.write_text(config.read_text("utf-8").replace("nonsense", "11:11"), "utf-8")
        until(lambda: "they have changed" in log(folder) and log(folder).count("  started") == 2)
        assert httpx.get(page).status_code == 200
        health = status(folder)
        assert health["running"]["pid"] == process.pid
        (sync,) = [job for job in health["jobs"] if job["job"] == "sync"]
        assert ":11:00" in sync["next"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_the_page_waits_until_the_port_is_free(folder: Path) -> None:
    """As where it is served by `assistant serve` still, and the agent is started beside it."""
    port = int((folder / "config.toml").read_text("utf-8").rpartition("port = ")[2])
    with socket.create_server(("127.0.0.1", port)) as taken, running(folder) as process:
        until(lambda: "started" in log(folder))
        taken.close()

        def answers() -> bool:
            try:
                return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
            except httpx.TransportError:
                return False

        until(answers)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0

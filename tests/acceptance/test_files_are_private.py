"""Whatever the assistant writes, nobody else on the machine may read, however open the machine's habits are."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.adapters.secrets import LateSecrets
from tests.acceptance.test_commands import SAMPLE, Run, rows, runner_for


@pytest.fixture(autouse=True)
def _open_habits() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    shutil.copytree(SAMPLE / "mail", tmp_path / "mail")
    return runner_for(tmp_path / "home")


def open_to_others(folder: Path) -> list[str]:
    """What others could read or change, in a folder and below."""
    places = [folder, *folder.rglob("*")]
    return [f"{stat.S_IMODE(place.stat().st_mode):o} {place}" for place in places if place.stat().st_mode & 0o077]


@pytest.mark.skipif(os.name == "nt", reason="there, the user's folder keeps others out")
def test_all_that_is_written(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.adapters.secrets._candidates", lambda: [])
    home = tmp_path / "home"
    user = ("--name", "Helen", "--address", "helen@marsh.example", "--organisation", "Marsh")
    run("init", *user, "--source", f"mbox={tmp_path / 'mail' / 'inbox.mbox'}", text="\n" * 5)
    run("sync")
    LateSecrets(home / "data").put("imap mail", "hunter2")
    run("backup", str(home / "backup.db"))
    run("export", str(home / "exported"))
    run("prompts", "answer", str(rows(run, "prompts")[0]["id"]), "yes")
    draft = str(rows(run, "drafts")[0]["id"])
    run("drafts", "approve", draft, "--yes")
    run("restore", str(home / "backup.db"), "--yes")
    names = {place.name for place in home.rglob("*")}
    assert {"config.toml", "assistant.db", "drafts", "secrets.json", "backup.db", "exported"} <= names
    assert [name for name in names if name.startswith(draft)]
    assert open_to_others(home) == []

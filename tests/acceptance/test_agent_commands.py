"""`run` and `service` as they are typed, and a mailbox that tells the running agent of an answer."""

import json
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.adapters.background.commands import Ran
from assistant.adapters.store.tinydb_store import open_store
from assistant.bootstrap.background import service_manager
from assistant.cli import app, service
from assistant.domain.documents import Document
from tests.acceptance.test_agent_process import log, running, until
from tests.servers.dovecot import HOST, PASSWORD
from tests.servers.dovecot import running as mail_server

CONFIG = """
data = "data"
[user]
name = "Maren Holt"
addresses = ["maren@holt.example"]
timezone = "Europe/London"
[page]
port = 1
[agent]
replies_every = 1440
"""


def typed(folder: Path, *words: str, text: str = "") -> Result:
    return CliRunner().invoke(app, ["--config", str(folder / "config.toml"), *words], input=text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG)
    return tmp_path


def test_how_it_is_doing_is_told_though_none_runs(folder: Path) -> None:
    told = typed(folder, "run", "--status")
    assert told.exit_code == 1
    assert told.output.startswith("It does not run.")
    assert "reads everything new: not yet" in told.output
    as_json = json.loads(typed(folder, "run", "--status", "--json").output)
    assert as_json["running"] is None
    assert [job["job"] for job in as_json["jobs"]] == ["sync", "replies", "backup", "meetings"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it would be installed for another system")
def test_installing_shows_asks_writes_and_is_taken_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
    called: list[str] = []

    def run(words: list[str]) -> Ran:
        called.append(" ".join(words))
        return Ran(status=0, output="active")

    monkeypatch.setattr(service, "service_manager", lambda *given: replace(service_manager(*given), run=run))  # type: ignore[type-var]
    unit = folder / "settings" / "systemd" / "user" / "followup-assistant.service"
    assert "Left as it is." in typed(folder, "service", "install", text="n\n").output
    assert not unit.exists()
    assert not called
    shown = typed(folder, "service", "install", text="y\n").output
    assert unit.read_text() in shown
    assert "enable-linger" in shown
    assert f"installed in {unit}: active" in "".join(typed(folder, "service", "status").output.splitlines()[0])
    assert "does not run any more" in typed(folder, "service", "uninstall").output
    assert not unit.exists()
    assert "It was not installed." in typed(folder, "service", "uninstall").output


def test_a_mailbox_tells_of_what_comes_in_and_it_is_read_at_once(folder: Path) -> None:
    with mail_server() as dovecot:
        (folder / "config.toml").write_text(
            CONFIG + f'[[account]]\nname = "work"\ntype = "imap"\naddress = "maren@holt.example"\nserver = "{HOST}"\n'
            f'port = {dovecot.port}\nsecurity = "none"\n'
        )
        (folder / "data").mkdir(mode=0o700)
        (folder / "data" / "secrets.json").write_text(json.dumps({"imap work": PASSWORD}))
        dovecot.append("maren@holt.example", _mail(1))
        with running(folder) as process:
            until(lambda: "backup: " in log(folder))
            time.sleep(2)  # until it waits; a mail that came before that would be found as well, so nothing hangs on it
            dovecot.append("maren@holt.example", _mail(2))
            until(lambda: "replies: 1 new" in log(folder))
            process.terminate()
            assert process.wait(30) == 0
    with closing(open_store(folder / "data" / "assistant.db")) as store:
        assert store.count(Document) == 2


def _mail(number: int) -> bytes:
    return (
        f"From: Tamsin Weir <tamsin@crumb.example>\r\nTo: maren@holt.example\r\nSubject: Tiles\r\n"
        f"Message-ID: <{number}@crumb.example>\r\nDate: Mon, 16 Nov 2026 09:00:00 +0000\r\n\r\nThe tiles came.\r\n"
    ).encode()

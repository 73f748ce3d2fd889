"""What `assistant doctor` says in trouble: one line that a business owner understands, and what to do about it."""

import json
import shutil
import socket
import sqlite3
import ssl
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest
import trustme

from assistant.adapters.dav import client as dav_client
from assistant.adapters.store.sqlite_storage import SQLiteStorage
from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.sources import SourceState
from assistant.services.doctor import Doctor
from tests.acceptance.test_commands import Run, runner_for
from tests.servers import google as google_server
from tests.servers.dav import DavServer, radicale
from tests.servers.dovecot import HOST, PASSWORD, Dovecot, running
from tests.servers.google import FakeGoogle
from tests.servers.google_accounts import TOKEN

SCOPES = [
    f"https://www.googleapis.com/auth/{name}" for name in ("gmail.readonly", "gmail.compose", "calendar.readonly")
]
USER = '[user]\nname = "Helen"\naddresses = ["helen@marsh.example"]\ntimezone = "Europe/London"\n'
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DavServer]:
    with radicale(tmp_path_factory.mktemp("dav")) as server:
        server.make("Work")
        yield server


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.adapters.secrets._candidates", lambda: [])


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "notes").mkdir()
    (tmp_path / "data").mkdir(mode=0o700)
    configure(tmp_path)
    made = runner_for(tmp_path)
    made("sync")
    return made


def configure(folder: Path, *accounts: str) -> None:
    tables = "".join(f"\n[[account]]\n{account}\n" for account in accounts)
    notes = '\n[[source]]\nname = "notes"\ntype = "notes"\npath = "notes"\n'
    (folder / "config.toml").write_text(USER + notes + tables, "utf-8")


def keep(folder: Path, **secrets: str) -> None:
    file = folder / "data" / "secrets.json"
    file.write_text(json.dumps({name.replace("_", " "): value for name, value in secrets.items()}), "utf-8")
    file.chmod(0o600)


def mail(server: str, port: int, security: str = "none") -> str:
    return (
        f'name = "mail"\ntype = "imap"\naddress = "helen@marsh.example"\nserver = "{server}"\nport = {port}\n'
        f'security = "{security}"'
    )


def calendar(url: str) -> str:
    return f'name = "days"\ntype = "caldav"\nurl = "{url}"'


def login(password: str, username: str = "helen") -> str:
    return json.dumps({"username": username, "password": password})


def told(run: Run, *, status: int = 1, fresh: bool = True) -> list[str]:
    """Each problem as a line, with its hint; those of sources that were not read yet only where they matter."""
    result = run("doctor", "--json", fails=bool(status))
    assert result.exit_code == status
    rows = json.loads(result.stdout)
    assert all(row["hint"] for row in rows if row["problem"])
    lines = [f"{row['what']}: {row['problem']} → {row['hint']}" for row in rows if row["problem"]]
    shown = run("doctor", fails=bool(status)).output if status == 2 else ""
    assert "Traceback" not in shown
    return [line for line in lines if fresh or "not read yet" not in line]


def only(lines: list[str], *words: str) -> None:
    (line,) = lines
    assert [word for word in words if word not in line] == [], line


def test_when_all_is_well(run: Run) -> None:
    assert told(run, status=0) == []


def test_no_configuration(tmp_path: Path) -> None:
    only(told(runner_for(tmp_path), status=2), "there is no such file", "assistant init")


def test_a_configuration_that_is_wrong(tmp_path: Path, run: Run) -> None:
    (tmp_path / "config.toml").write_text(USER + "colour = 1\n", "utf-8")
    only(told(run, status=2), "'user.colour' is not a key", "mend these lines")


def test_a_store_that_cannot_be_read(tmp_path: Path, run: Run) -> None:
    for left in (tmp_path / "data").glob("assistant.db*"):
        left.unlink()
    (tmp_path / "data" / "assistant.db").write_bytes(b"no database at all" * 100)
    only(told(run), "the store", "no store of the assistant's", "assistant restore")


def test_a_store_that_another_process_holds(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SQLiteStorage.__init__.__kwdefaults__, "timeout", 0.1)
    with closing(sqlite3.connect(tmp_path / "data" / "assistant.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        only(told(run), "the store", "another process keeps it locked", "let that one finish")


@pytest.mark.parametrize("free", [0, 100_000_000])
def test_a_disk_that_is_nearly_full(run: Run, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(10**12, 10**12 - free, free))
    only(told(run), "0.0 GB" if not free else "0.1 GB", "may run out", "free some space")


def test_a_data_folder_that_is_not_there_yet(tmp_path: Path, run: Run) -> None:
    shutil.rmtree(tmp_path / "data")
    (line,) = told(run)
    assert line == "notes: it was not read yet → assistant sync"


def test_a_clock_that_has_gone_back(tmp_path: Path, run: Run) -> None:
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        store.put(SourceState(id="notes", until=datetime.now(UTC) + timedelta(days=2)))
    only(told(run), "the clock", "but a sync was made at", "set its clock by itself")


def test_a_folder_that_is_gone(tmp_path: Path, run: Run) -> None:
    (tmp_path / "notes").rmdir()
    only(told(run), f"notes: {tmp_path / 'notes'}: it is not there", "put it back, or correct its path")


def test_a_source_that_was_never_read(tmp_path: Path, run: Run) -> None:
    config = tmp_path / "config.toml"
    config.write_text(config.read_text("utf-8").replace('name = "notes"', 'name = "diary"'), "utf-8")
    assert told(run) == ["diary: it was not read yet → assistant sync"]


def test_a_password_that_was_changed(tmp_path: Path, run: Run, dovecot: Dovecot, days: DavServer) -> None:
    configure(tmp_path, mail(HOST, dovecot.port), calendar(days.url))
    keep(tmp_path, imap_mail="old", **{"days/password": login("old")})
    first, second = told(run, fresh=False)
    only([first], "mail: signed in", "does not accept the address or the password", "assistant connect mail")
    only([second], "days: signed in", "does not accept the user name and password", "assistant connect days")
    keep(tmp_path, imap_mail=PASSWORD, **{"days/password": login(days.password)})
    assert told(run, fresh=False) == []


def test_a_server_that_is_down(tmp_path: Path, run: Run) -> None:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
        configure(tmp_path, mail(HOST, port), calendar(f"http://{HOST}:{port}/"))
        keep(tmp_path, imap_mail="x", **{"days/password": login("x")})
        first, second = told(run, fresh=False)
    only([first], "takes no connections", "check server and port")
    only([second], "cannot be reached", "check the network")


@contextmanager
def with_an_old_certificate(folder: Path) -> Iterator[int]:
    """A server whose certificate has expired; its authority is in `ca.pem`. Gives the port."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", not_after=datetime.now(UTC) - timedelta(days=1)).configure_cert(context)

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                try:
                    context.wrap_socket(connection, server_side=True).close()
                except OSError:
                    continue

    with socket.create_server((HOST, 0)) as server:
        Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_a_certificate_that_has_expired(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with with_an_old_certificate(tmp_path) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        monkeypatch.setattr(dav_client, "_trusted", dav_client._trusted.__wrapped__)  # not what an earlier test trusted
        configure(tmp_path, mail("localhost", port, "tls"), calendar(f"https://localhost:{port}/"))
        keep(tmp_path, imap_mail="x", **{"days/password": login("x")})
        first, second = told(run, fresh=False)
    for line in (first, second):
        only([line], "does not prove", "expired", "renew")


def test_a_consent_that_was_withdrawn(tmp_path: Path, run: Run) -> None:
    with google_server.serving(FakeGoogle()) as google:
        configure(tmp_path, f'name = "work"\ntype = "gmail"\naddress = "helen@marsh.example"\napi = "{google.url}"')
        keep(tmp_path, google_work=json.dumps({**json.loads(TOKEN), "scopes": SCOPES}))
        assert told(run, fresh=False) == []
        google.refresh_tokens.clear()
        only(told(run, fresh=False), "no longer accepts the sign-in", "assistant connect work")
        keep(tmp_path, google_work=json.dumps({**json.loads(TOKEN), "scopes": SCOPES[:2]}))
        assert any("read your calendar" in line and "tick every box" in line for line in told(run))


def test_passwords_that_others_may_read(tmp_path: Path, run: Run, days: DavServer) -> None:
    configure(tmp_path, calendar(days.url))
    keep(tmp_path, **{"days/password": login(days.password)})
    (tmp_path / "data" / "secrets.json").chmod(0o644)
    only(told(run, fresh=False), "others on this machine may read it", "chmod 600")


def test_a_keyring_that_is_locked(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: object) -> None:
        from assistant.errors import UserError

        raise UserError("the keyring of the desktop does not let us in (KeyringLocked)", hint="unlock it")

    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: locked(None))
    configure(tmp_path, calendar("http://localhost:9/"))
    lines = told(run, fresh=False)
    assert len(lines) == 2  # the keyring, and the account that cannot do without
    assert all("does not let us in" in line and "unlock it" in line for line in lines)


def test_servers_that_take_connections_and_never_answer(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Doctor.__init__.__kwdefaults__, "patience", 1.0)
    with socket.create_server((HOST, 0)) as silent:
        port = silent.getsockname()[1]
        place = f"http://{HOST}:{port}"
        configure(
            tmp_path,
            mail(HOST, port, "tls"),
            calendar(f"{place}/"),
            f'name = "work"\ntype = "gmail"\napi = "{place}"',
            f'name = "office"\ntype = "microsoft"\nclient_id = "1"\napi = "https://{HOST}:{port}/v1.0"',
        )
        token = json.dumps({**json.loads(TOKEN), "scopes": SCOPES})
        keep(tmp_path, imap_mail="x", google_work=token, **{"days/password": login("x"), "office/microsoft": "{}"})
        started = monotonic()
        lines = told(run, fresh=False)
    assert monotonic() - started < 15  # the language model is loaded as well
    assert sorted(line.partition(":")[0] for line in lines) == ["days", "mail", "office", "work"]
    assert all("no answer came in time" in line for line in lines)

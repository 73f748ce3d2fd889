"""A calendar account as its owner meets it: each command as it is typed, against Radicale and Xandikos."""

import re
import ssl
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.meetings import Meeting
from assistant.errors import SignInError, UserError
from tests.acceptance.test_commands import Run, rows, runner_for
from tests.servers.dav import PASSWORD, USER, DavServer, radicale, xandikos
from tests.servers.proxy import web_proxied
from tests.unit.adapters.dav_world import event, ics
from tests.unit.adapters.test_dav import serving

ANN = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ann\r\nFN:Ann Lee\r\nN:Lee;Ann;;;\r\nEMAIL:ann@acme.example\r\nEND:VCARD\r\n"
GUEST = "ATTENDEE;CN=Ann Lee:mailto:ann@acme.example"
TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
HOUR = timedelta(hours=1)


def when(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def in_days(days: int) -> datetime:
    return TODAY + timedelta(days=days)


@pytest.fixture(params=[radicale, xandikos], ids=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DavServer]:
    folder = tmp_path / "server"
    folder.mkdir()
    with request.param(folder) as running:
        yield running


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands for somebody who has just begun."""
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    run = runner_for(tmp_path)
    run("init", "--name", "Helen Marsh", "--address", "helen@marsh.example", "--organisation", "M", text="\n" * 7)
    return run


def connected(run: Run, url: str, *, calendars: str = "all", contacts: str = "n") -> str:
    answers = [url, USER, PASSWORD, calendars, contacts, ""]
    return " ".join(run("connect", "caldav", "--name", "days", text="\n".join(answers)).output.split())


def meetings(folder: Path) -> set[tuple[str, str, bool]]:
    """What is in the store: title, begin, and whether it was cancelled."""
    with closing(open_store(folder / "data" / "assistant.db")) as store:
        return {(each.title, when(each.start.astimezone(UTC)), each.cancelled) for each in store.find(Meeting)}


def refused(run: Run, *words: str, text: str = "") -> UserError:
    error = run(*words, text=text, fails=True).exception
    assert isinstance(error, UserError)
    assert error.hint
    return error


def test_calendars_are_chosen_and_followed_and_contacts_read(server: DavServer, run: Run, tmp_path: Path) -> None:
    work, home = server.make("work", shown="Work"), server.make("home", shown="Home")
    book = server.make("people", "addressbook", shown="People")
    server.put(f"{book}ann.vcf", ANN)
    for name, day in (("lunch", 3), ("tea", 4)):
        server.put(f"{work}{name}.ics", ics(event(name, GUEST, start=when(in_days(day)), title=name)))
    server.put(f"{home}dentist.ics", ics(event("dentist", start=when(in_days(5)), title="dentist")))
    weekly = event("weekly", "RRULE:FREQ=WEEKLY;COUNT=3", GUEST, start=when(in_days(1)), title="weekly")
    moved = f"RECURRENCE-ID:{when(in_days(8))}"
    exception = event("weekly", moved, GUEST, start=when(in_days(9)), title="a day later")
    server.put(f"{work}weekly.ics", ics(weekly, exception))

    said = connected(run, server.url, calendars="2", contacts="y")
    for words in ("1 Home", "2 Work", "It writes nothing there", "Address books: People", "days is connected"):
        assert words in said
    written = (tmp_path / "config.toml").read_text("utf-8")
    assert 'calendars = ["Work"]' in written
    assert PASSWORD not in written
    told = run("sync").output
    assert "days contacts: 1 new" in told
    assert "days: 4 new" in told
    series = {("weekly", when(in_days(1)), False), ("weekly", when(in_days(15)), False)}
    later = ("a day later", when(in_days(9)), False)
    assert meetings(tmp_path) == series | {later, ("lunch", when(in_days(3)), False), ("tea", when(in_days(4)), False)}
    assert [person["name"] for person in rows(run, "people")] == ["Ann Lee"]
    assert "Nothing new." in run("sync").output
    assert not [check for check in rows(run, "doctor") if check["problem"]]

    server.put(f"{work}lunch.ics", ics(event("lunch", GUEST, start=when(in_days(3) + HOUR), title="lunch")))
    server.put(f"{work}tea.ics", ics(event("tea", GUEST, "STATUS:CANCELLED", start=when(in_days(4)), title="tea")))
    server.delete(f"{work}weekly.ics")
    server.put(f"{book}ann.vcf", ANN.replace("Ann Lee", "Ann Lee-Roy"))
    told = run("sync").output
    assert "days: 0 new, 2 changed, 2 gone" in told
    left = {(title, start, cancelled) for title, start, cancelled in meetings(tmp_path) if not cancelled}
    assert ("lunch", when(in_days(3) + HOUR), False) in left
    assert not [each for each in left if each[0] != "lunch"]
    assert "Nothing new." in run("sync").output


def test_a_wrong_password_is_asked_for_again_and_one_that_was_revoked_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    with radicale(folder) as server:
        server.put(f"{server.make('work', shown='Work')}a.ics", ics(event("a", start=when(in_days(1)))))
        wrong = "\n".join([server.url, USER, "one", "two", "three", ""])
        error = refused(run, "connect", "caldav", "--name", "days", text=wrong)
        assert isinstance(error, SignInError)
        assert "app password" in error.hint
        assert "[[account]]" not in (tmp_path / "config.toml").read_text("utf-8")
        said = run("connect", "caldav", "--name", "days", text=f"{server.url}\n{USER}\none\n{PASSWORD}\n\nn\n").output
        assert "Please try again" in said
        run("sync")

        with web_proxied(server.url) as proxy:
            config = tmp_path / "config.toml"
            config.write_text(config.read_text("utf-8").replace(server.url, proxy.url), "utf-8")
            proxy.rewrite = lambda data: re.sub(rb"^HTTP/1\.[01] \d{3} [^\r]*", b"HTTP/1.1 401 Unauthorized", data)
            told = " ".join(run("sync", fails=True).output.split())
            assert "does not accept the user name and password" in told
            assert "assistant connect days" in told
            server.put(f"{server.calendars}work/b.ics", ics(event("b", start=when(in_days(2)))))
            proxy.rewrite = lambda data: data
            run("connect", "days", text=f"{USER}\n{PASSWORD}\n\nn\n")
            assert "days: 1 new" in run("sync").output
            assert not [check for check in rows(run, "doctor") if check["problem"]]


def test_a_certificate_that_does_not_verify_lets_nothing_through(run: Run, tmp_path: Path) -> None:
    asked: list[str | None] = []

    def reply(request: object) -> tuple[int, dict[str, str], bytes]:
        asked.append(str(request))
        return 207, {}, b""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(reply, context) as url:
        error = refused(run, "connect", "caldav", "--name", "days", text=f"{url}\n")
    assert "does not prove who it is" in str(error)
    assert asked == []
    assert "[[account]]" not in (tmp_path / "config.toml").read_text("utf-8")

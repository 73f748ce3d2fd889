"""A new user's first day, as it is typed: from `assistant init` to a draft in the mailbox, and the draft's fate.

The servers are Dovecot and Radicale.
"""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.test_commands import Run, rows, runner_for
from tests.servers.dav import USER as DAV_USER
from tests.servers.dav import DavServer, radicale
from tests.servers.dovecot import PASSWORD, Dovecot, running

ADDRESS = "helen@marsh.example"
MAIL = """\
From: Priya Shah <priya@shah.example>
To: helen@marsh.example
Date: {date}
Message-ID: <1@shah.example>
Subject: Tuesday

Hi Helen,

lovely to see you on Tuesday. Do you know a good payroll bureau? Ours paid half the staff the wrong wages again.

Priya
"""
MEETING = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
BEGIN:VEVENT
UID:tea@shah.example
DTSTART:{start}
DTEND:{end}
SUMMARY:Tea with Priya
ORGANIZER;CN=Helen Marsh:mailto:helen@marsh.example
ATTENDEE;CN=Priya Shah:mailto:priya@shah.example
END:VEVENT
END:VCALENDAR
"""
CARDS = """\
[[provider]]
name = "Tom Fairweather"
email = "tom@fairweek.example"
services = ["payroll"]
does = "Runs wages for small firms."
"""


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def calendars(tmp_path: Path) -> Iterator[DavServer]:
    folder = tmp_path / "radicale"
    folder.mkdir()
    with radicale(folder) as server:
        yield server


@pytest.fixture
def run(tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    return runner_for(tmp_path)


def fill(dovecot: Dovecot, calendars: DavServer) -> None:
    """A request of yesterday, an old one, and a meeting of this morning."""
    now = datetime.now(UTC)
    for days, number in ((1, "1"), (200, "2")):
        mail = MAIL.format(date=f"{now - timedelta(days=days):%a, %d %b %Y %H:%M:%S +0000}")
        dovecot.append(ADDRESS, mail.replace("<1@", f"<{number}@").encode())
    (start, end) = (f"{now - timedelta(hours=hours):%Y%m%dT%H%M%SZ}" for hours in (3, 2))
    calendars.put(f"{calendars.make('Work')}tea.ics", MEETING.format(start=start, end=end))
    calendars.make("Family")


def test_from_nothing_to_a_draft_in_the_mailbox(
    tmp_path: Path, dovecot: Dovecot, calendars: DavServer, run: Run
) -> None:
    fill(dovecot, calendars)
    cards = tmp_path / "people I trust.toml"
    cards.write_text(CARDS, "utf-8")
    typed = {
        "Your name": ["", "Helen Marsh"],
        "Your mail address": ["helen@marsh", ADDRESS],
        "Your business": ["Marsh Bakery"],
        "Your time zone": [""],
        "Who runs the mailbox": ["", "3"],
        "Your mail server": ["mail.marsh.example", f"localhost:{dovecot.tls_port}"],
        "Password": ["wrong", PASSWORD],
        "Is that right?": ["y"],
        "Drafts folder": ["y"],
        "Where is your calendar": ["3"],
        "web address": [calendars.url],
        "user name": [DAV_USER],
        "app password": [calendars.password],
        "Which of them are yours": ["2"],
        "address books": ["n"],
        "your notes": [str(tmp_path / "nowhere"), ""],
        "your contacts": [""],
        "That list": [f"'{cards}'"],
        "Shall I read now": ["y"],
        "From which day on": ["90"],
    }
    said = run("init", text="".join(f"{line}\n" for lines in typed.values() for line in lines)).output
    place = -1
    for question in typed:  # each where it belongs, before the next
        assert (place := said.find(question, place + 1)) >= 0, f"{question}\n{said}"

    said = " ".join(said.split())  # lines are broken to the width of the terminal
    for slip in ("this one is needed", "“helen@marsh” is no mail address", "nowhere is not there"):
        assert slip in said
    assert "no server called mail.marsh.example" in said
    assert "does not accept the address or the password" in said
    assert "INBOX, Sent" in said
    assert f"{ADDRESS} mail: 1 new, 1 question" in said
    assert said.endswith("Next: assistant today")
    config = tmp_path / "config.toml"
    for secret in (PASSWORD, calendars.password):
        assert secret not in said
        assert secret not in config.read_text("utf-8")
    assert config.stat().st_mode & 0o777 == 0o600
    written = tomllib.loads(config.read_text("utf-8"))
    assert written["drafts"]["deliver_to"] == ADDRESS
    assert written["account"][1]["calendars"] == ["Work"]
    assert written["reading"]["since"] == datetime.now().astimezone().date() - timedelta(days=90)

    today = json.loads(run("today", "--json").output)
    assert [meeting["title"] for meeting in today[0]["meetings"]] == ["Tea with Priya"]
    (prompt,) = rows(run, "prompts")
    assert prompt["category"] == "payroll"
    assert f"assistant prompts answer {prompt['id']} yes" in run("today").output
    assert "assistant drafts approve d-" in run("prompts", "answer", str(prompt["id"]), "yes").output
    (draft, *_) = rows(run, "drafts")
    run("drafts", "approve", str(draft["id"]), text="y\n")
    (laid,) = dovecot.messages(ADDRESS, "Drafts")
    assert str(draft["id"]).encode() in laid

    assert "Nothing new." in run("sync").output
    assert all(check["problem"] == "" for check in rows(run, "doctor")), run("doctor").output
    assert len(dovecot.messages(ADDRESS, "Drafts")) == 1
    dovecot.remove(ADDRESS, "Drafts")
    assert "You have deleted, in your mailbox" in run("sync").output
    run("sync")
    assert dovecot.messages(ADDRESS, "Drafts") == []
    (gone,) = [row for row in rows(run, "drafts", "--all") if row["id"] == draft["id"]]
    assert gone["state"] == "deleted"

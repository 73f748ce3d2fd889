"""A new user's first day, as it is typed: accounts connected, mail and meetings read, a draft and its fate.

The servers are Dovecot and Radicale.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.acceptance.test_commands import Run, rows, runner_for
from tests.servers.dav import USER as DAV_USER
from tests.servers.dav import DavServer, radicale
from tests.servers.dovecot import HOST, PASSWORD, Dovecot, running

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
def run(tmp_path: Path) -> Run:
    return runner_for(tmp_path)


def test_from_nothing_to_a_draft_in_the_mailbox(
    tmp_path: Path, dovecot: Dovecot, calendars: DavServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    now, user = datetime.now(UTC), "helen"
    dovecot.append(user, MAIL.format(date=f"{now - timedelta(days=1):%a, %d %b %Y %H:%M:%S +0000}").encode())
    dovecot.append(user, folder="Drafts")
    (start, end) = (f"{now - timedelta(hours=hours):%Y%m%dT%H%M%SZ}" for hours in (3, 2))
    calendars.put(f"{calendars.make('Work')}tea.ics", MEETING.format(start=start, end=end))
    (tmp_path / "bullpen.toml").write_text(CARDS, "utf-8")

    answers = "\n" * 7
    run("init", "--name", "Helen Marsh", "--address", "helen@marsh.example", "--organisation", "Marsh", text=answers)
    config = tmp_path / "config.toml"
    config.write_text(
        config.read_text("utf-8") + f'[bullpen]\nfiles = ["bullpen.toml"]\n[[account]]\nname = "mail"\ntype = "imap"\n'
        f'address = "helen@marsh.example"\nusername = "{user}"\nserver = "{HOST}"\nport = {dovecot.port}\n'
        'security = "none"\n',
        "utf-8",
    )
    run("connect", "mail", text=f"wrong\n{PASSWORD}\ny\n")
    run("connect", "caldav", "--name", "days", text=f"{calendars.url}\n{DAV_USER}\n{calendars.password}\n\nn\n")
    written = config.read_text("utf-8")
    assert calendars.password not in written
    assert PASSWORD not in written
    assert 'deliver_to = "mail"' in written

    said = run("sync").output
    assert "mail mail: 1 new, 1 questions" in said
    assert "complete until" in said
    assert "Nothing new." in run("sync").output
    today = json.loads(run("today", "--json").output)
    assert [meeting["title"] for meeting in today[0]["meetings"]] == ["Tea with Priya"]
    (prompt,) = rows(run, "prompts")
    assert prompt["category"] == "payroll"
    assert all(check["problem"] == "" for check in rows(run, "doctor")), run("doctor").output

    run("prompts", "answer", str(prompt["id"]), "yes")
    (draft, *_) = rows(run, "drafts")
    run("drafts", "approve", str(draft["id"]), "--yes")
    (laid,) = dovecot.messages(user, "Drafts")
    assert str(draft["id"]).encode() in laid
    run("sync")
    assert len(dovecot.messages(user, "Drafts")) == 1
    dovecot.remove(user, "Drafts")
    assert "You have deleted, in your mailbox" in run("sync").output
    run("sync")
    assert dovecot.messages(user, "Drafts") == []
    (gone,) = [row for row in rows(run, "drafts", "--all") if row["id"] == draft["id"]]
    assert gone["state"] == "deleted"

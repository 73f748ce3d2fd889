"""An account at Microsoft as its owner meets it: each command as it is typed, against stand-ins for Microsoft."""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import trustme

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.drafts import Draft
from assistant.errors import SignInError, UserError
from tests.acceptance.test_commands import Run, rows, runner_for
from tests.acceptance.test_first_day import CARDS, MAIL
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import Message, attendee, times_of
from tests.servers.graph_server import serving
from tests.servers.microsoft_login import CLIENT, USER, LoginFake

ACCOUNT = """
[bullpen]
files = ["bullpen.toml"]
[[account]]
name = "work"
type = "microsoft"
address = "{user}"
api = "{api}"
"""
CONNECT = "assistant connect work"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def fake(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphFake]:
    """Graph and its sign-in, with a mail and a meeting of today's."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(tmp_path / "ca.pem"))
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    now = datetime.now(UTC)
    monkeypatch.setattr("tests.servers.graph_mailbox.EPOCH", now)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with serving(GraphFake(), context) as served:
        served.tokens.clear()
        served.login = LoginFake(served.base.removesuffix("/v1.0"), served.tokens)
        served.mailbox.add(MAIL.format(date=f"{now - timedelta(days=1):%a, %d %b %Y %H:%M:%S +0000}").encode())
        people = [attendee("Priya Shah", "priya@shah.example"), attendee("Helen Marsh", USER)]
        times = times_of(now - timedelta(hours=3), now - timedelta(hours=2))
        served.mailbox.add_event(subject="Tea with Priya", attendees=people, **times)
        yield served


@pytest.fixture
def run(fake: GraphFake, tmp_path: Path) -> Run:
    """Runs commands for somebody who has written the account into the configuration, and not connected it."""
    run = runner_for(tmp_path)
    run("init", "--name", "Helen Marsh", "--address", USER, "--organisation", "Marsh", text="\n" * 7)
    (tmp_path / "bullpen.toml").write_text(CARDS, "utf-8")
    config = tmp_path / "config.toml"
    config.write_text(config.read_text("utf-8") + ACCOUNT.format(user=USER, api=fake.base), "utf-8")
    return run


def browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with windows, and a browser in which the user does what Microsoft's page asks for."""

    def submit(address: str) -> None:
        page = httpx.get(address).text
        (target,) = re.findall(r'action="(.*?)"', page)
        httpx.post(target, data=dict(re.findall(r'name="(.*?)" value="(.*?)"', page)))

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.get", lambda *name: None)
    monkeypatch.setattr("webbrowser.open", lambda address: Thread(target=submit, args=[address], daemon=True).start())


def refused(run: Run, *words: str, text: str = "") -> UserError:
    error = run(*words, text=text, fails=True).exception
    assert isinstance(error, UserError)
    assert error.hint
    return error


def problems(run: Run) -> dict[object, object]:
    """What the doctor finds, with what it advises."""
    listed = run("doctor", "--json", fails=True)
    return {check["what"]: (check["problem"], check["hint"]) for check in json.loads(listed.output) if check["problem"]}


def connected(run: Run, text: str = f"{CLIENT}\ny\n") -> str:
    return str(run("connect", "work", text=text).output)


def written(run: Run) -> dict[str, Any]:
    """A draft that waits for approval."""
    connected(run)
    run("sync")
    (prompt,) = rows(run, "prompts")
    run("prompts", "answer", str(prompt["id"]), "yes")
    return rows(run, "drafts")[0]


def delivered(run: Run, fake: GraphFake) -> tuple[dict[str, Any], Message]:
    """A draft that was approved, and the message in the mailbox."""
    draft = written(run)
    assert "Delivered: work, drafts folder" in run("drafts", "approve", str(draft["id"]), "--yes").output
    (message,) = fake.mailbox.drafts()
    return draft, message


def state(run: Run, draft: dict[str, Any]) -> dict[str, Any]:
    (found,) = [row for row in rows(run, "drafts", "--all") if row["id"] == draft["id"]]
    return found


@pytest.mark.parametrize("has_browser", [True, False])
def test_connect_sync_and_doctor(
    run: Run, fake: GraphFake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_browser: bool
) -> None:
    if has_browser:
        browser(monkeypatch)
    said = connected(run)
    assert ("ABCD1234" in said) is not has_browser
    for words in ("Mail.ReadWrite", "Calendars.Read", "Not asked for: Mail.Send", "not encrypted", "work is connected"):
        assert words in " ".join(said.split())
    written = (tmp_path / "config.toml").read_text("utf-8")
    assert CLIENT in written
    assert 'deliver_to = "work"' in written
    assert "secret-" not in written
    assert "work mail: 1 new, 1 question" in run("sync").output
    assert "Nothing new." in run("sync").output
    (meeting, *_) = [row for each in rows(run, "today") for row in each["meetings"]]  # type: ignore[attr-defined]
    assert meeting["title"] == "Tea with Priya"
    assert all(check["problem"] == "" for check in rows(run, "doctor")), run("doctor").output


def test_a_draft_that_answers_a_mail_lies_in_its_thread(run: Run, fake: GraphFake, tmp_path: Path) -> None:
    draft_id = written(run)["id"]
    with closing(open_store(tmp_path / "data" / "assistant.db")) as store:
        draft = store.get(Draft, draft_id)
        assert draft
        store.put(replace(draft, in_reply_to="<1@shah.example>"))
    run("drafts", "approve", draft_id, "--yes")
    (message,) = fake.mailbox.drafts()
    (asked,) = [each for each in fake.mailbox.messages.values() if each.folder == "inbox"]
    assert message.fields["conversationId"] == asked.fields["conversationId"]
    assert b"In-Reply-To: <1@shah.example>" in message.raw


def test_what_is_done_with_a_draft_in_outlook_is_seen(run: Run, fake: GraphFake) -> None:
    draft, message = delivered(run, fake)
    assert message.fields["subject"] == draft["subject"]
    assert "You have" not in run("sync").output
    body = {"contentType": "html", "content": "<p>Hi Priya,</p><p>I may know somebody. Shall I ask?</p>"}
    fake.mailbox.touch(message.id, body=body)
    assert f"You have changed, in your mailbox: {draft['subject']}" in " ".join(run("sync").output.split())
    assert "You have" not in run("sync").output
    fake.mailbox.send(message.id)
    assert f"You have sent: {draft['subject']}" in run("sync").output
    assert state(run, draft)["state"] == "sent"
    assert "You have" not in run("sync").output
    assert fake.mailbox.drafts() == []


def test_a_draft_that_a_phone_sends_is_seen(run: Run, fake: GraphFake) -> None:
    draft, message = delivered(run, fake)
    copy = fake.mailbox.add(message.raw, "sentitems")
    fake.mailbox.messages[copy].headers.clear()
    fake.mailbox.touch(copy, internetMessageId="<1@phone.example>", sentDateTime=fake.mailbox.now())
    fake.mailbox.move(message.id, "deleteditems")
    assert f"You have sent: {draft['subject']}" in run("sync").output
    assert state(run, draft)["state"] == "sent"


@pytest.mark.parametrize("folder", ["deleteditems", "recoverableitemsdeletions", ""])
def test_a_draft_that_is_deleted_stays_deleted(run: Run, fake: GraphFake, folder: str) -> None:
    draft, message = delivered(run, fake)
    if folder:
        fake.mailbox.move(message.id, folder)
    else:
        fake.mailbox.delete(message.id)
    assert "You have deleted, in your mailbox" in run("sync").output
    run("sync")
    assert fake.mailbox.drafts() == []
    assert state(run, draft)["state"] == "deleted"


@pytest.mark.parametrize(
    ("refusal", "problem", "hint"),
    [
        (("access_denied", "AADSTS65004: The user declined."), "were not given", "nothing was kept"),
        (("consent_required", "AADSTS90094: An administrator must grant."), "only an administrator", "/adminconsent?"),
        (("consent_required", "AADSTS65001: No consent."), "administrator may give them", "/adminconsent?"),
    ],
)
def test_a_refusal_in_the_browser_is_told_and_nothing_is_kept(
    run: Run,
    fake: GraphFake,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refusal: tuple[str, str],
    problem: str,
    hint: str,
) -> None:
    browser(monkeypatch)
    before = (tmp_path / "config.toml").read_text("utf-8")
    fake.login.refusal = refusal
    error = refused(run, "connect", "work", text=f"{CLIENT}\n")
    assert problem in str(error)
    assert hint in error.hint
    assert CONNECT in error.hint
    assert (tmp_path / "config.toml").read_text("utf-8") == before
    assert "is not signed in" in str(problems(run)) or "client_id" in str(problems(run))
    fake.login.refusal = ("", "")
    assert "work is connected" in connected(run)


def test_a_code_that_expires_a_permission_that_is_missing_and_the_wrong_account(run: Run, fake: GraphFake) -> None:
    fake.login.pending, fake.login.lasts = 10, 1
    assert "not used in time" in str(refused(run, "connect", "work", text=f"{CLIENT}\n"))
    fake.login.pending, fake.login.lasts = 0, 900
    fake.login.withheld = {"Calendars.Read"}
    assert "did not give Calendars.Read" in str(refused(run, "connect", "work", text=f"{CLIENT}\n"))
    fake.login.withheld = set()
    fake.login.user = "somebody@else.example"
    error = refused(run, "connect", "work", text=f"{CLIENT}\n\n")  # whoever only presses Enter chooses again
    assert "signed in as somebody@else.example, and the account is helen@marsh.example" in str(error)
    assert "work has no 'client_id'" in run("sync", fails=True).output
    assert fake.login.tokens
    assert not [line for line in fake.requests if line.startswith("GET me/")]
    fake.login.user = USER
    assert "work is connected" in connected(run)


def test_consent_that_was_withdrawn_is_a_clear_line_and_the_next_sync_heals(run: Run, fake: GraphFake) -> None:
    connected(run)
    run("sync")
    fake.tokens.clear()
    fake.login.refusal = ("invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked.")
    fake.mailbox.add(MAIL.replace("1@shah", "2@shah").format(date="Fri, 20 Nov 2026 09:00:00 +0000").encode())
    told = run("sync", fails=True)
    assert "the sign-in at Microsoft has ended" in " ".join(told.output.split())
    assert CONNECT in told.output
    assert "Traceback" not in told.output
    assert all(CONNECT in str(hint) for _, hint in problems(run).values())
    error = refused(run, "connect", "work")
    assert isinstance(error, SignInError)
    fake.login.refusal = ("", "")
    connected(run, text="y\n")
    assert "work mail: 1 new" in run("sync").output
    assert all(check["problem"] == "" for check in rows(run, "doctor"))

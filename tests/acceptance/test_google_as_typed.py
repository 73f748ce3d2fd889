"""A Google account as its owner meets it: what can go wrong on the way in, mail, drafts, and consent withdrawn."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import Result

from assistant.adapters.google.account import WRITE_DRAFTS
from tests.acceptance.test_commands import Run, rows, runner_for
from tests.acceptance.test_first_day import CARDS, MAIL
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import REGISTRATION, browser
from tests.servers.google_mail import resaved

GOOGLE = FakeGoogle()


@pytest.fixture(autouse=True, scope="module")
def _served() -> Iterator[None]:
    with serving(GOOGLE):
        yield


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The program, set up but for its account; its browser is a user who agrees to everything."""
    GOOGLE.reset()
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("webbrowser.get", lambda *name: None)
    monkeypatch.setattr("webbrowser.open", browser())
    (tmp_path / "registration.json").write_text(json.dumps(REGISTRATION))
    (tmp_path / "bullpen.toml").write_text(CARDS, "utf-8")
    run = runner_for(tmp_path)
    run("init", "--name", "Helen Marsh", "--address", "helen@marsh.example", "--organisation", "Marsh", text="\n" * 7)
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[bullpen]\nfiles = ["bullpen.toml"]\n[[account]]\nname = "gmail"\ntype = "gmail"\n')
        config.write(f'address = "helen@marsh.example"\napi = "{GOOGLE.url}"\n')
    yield run
    assert GOOGLE.problems == []


@pytest.fixture
def connected(run: Run, tmp_path: Path) -> Run:
    said = run("connect", "gmail", text=f"{tmp_path / 'registration.json'}\ny\n").output
    assert "gmail is connected." in said
    assert "read your mail" in said
    assert "myaccount.google.com/connections" in said
    return run


def comes(number: int, words: str = "") -> None:
    """A question that the assistant notices."""
    date = f"{datetime.now(UTC) - timedelta(minutes=60 - number):%a, %d %b %Y %H:%M:%S +0000}"
    raw = MAIL.format(date=date).replace("<1@shah", f"<{number}@shah").replace("lovely", words or "lovely")
    GOOGLE.mail.receive(raw.encode())


def told(result: Result) -> str:
    """All that the user reads: on standard output, and the error."""
    return " ".join(f"{result.output} {result.exception or ''}".split())


def looked_at(run: Run, *, fails: bool = False) -> list[dict[str, str]]:
    """What the doctor finds wrong."""
    checks: list[dict[str, str]] = json.loads(run("doctor", "--json", fails=fails).output)
    return [check for check in checks if check["problem"]]


def approved(run: Run) -> tuple[str, str]:
    """A draft that lies in Gmail: our id for it, and Gmail's."""
    before = set(GOOGLE.mail.drafts)
    (draft, *_) = rows(run, "drafts")
    run("drafts", "approve", str(draft["id"]), "--yes")
    (key,) = set(GOOGLE.mail.drafts) - before
    return str(draft["id"]), key


def state(run: Run, id: str) -> object:
    return next(row["state"] for row in rows(run, "drafts", "--all") if row["id"] == id)


def test_what_can_go_wrong_on_the_way_in(run: Run, tmp_path: Path) -> None:
    right, web, missing = (tmp_path / f"{name}.json" for name in ("registration", "web", "missing"))
    web.write_text(json.dumps({"web": {"client_id": "client-1"}}))

    def refused(answer: Path | str) -> str:
        said = told(run("connect", "gmail", text=f"{answer}\n", fails=True))
        assert "is connected" not in said
        return said

    assert "without a registration" in refused("")
    assert "cannot be read: No such file" in refused(missing)
    assert "it must be one of the type Desktop app" in refused(web)
    GOOGLE.refusal_of_user = "access_denied"
    assert "you said no; nothing was allowed" in refused(right)
    GOOGLE.refusal_of_user = ""
    GOOGLE.unticked = {WRITE_DRAFTS}
    assert "left unticked: put drafts into your drafts folder" in refused(right)
    GOOGLE.unticked = set()
    GOOGLE.mail.address = "private@helen.example"
    assert "you signed in as private@helen.example, and the account is helen@marsh.example" in refused(right)
    GOOGLE.mail.address = "helen@marsh.example"
    assert "not connected yet" in run("sync", fails=True).output
    assert {"what": "gmail: signed in", "problem": "not yet", "hint": "assistant connect gmail"} in looked_at(
        run, fails=True
    )
    run("connect", "gmail", text=f"{right}\nn\n")
    assert "0 new" in run("sync").output


def test_from_the_sign_in_to_what_became_of_each_draft(connected: Run, tmp_path: Path) -> None:
    run = connected
    config = (tmp_path / "config.toml").read_text("utf-8")
    assert 'deliver_to = "gmail"' in config
    assert "refresh-1" not in config
    comes(1)
    assert "gmail mail: 1 new, 1 question" in run("sync").output
    assert looked_at(run) == []
    (prompt,) = rows(run, "prompts")
    run("prompts", "answer", str(prompt["id"]), "yes")

    first, key = approved(run)
    assert "mailbox" not in run("sync").output
    GOOGLE.mail.edit_draft(key, resaved(GOOGLE.mail.messages[GOOGLE.mail.drafts[key]].raw).replace(b"Hello", b"Dear"))
    said = run("sync").output
    assert "You have changed, in your mailbox" in said
    assert state(run, first) == "delivered"
    assert "mailbox" not in run("sync").output
    GOOGLE.mail.send_draft(key)
    said = run("sync").output
    assert "You have sent" in said
    assert "gmail mail: 1 new" in said  # what was sent is mail, too
    assert state(run, first) == "sent"
    assert "Nothing new." in run("sync").output


def test_a_draft_that_is_deleted_in_gmail_stays_deleted(connected: Run) -> None:
    run = connected
    comes(1)
    run("sync")
    run("prompts", "answer", str(rows(run, "prompts")[0]["id"]), "yes")
    draft, key = approved(run)
    GOOGLE.mail.delete_draft(key)
    assert "You have deleted, in your mailbox" in run("sync").output
    run("sync")
    assert (state(run, draft), GOOGLE.mail.drafts) == ("deleted", {})


def test_consent_that_was_withdrawn_is_named_and_healed_by_signing_in(connected: Run) -> None:
    run = connected
    comes(1)
    assert "1 new" in run("sync").output
    GOOGLE.refresh_tokens.clear()
    GOOGLE.access_tokens.clear()
    comes(2, "grand")
    said = told(run("sync", fails=True))
    assert "Google no longer accepts the sign-in (it was withdrawn, has expired, or the password was changed)" in said
    assert "assistant connect gmail" in said
    assert {check["hint"] for check in looked_at(run, fails=True)} == {"sign in again: assistant connect gmail"}
    run("connect", "gmail")
    assert "gmail mail: 1 new" in run("sync").output
    assert looked_at(run) == []

"""Connecting a Google account: what is asked and why, what can go wrong, and what the checks say."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.google.account import PUT_MAIL, READ_CALENDAR, READ_MAIL, WRITE_DRAFTS, GoogleAccount
from assistant.adapters.memory import MemorySecrets, ScriptedDialogue
from assistant.domain.accounts import AccountSettings
from assistant.domain.people import Participant
from assistant.errors import SignInError, SourceError
from assistant.ports import Failed
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import REGISTRATION, browser
from tests.servers.google_days import Calendar

USER = Participant(name="Helen Marsh", address="helen@marsh.example")
GOOGLE = FakeGoogle()


@pytest.fixture(autouse=True, scope="module")
def _served() -> Iterator[None]:
    with serving(GOOGLE):
        yield


@pytest.fixture(autouse=True)
def _as_google_answers() -> Iterator[None]:
    GOOGLE.reset()
    yield
    assert GOOGLE.problems == []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "client.json"
    path.write_text(json.dumps(REGISTRATION))
    return path


def account(file: Path, secrets: MemorySecrets | None = None, **more: Any) -> GoogleAccount:
    settings = AccountSettings(name="work", type="gmail", client_file=file, api=GOOGLE.url, **more)
    kept = secrets or MemorySecrets()
    return GoogleAccount(settings, secrets=kept, clock=lambda: datetime.now(UTC), zone=UTC, user=USER)


def connected(file: Path, **more: Any) -> tuple[GoogleAccount, MemorySecrets]:
    secrets = MemorySecrets()
    made = account(file, secrets, **more)
    made.connect(ScriptedDialogue(on_open=browser()), wait=5)
    return made, secrets


def test_it_says_what_is_asked_for_and_keeps_the_token(file: Path) -> None:
    secrets, dialogue = MemorySecrets(), ScriptedDialogue(on_open=browser())
    made = account(file, secrets)
    made.connect(dialogue, wait=5)
    said = "\n".join(dialogue.said)
    assert "read your mail" in said
    assert "myaccount.google.com/connections" in said
    assert "contacts" not in said
    assert GOOGLE.granted["scope"].split() == [READ_MAIL, WRITE_DRAFTS, READ_CALENDAR]
    assert GOOGLE.granted["code_challenge_method"] == "S256"
    kept = json.loads(secrets.kept["google work"])
    assert kept["refresh_token"] == "refresh-1"
    assert [check.problem for check in made.checks()] == [""] * 4
    assert [source.name for source in made.document_sources()] == ["work mail", "work calendar"]
    assert made.mailbox() is not None


def test_mail_is_put_into_the_inbox_by_a_permission_that_is_asked_for_only_then(file: Path) -> None:
    settings = AccountSettings(name="work", type="gmail", client_file=file, api=GOOGLE.url)
    more = {"secrets": MemorySecrets(), "clock": lambda: datetime.now(UTC), "zone": UTC, "user": USER}
    wanted = GoogleAccount(settings, lays_mail=True, **more)  # type: ignore[arg-type]
    assert PUT_MAIL in wanted.scopes
    assert PUT_MAIL not in account(file).scopes
    assert wanted.inbox() is not None
    assert account(file, mail=False).inbox() is None


def test_no_more_is_asked_for_than_is_wanted(file: Path) -> None:
    scopes = account(file, mail=False, contacts=True).scopes
    assert [scope.rpartition("/")[2] for scope in scopes] == ["calendar.readonly", "contacts.readonly"]
    assert account(file, mail=False).mailbox() is None
    assert account(file, mail=False, calendar=False).document_sources() == []


def test_strange_answers_before_the_right_one_do_no_harm(file: Path) -> None:
    made = account(file)
    strange = ("favicon.ico", "?code=evil&state=wrong", "?error=access_denied&state=wrong")
    made.connect(ScriptedDialogue(on_open=browser(*strange)), wait=5)


def test_a_no_is_taken_for_one_and_a_second_try_may_follow(file: Path) -> None:
    made = account(file)
    GOOGLE.refusal_of_user = "access_denied"
    with pytest.raises(SignInError, match="you said no"):
        made.connect(ScriptedDialogue(on_open=browser()), wait=5)
    GOOGLE.refusal_of_user = ""
    made.connect(ScriptedDialogue(on_open=browser()), wait=5)


def test_nobody_comes_back(file: Path) -> None:
    with pytest.raises(SignInError, match="nobody signed in within"):
        account(file).connect(ScriptedDialogue(), wait=0.05)


def test_a_permission_that_was_left_unticked_is_named(file: Path) -> None:
    GOOGLE.unticked = {WRITE_DRAFTS}
    secrets = MemorySecrets()
    with pytest.raises(SignInError, match="put drafts into your drafts folder") as caught:
        account(file, secrets).connect(ScriptedDialogue(on_open=browser()), wait=5)
    assert "tick every box" in caught.value.hint
    assert secrets.kept == {}


def test_another_account_than_the_configured_one_is_refused(file: Path) -> None:
    with pytest.raises(SignInError, match=r"signed in as helen@marsh.example, and the account is h@other.example"):
        account(file, address="h@other.example").connect(ScriptedDialogue(on_open=browser()), wait=5)


def test_a_registration_that_google_no_longer_knows(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"installed": {"client_id": "client-1", "client_secret": "an earlier one"}}))
    with pytest.raises(SignInError, match="does not complete the sign-in") as caught:
        account(path).connect(ScriptedDialogue(on_open=browser()), wait=5)
    assert "registration file is the current one" in caught.value.hint


def test_a_page_that_refuses_the_registration_never_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deleted.json"
    path.write_text(json.dumps({"installed": {"client_id": "deleted"}}))
    with pytest.raises(SignInError, match="nobody signed in within") as caught:
        account(path).connect(ScriptedDialogue(on_open=browser()), wait=1)
    assert "if Google showed an error" in caught.value.hint


def test_the_registration_file_is_asked_for_once() -> None:
    made = GoogleAccount(
        AccountSettings(name="work", type="gmail", api=GOOGLE.url),
        secrets=MemorySecrets(),
        clock=lambda: datetime.now(UTC),
        zone=UTC,
        user=USER,
    )
    with pytest.raises(SignInError, match="without a registration") as caught:
        made.connect(ScriptedDialogue([""]))
    assert "connect-google.md" in caught.value.hint


def test_a_path_may_be_pasted_with_quotes(file: Path) -> None:
    settings = AccountSettings(name="work", type="gmail", api=GOOGLE.url)
    secrets = MemorySecrets()
    made = GoogleAccount(settings, secrets=secrets, clock=lambda: datetime.now(UTC), zone=UTC, user=USER)
    made.connect(ScriptedDialogue([f" '{file}' "], on_open=browser()), wait=5)
    assert made.settings.client_file == file
    assert made.settings.address == USER.address  # of the account that was chosen in the browser


def test_without_a_browser_it_says_how_another_machine_gets_there(file: Path) -> None:
    dialogue = ScriptedDialogue(on_open=browser())
    account(file).connect(dialogue, wait=5)
    port = dialogue.said[-1].partition("127.0.0.1%3A")[2].partition("%2F")[0]
    assert f"ssh -L {port}:127.0.0.1:{port}" in "".join(dialogue.said)
    dialogue = ScriptedDialogue(on_open=browser(), has_browser=True)
    account(file).connect(dialogue, wait=5)
    assert "ssh" not in "".join(dialogue.said)


def test_a_calendar_alone_is_checked_for_whose_it_is(file: Path) -> None:
    with pytest.raises(SignInError, match="signed in as helen@"):
        connected(file, mail=False, address="h@other.example")
    assert connected(file, mail=False)[0].settings.address == "helen@marsh.example"
    assert connected(file, mail=False, calendar=False, contacts=True)[0].settings.address == ""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read"),
        ("not json", "no JSON"),
        ("[]", "no app registration"),
        ('{"web": {"client_id": "x"}}', "web application"),
        ('{"type": "service_account"}', "service account"),
        ('{"installed": {}}', "no app registration"),
    ],
)
def test_a_wrong_registration_file_is_explained(tmp_path: Path, content: str | None, problem: str) -> None:
    path = tmp_path / "client.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SignInError, match=problem) as caught:
        account(path).connect(ScriptedDialogue())
    assert "connect-google.md" in caught.value.hint


def test_an_account_that_is_not_connected(file: Path) -> None:
    made = account(file)
    (check,) = made.checks()
    assert (check.problem, check.hint) == ("not yet", "assistant connect work")
    with pytest.raises(SignInError, match="not connected yet"):
        list(made.document_sources()[0].changes(None))


def test_a_token_that_cannot_be_read(file: Path) -> None:
    secrets = MemorySecrets()
    secrets.put("google work", "garbage")
    made = account(file, secrets)
    assert next(iter(made.checks())).problem
    with pytest.raises(SignInError, match="cannot be read"):
        list(made.document_sources()[0].changes(None))


def test_a_withdrawn_consent_is_named_everywhere(file: Path) -> None:
    made, _ = connected(file, contacts=True)
    GOOGLE.refresh_tokens.clear()
    GOOGLE.access_tokens.clear()
    problems = [check for check in made.checks() if check.problem]
    assert len(problems) == 3  # mail, calendar, contacts
    assert {check.hint for check in problems} == {"sign in again: assistant connect work"}
    for source in made.document_sources():
        with pytest.raises(SignInError, match="withdrawn"):
            list(source.changes(None))


def test_an_expired_access_token_is_renewed(file: Path) -> None:
    made, _ = connected(file)
    source = made.document_sources()[0]
    list(source.changes(None))
    GOOGLE.access_tokens.clear()
    list(source.changes(None))


def test_a_clock_that_is_wrong_is_named(file: Path) -> None:
    made, _ = connected(file)
    made._clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    check = list(made.checks())[-1]
    assert "days behind" in check.problem


def test_contacts_become_people(file: Path) -> None:
    made, _ = connected(file, contacts=True)
    contact = {"resourceName": "people/c1", "names": [{"displayName": "Anna Okafor"}]}
    emails = [{"value": "old@bakery.example"}, {"value": "Anna@Bakery.example", "metadata": {"primary": True}}]
    work = {"organizations": [{"name": "The bakery"}], "addresses": [{"city": "Dublin"}]}
    GOOGLE.diary.contacts = [contact | {"emailAddresses": emails} | work, {"resourceName": "people/c2"}]
    (source,) = made.people_sources()
    digest = source.digest()
    anna, nobody = source.people()
    assert not isinstance(anna, Failed)
    assert (anna.name, anna.addresses) == ("Anna Okafor", ("anna@bakery.example", "old@bakery.example"))
    assert (anna.organisation, anna.area) == ("The bakery", ("Dublin",))
    assert isinstance(nobody, Failed)
    assert "people/c2" in nobody.locator
    GOOGLE.diary.contacts.pop()
    (again,) = made.people_sources()
    assert again.digest() != digest


def test_nothing_that_is_secret_or_read_is_logged(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made, _ = connected(file)
    GOOGLE.mail.receive(b"From: a@b.example\r\nSubject: MARKER-1\r\n\r\nMARKER-2\r\n")
    GOOGLE.fault = lambda number, path: "400" if path.endswith("/events") else ""
    for source in made.document_sources():
        try:
            list(source.changes(None))
        except SourceError:
            continue
    logged = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert not [word for word in ("MARKER", "refresh-1", "access-", "secret-1", "code-1", "history") if word in logged]


def test_its_calendars_are_listed_to_choose_from(file: Path) -> None:
    GOOGLE.diary.calendars = {
        "c2": Calendar(title="Team"),
        "primary": Calendar(),
        "c3": Calendar(title="Choir"),
    }
    made, secrets = connected(file)
    listed = [(choice.kind, choice.name, choice.is_read) for choice in made.choices()]
    assert listed[0] == ("calendars", "helen@marsh.example", True)
    assert sorted(listed[1:]) == [("calendars", "Choir", False), ("calendars", "Team", False)]
    chosen = account(file, secrets, calendars=("team",)).choices()
    assert [choice.name for choice in chosen if choice.is_read] == ["Team"]
    assert account(file, secrets, calendar=False).choices() == ()

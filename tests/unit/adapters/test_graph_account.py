"""Signing in to Microsoft as a user does it, and what happens when Microsoft says no."""

import logging
import re
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import httpx
import pytest
import trustme

from assistant.adapters.memory import MemorySecrets, ScriptedDialogue
from assistant.adapters.microsoft.account import MicrosoftAccount
from assistant.domain.accounts import AccountSettings
from assistant.domain.people import Participant
from assistant.errors import SignInError, SourceError
from assistant.ports import Found
from tests.contract.test_document_source import mail
from tests.servers.graph import GraphFake
from tests.servers.graph_server import serving
from tests.servers.microsoft_login import CLIENT, USER, LoginFake

Make = Callable[..., MicrosoftAccount]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def fake(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GraphFake]:
    """Graph and the sign-in by HTTPS, with a certificate that this machine trusts meanwhile."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with serving(GraphFake(), context) as served:
        served.tokens.clear()
        served.login = LoginFake(served.base.removesuffix("/v1.0"), served.tokens)
        yield served


@pytest.fixture
def make(fake: GraphFake) -> Iterator[Make]:
    made: list[MicrosoftAccount] = []

    def maker(secrets: MemorySecrets, *, now: datetime | None = None, **more: object) -> MicrosoftAccount:
        known = {"client_id": CLIENT, "address": USER} | more
        settings = AccountSettings(name="work", type="microsoft", api=fake.base, **known)  # type: ignore[arg-type]
        user = Participant(name="Helen Marsh", address=USER)
        account = MicrosoftAccount(
            settings,
            secrets=secrets,
            clock=lambda: now or datetime.now(UTC),
            zone=ZoneInfo("Europe/Dublin"),
            user=user,
        )
        made.append(account)
        return account

    yield maker
    for account in made:
        account._client.close()
        account._sign_in.close()


def visit(address: str) -> None:
    """What a browser does with the address: it submits the form that it gets. The device page is left alone."""

    def submit() -> None:
        page = httpx.get(address).text
        (target,) = re.findall(r'action="(.*?)"', page)
        httpx.post(target, data=dict(re.findall(r'name="(.*?)" value="(.*?)"', page)))

    if "/authorize" in address:
        Thread(target=submit, daemon=True).start()


def test_it_says_what_is_asked_for_and_why_before_it_asks(make: Make, fake: GraphFake) -> None:
    dialogue, secrets = ScriptedDialogue(), MemorySecrets()
    fake.login.pending = 1
    make(secrets).connect(dialogue)
    before, _, after = "\n".join(dialogue.said).partition("ABCD1234")
    for told in ("Mail.ReadWrite", "drafts", "Calendars.Read", "Not asked for: Mail.Send", "take this back"):
        assert told in before
    assert "/device" in after
    assert fake.login.scopes == {"Mail.ReadWrite", "Calendars.Read"}
    assert secrets.kept.keys() == {"work/microsoft"}


def test_contacts_are_asked_for_only_where_they_are_wanted(make: Make, fake: GraphFake) -> None:
    make(MemorySecrets(), contacts=True, mail=False).connect(ScriptedDialogue())
    assert fake.login.scopes == {"Calendars.Read", "Contacts.Read"}


def test_the_browser_comes_back_with_a_code(make: Make, fake: GraphFake) -> None:
    secrets = MemorySecrets()
    fake.mailbox.add(mail(1))
    make(secrets).connect(ScriptedDialogue(has_browser=True, on_open=visit))
    (source, _) = make(secrets).document_sources()  # another run, from what was kept
    assert [change for change in source.changes(None) if isinstance(change, Found)]
    assert len(fake.login.secrets) == 1


def test_a_new_account_learns_its_registration_and_address(make: Make) -> None:
    account = make(MemorySecrets(), client_id="", address="")
    account.connect(ScriptedDialogue([CLIENT]))
    assert (account.settings.client_id, account.settings.address) == (CLIENT, USER)
    with pytest.raises(SignInError, match="app registration"):
        make(MemorySecrets(), client_id="").connect(ScriptedDialogue([""]))


def test_a_token_that_no_longer_serves_is_refreshed_and_kept(make: Make, fake: GraphFake) -> None:
    secrets = MemorySecrets()
    account = make(secrets)
    account.connect(ScriptedDialogue())
    kept = secrets.kept["work/microsoft"]
    fake.tokens.clear()  # as if an hour had passed
    assert account.document_sources()[0].size() == 0
    assert len(fake.login.secrets) == 2
    assert secrets.kept["work/microsoft"] != kept


@pytest.mark.parametrize(
    ("refusal", "problem", "hint"),
    [
        (("invalid_grant", "AADSTS50173: The grant was revoked."), "sign-in .* has ended", "assistant connect work"),
        (("invalid_grant", "AADSTS65001: consent"), "only an administrator", "assistant connect work"),
        (("invalid_grant", "AADSTS65001: consent"), "taken back", "organizations/adminconsent?client_id="),
        (("invalid_grant", "AADSTS90094: admin"), "only an administrator", "organizations/adminconsent?client_id="),
        (("invalid_client", "AADSTS7000218: secret"), "asks for a secret", "Allow public client flows"),
        (("invalid_request", "AADSTS50194: multi-tenant"), "one organisation only", "tenant"),
        (("access_denied", "AADSTS53003: policy"), "rule of your organisation", "administrator"),
        (("something_new", "AADSTS99999: who knows"), "AADSTS99999", "assistant connect work"),
    ],
)
def test_a_refusal_is_told_in_words(
    make: Make, fake: GraphFake, refusal: tuple[str, str], problem: str, hint: str
) -> None:
    account = make(MemorySecrets())
    account.connect(ScriptedDialogue())
    fake.tokens.clear()
    fake.login.refusal = refusal
    with pytest.raises(SignInError, match=problem) as caught:
        list(account.document_sources()[0].changes(None))
    assert hint in caught.value.hint
    (check,) = account.checks()
    assert check.problem
    assert hint in check.hint


def test_who_does_not_allow_it_is_told_that_nothing_was_kept(make: Make, fake: GraphFake) -> None:
    fake.login.refusal = ("access_denied", "AADSTS65004: declined")
    secrets = MemorySecrets()
    with pytest.raises(SignInError, match="not given"):
        make(secrets).connect(ScriptedDialogue(has_browser=True, on_open=visit))
    assert not secrets.kept


@pytest.mark.parametrize("has_browser", [True, False])
def test_a_permission_that_is_missing_is_named_at_once(make: Make, fake: GraphFake, has_browser: bool) -> None:
    secrets = MemorySecrets()
    secrets.kept["work/microsoft"] = "from before"
    fake.login.withheld = {"Calendars.Read"}
    with pytest.raises(SignInError, match=r"did not give Calendars\.Read") as caught:
        make(secrets).connect(ScriptedDialogue(has_browser=has_browser, on_open=visit))
    assert "assistant connect work" in caught.value.hint
    assert secrets.kept == {"work/microsoft": "from before"}


def test_an_answer_that_names_no_permissions_gives_those_that_were_asked_for(make: Make, fake: GraphFake) -> None:
    fake.login.withheld = {"Mail.ReadWrite", "Calendars.Read"}  # the field is empty then
    account = make(MemorySecrets())
    account.connect(ScriptedDialogue())
    assert not [check.problem for check in account.checks() if "permissions" in check.what and check.problem]


def test_the_wrong_account_is_not_kept_unless_the_user_says_that_it_is_right(make: Make, fake: GraphFake) -> None:
    fake.login.user = "helen@marsh.onmicrosoft.com"
    secrets = MemorySecrets()
    with pytest.raises(SignInError, match=r"signed in as helen@marsh\.onmicrosoft\.com") as caught:
        make(secrets).connect(ScriptedDialogue(["yes"]))
    assert not secrets.kept
    assert "choose the other one" in caught.value.hint
    account = make(secrets)
    account.connect(ScriptedDialogue(["no"]))
    assert secrets.kept.keys() == {"work/microsoft"}
    assert account.settings.address == USER


def test_a_code_that_nobody_used_in_time(make: Make, fake: GraphFake) -> None:
    fake.login.pending, fake.login.lasts = 10, 1
    with pytest.raises(SignInError, match="not used in time") as caught:
        make(MemorySecrets()).connect(ScriptedDialogue())
    assert "assistant connect work" in caught.value.hint


def test_another_registration_than_microsoft_knows(make: Make) -> None:
    with pytest.raises(SignInError, match="not known"):
        make(MemorySecrets(), client_id="other").connect(ScriptedDialogue())


def test_a_tenant_that_is_not_known(make: Make) -> None:
    with pytest.raises(SignInError, match="does not know 'nowhere"):
        make(MemorySecrets(), tenant="nowhere.example").connect(ScriptedDialogue())


def test_signing_in_again_replaces_what_was_kept_and_damaged(make: Make) -> None:
    secrets = MemorySecrets()
    secrets.kept["work/microsoft"] = "{damaged"
    with pytest.raises(SignInError, match="damaged"):
        list(make(secrets).document_sources()[0].changes(None))
    make(secrets).connect(ScriptedDialogue())
    assert list(make(secrets).document_sources()[0].changes(None))


def test_without_a_sign_in_nothing_is_read(make: Make) -> None:
    account = make(MemorySecrets())
    with pytest.raises(SignInError, match="not signed in"):
        list(account.document_sources()[0].changes(None))
    assert [check.problem for check in account.checks()] == ["work is not signed in"]


def test_checks_find_a_missing_permission_and_a_wrong_clock(make: Make, fake: GraphFake) -> None:
    secrets = MemorySecrets()
    account = make(secrets)
    account.connect(ScriptedDialogue())
    assert [check.problem for check in account.checks()] == ["", "", "", ""]
    fake.login.withheld = {"Calendars.Read"}
    late = make(secrets, now=datetime.now(UTC) + timedelta(days=1))
    problems = {check.what: check.problem for check in late.checks()}
    assert "Calendars.Read was not given" in problems["work: permissions"]
    assert "24 hours" in problems["work: this machine's clock"]


def test_a_certificate_that_does_not_verify_is_named(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secrets = MemorySecrets()
    make(secrets).connect(ScriptedDialogue())
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(tmp_path / "other.pem"))
    with pytest.raises(SourceError, match="certificate of localhost"):
        make(MemorySecrets()).connect(ScriptedDialogue())


def test_no_log_names_a_secret_a_subject_or_a_body(
    make: Make, fake: GraphFake, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        account = make(MemorySecrets())
        account.connect(ScriptedDialogue())
        fake.mailbox.add(mail(1).replace(b"Mail 1", b"Marker one").replace(b"Words 1", b"Marker two"))
        assert any(isinstance(change, Found) for change in account.document_sources()[0].changes(None))
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for secret in ("secret-", "Marker", "ABCD1234", "acme.example"):
        assert secret not in logged


def test_its_folders_and_calendars_are_listed_to_choose_from(make: Make, fake: GraphFake) -> None:
    fake.mailbox.calendars["team"] = "Team"
    secrets = MemorySecrets()
    account = make(secrets)
    account.connect(ScriptedDialogue(on_open=visit, has_browser=True))
    listed = {(choice.kind, choice.name): choice.is_read for choice in account.choices()}
    assert {name for (kind, name), is_read in listed.items() if kind == "folders" and is_read} >= {"Inbox"}
    assert not {name for kind, name in listed if kind == "folders"} & {"Drafts", "Junk Email", "Deleted Items"}
    assert listed["calendars", "Team"] is False
    chosen = make(secrets, calendars=("team",), mail=False).choices()
    assert [choice.name for choice in chosen if choice.is_read] == ["Team"]
    assert {choice.kind for choice in chosen} == {"calendars"}

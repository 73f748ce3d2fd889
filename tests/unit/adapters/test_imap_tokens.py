"""Mailboxes that want a token: signing in at Google or Microsoft, and what happens when the token stops serving.

Dovecot asks an introspection server whose a token is; the tokens come from the stand-ins for both sign-ins.
"""

import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from assistant.adapters.imap import account as imap_account
from assistant.adapters.imap.account import ImapAccount
from assistant.adapters.imap.connection import Server
from assistant.adapters.imap.session import PAUSES, ImapSession
from assistant.adapters.imap.tokens import MICROSOFT_READ, MICROSOFT_SEND
from assistant.adapters.memory import MemorySecrets, ScriptedDialogue
from assistant.domain.accounts import AccountSettings
from assistant.domain.people import Participant
from assistant.errors import SignInError, SourceError
from assistant.ports import Found
from tests.contract.test_document_source import mail
from tests.servers import google, graph_server
from tests.servers.dovecot import Dovecot, running
from tests.servers.google_accounts import browser
from tests.servers.graph import GraphFake
from tests.servers.introspection import Introspection, introspecting
from tests.servers.microsoft_login import CLIENT, USER, LoginFake


@dataclass
class Vendor:
    """One sign-in: what the account needs for it, and how its user says yes; `take_back` is what revokes."""

    name: str
    settings: dict[str, Any]
    tokens: set[str]
    take_back: Callable[[], None]
    give_again: Callable[[], None]
    scopes: Callable[[], set[str]]
    unreachable: str
    on_open: Callable[[str], None] | None = None
    secrets: MemorySecrets = field(default_factory=MemorySecrets)

    def dialogue(self, *answers: str) -> ScriptedDialogue:
        return ScriptedDialogue(answers, self.on_open)


@pytest.fixture(scope="module")
def introspection() -> Iterator[Introspection]:
    with introspecting(USER) as told:
        yield told


@pytest.fixture(scope="module")
def dovecot(introspection: Introspection) -> Iterator[Dovecot]:
    with running(introspection=introspection.url) as server:
        server.append(USER, mail(1))
        yield server


@pytest.fixture
def microsoft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with graph_server.serving(GraphFake(), context) as fake:
        fake.tokens.clear()
        login = fake.login = LoginFake(fake.base.removesuffix("/v1.0"), fake.tokens)
        revoked = ("invalid_grant", "AADSTS50173: The grant was revoked.")
        yield Vendor(
            name="microsoft",
            settings={"client_id": CLIENT, "api": fake.base},
            tokens=fake.tokens,
            take_back=lambda: setattr(login, "refusal", revoked),
            give_again=lambda: setattr(login, "refusal", ("", "")),
            scopes=lambda: login.scopes,
            unreachable="https://localhost:1/v1.0",
        )


@pytest.fixture
def gmail(tmp_path: Path) -> Iterator[Vendor]:
    fake = google.FakeGoogle()
    file = tmp_path / "client.json"
    file.write_text(json.dumps({"installed": {"client_id": "client-1", "client_secret": "secret-1"}}))

    with google.serving(fake):
        yield Vendor(
            name="google",
            settings={"client_file": file, "api": fake.url},
            tokens=fake.access_tokens,
            take_back=fake.refresh_tokens.clear,
            give_again=lambda: fake.refresh_tokens.add("refresh-1"),
            scopes=lambda: set(fake.granted["scope"].split()),
            unreachable="http://127.0.0.1:1/",
            on_open=browser(),
        )


@pytest.fixture(params=["microsoft", "gmail"])
def vendor(request: pytest.FixtureRequest, introspection: Introspection, dovecot: Dovecot) -> Vendor:
    request.getfixturevalue("monkeypatch").setenv("SSL_CERT_FILE", str(dovecot.authority))
    chosen: Vendor = request.getfixturevalue(request.param)
    introspection.good = chosen.tokens
    return chosen


def account(dovecot: Dovecot, vendor: Vendor, **more: Any) -> ImapAccount:
    known = {"server": "localhost", "address": USER, "login": vendor.name} | vendor.settings | more
    settings = AccountSettings(name="post", type="imap", port=dovecot.tls_port, **known)
    user = Participant(name="Helen Marsh", address=USER)
    now = datetime.now(UTC)
    return ImapAccount(settings, secrets=vendor.secrets, clock=lambda: now, zone=UTC, user=user)


def read(account: ImapAccount) -> list[str]:
    found = [change for change in account.source().changes(None) if isinstance(change, Found)]
    return [change.content.document.message_id for change in found]


def test_from_the_first_sign_in_to_one_that_was_taken_back(dovecot: Dovecot, vendor: Vendor) -> None:
    connected = account(dovecot, vendor)
    dialogue = vendor.dialogue()
    connected.connect(dialogue)
    assert any("reading and writing all your mail" in line for line in dialogue.said)
    assert read(connected) == read(account(dovecot, vendor)) == ["<1@acme.example>"]  # the second as in another run
    vendor.tokens.clear()  # as if an hour had passed
    assert read(connected) == ["<1@acme.example>"]
    vendor.tokens.clear()
    vendor.take_back()
    for each in (connected, account(dovecot, vendor)):
        with pytest.raises(SignInError, match=r"no longer accepts the sign-in|sign-in .* has ended") as caught:
            read(each)
        assert "assistant connect post" in caught.value.hint
        assert each.source().size() is None
        assert [bool(check.problem) for check in each.checks()] == [False, True]
    vendor.give_again()
    connected.connect(vendor.dialogue())
    assert read(connected) == read(account(dovecot, vendor)) == ["<1@acme.example>"]


def test_no_token_and_no_secret_is_shown(dovecot: Dovecot, vendor: Vendor) -> None:
    connected, dialogue = account(dovecot, vendor), vendor.dialogue()
    connected.connect(dialogue)
    assert vendor.tokens
    shown = str(dialogue.said) + repr(connected._login(connected.settings)) + repr(connected._token())
    assert not [token for token in vendor.tokens if token in shown]


def test_the_least_is_asked_for(dovecot: Dovecot, vendor: Vendor) -> None:
    account(dovecot, vendor).connect(vendor.dialogue())
    least = {"microsoft": {MICROSOFT_READ}, "google": {"https://mail.google.com/"}}
    assert vendor.scopes() == least[vendor.name]
    if vendor.name == "microsoft":
        account(dovecot, vendor, smtp_server="localhost").connect(vendor.dialogue())
        assert vendor.scopes() == {MICROSOFT_READ, MICROSOFT_SEND}


def test_without_a_registration_it_says_how_to_get_one(dovecot: Dovecot, vendor: Vendor) -> None:
    bare = replace(vendor, settings={})
    with pytest.raises(SignInError, match="without an app registration") as caught:
        account(dovecot, bare).connect(bare.dialogue(""))
    assert "docs/how-to/connect-" in caught.value.hint
    asked = account(dovecot, replace(vendor, settings={"api": vendor.settings["api"]}))
    asked.connect(vendor.dialogue(str(vendor.settings.get("client_id") or vendor.settings["client_file"])))
    assert (asked.settings.client_id or asked.settings.client_file) in vendor.settings.values()


def test_a_sign_in_server_out_of_reach_is_no_lost_consent(dovecot: Dovecot, vendor: Vendor) -> None:
    account(dovecot, vendor).connect(vendor.dialogue())
    away = account(dovecot, vendor, api=vendor.unreachable)
    vendor.tokens.clear()
    with pytest.raises(SourceError) as caught:
        list(away.source().changes(None))
    assert vendor.name == "microsoft" or not isinstance(caught.value, SignInError)


def test_the_mailbox_of_somebody_else_is_refused(dovecot: Dovecot, vendor: Vendor) -> None:
    with pytest.raises(SignInError, match=r"does not accept the consent of other@marsh\.example"):
        account(dovecot, vendor, username="other@marsh.example").connect(vendor.dialogue())


@pytest.mark.parametrize("broken", [2, 99])
def test_a_sign_in_that_fails_for_the_moment_is_tried_again(
    dovecot: Dovecot, introspection: Introspection, gmail: Vendor, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    introspection.good = gmail.tokens
    connected, pauses = account(dovecot, gmail), list[float]()
    connected.connect(gmail.dialogue())
    monkeypatch.setattr(introspection, "broken", broken)
    session = ImapSession(connected._login(connected.settings), pause=pauses.append)
    if broken == 2:
        session.examine("INBOX")
        assert pauses == list(PAUSES[:2])
    else:
        with pytest.raises(SourceError, match="asks for a pause") as caught:
            session.examine("INBOX")
        assert not isinstance(caught.value, SignInError)
        assert pauses == list(PAUSES)
    session.close()


def test_an_outlook_address_is_led_to_what_works(
    dovecot: Dovecot, introspection: Introspection, microsoft: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    introspection.good = microsoft.tokens
    typed = {"address": "helen@outlook.com", "server": "", "login": "password"}
    refused = account(dovecot, replace(microsoft, settings={}), **typed)
    dialogue = microsoft.dialogue("no")
    with pytest.raises(SignInError) as caught:
        refused.connect(dialogue)
    assert "assistant connect microsoft" in caught.value.hint
    assert any("Microsoft takes no passwords from mail programs" in line for line in dialogue.said)
    here = Server(host="localhost", port=dovecot.tls_port)
    monkeypatch.setattr(imap_account, "candidates", lambda address, port: [here])
    insists = account(dovecot, replace(microsoft, settings={"api": microsoft.settings["api"]}), **typed, username=USER)
    insists.connect(microsoft.dialogue("yes", CLIENT, "no"))
    assert (insists.settings.login, insists.settings.client_id) == ("microsoft", CLIENT)
    assert read(insists) == ["<1@acme.example>"]

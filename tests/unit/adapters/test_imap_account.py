"""Connecting a mailbox by IMAP: finding the server, signing in, and every fault in plain words."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from assistant.adapters.imap import connection as imap_connection
from assistant.adapters.imap.account import ImapAccount
from assistant.adapters.imap.providers import candidates, provider_of
from assistant.adapters.memory import MemorySecrets, ScriptedDialogue
from assistant.domain.accounts import AccountSettings
from assistant.domain.people import Participant
from assistant.errors import SignInError, SourceError
from assistant.ports import Found
from tests.contract.test_document_source import mail
from tests.contract.test_draft_box import draft
from tests.servers.dovecot import PASSWORD, Dovecot, running

USERS = count(1)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))


@pytest.fixture
def address() -> str:
    return f"owner{next(USERS)}@localhost"


def account(secrets: MemorySecrets, **settings: Any) -> ImapAccount:
    known = AccountSettings(name="work mail", type="imap", **settings)
    user = Participant(name="Helen Marsh", address="helen@marsh.example")
    return ImapAccount(known, secrets=secrets, clock=lambda: NOW, zone=UTC, user=user)


def test_finds_the_server_and_asks_for_the_password(dovecot: Dovecot, address: str) -> None:
    secrets, dialogue = MemorySecrets(), ScriptedDialogue([address, "wrong", PASSWORD])
    connected = account(secrets, port=dovecot.tls_port)
    connected.connect(dialogue)
    assert (connected.settings.server, connected.settings.security) == ("localhost", "tls")
    assert connected.settings.address == address
    assert list(secrets.kept.values()) == [PASSWORD]
    assert any("does not accept the address or the password" in line for line in dialogue.said)
    assert PASSWORD not in str(dialogue.said)
    assert [check.problem for check in connected.checks()] == ["", "", "", ""]
    dovecot.append(address, mail(1))
    (source,) = connected.document_sources()
    assert [type(each) for each in source.changes(None)][:1] == [Found]
    mailbox = connected.mailbox()
    assert mailbox is not None
    assert mailbox.put(draft()).startswith("work mail, Drafts")
    assert not connected.people_sources()


def test_a_server_with_starttls_only_is_found_as_well(dovecot: Dovecot, address: str) -> None:
    secrets = MemorySecrets()
    connected = account(secrets, port=dovecot.port, address=address)
    connected.connect(ScriptedDialogue([PASSWORD]))
    assert connected.settings.security == "starttls"


def test_after_three_wrong_passwords_nothing_is_kept(dovecot: Dovecot, address: str) -> None:
    secrets = MemorySecrets()
    refused = account(secrets, port=dovecot.tls_port, server="localhost", address=address)
    with pytest.raises(SignInError, match="does not accept"):
        refused.connect(ScriptedDialogue(["a", "b", "c"]))
    assert secrets.kept == {}
    with pytest.raises(SignInError, match="not connected yet"):
        list(refused.document_sources()[0].changes(None))


def test_a_changed_password_is_told_with_what_to_do(dovecot: Dovecot, address: str) -> None:
    secrets = MemorySecrets()
    secrets.put("imap work mail", "old")
    changed = account(secrets, port=dovecot.tls_port, server="localhost", address=address)
    with pytest.raises(SignInError) as caught:
        list(changed.document_sources()[0].changes(None))
    assert caught.value.hint == "sign in again: assistant connect work mail"
    assert [bool(check.problem) for check in changed.checks()] == [False, True]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"server": "127.0.0.1"}, "does not prove that it is 127.0.0.1"),
        ({"server": "localhost", "port": 1}, "takes no connections on port 1"),
        ({"server": "no-such-host.invalid"}, "no server called no-such-host.invalid"),
    ],
)
def test_a_server_that_cannot_be_talked_to(
    dovecot: Dovecot, address: str, settings: dict[str, Any], words: str
) -> None:
    secrets = MemorySecrets()
    secrets.put("imap work mail", PASSWORD)
    broken = account(secrets, **{"port": dovecot.tls_port, "address": address, **settings})
    with pytest.raises(SourceError, match=words):
        list(broken.document_sources()[0].changes(None))
    assert broken.document_sources()[0].size() is None
    (check,) = broken.checks()
    assert words in check.problem
    assert check.hint


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_server_that_never_answers_is_not_waited_for_long(
    address: str, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_connection, "TIMEOUT", 0.2)
    monkeypatch.setattr(imap_connection.connected, "__kwdefaults__", {"timeout": 0.2})
    secrets = MemorySecrets()
    secrets.put("imap work mail", PASSWORD)
    with socket.create_server(("127.0.0.1", 0)) as server:  # the system takes connections for it
        port = server.getsockname()[1]
        silent = account(secrets, port=port, server="localhost", address=address, security=security)
        with pytest.raises(SourceError, match="did not answer in time"):
            list(silent.document_sources()[0].changes(None))


def test_those_who_take_no_passwords_are_known() -> None:
    with pytest.raises(SignInError, match="cannot be read with a password") as caught:
        account(MemorySecrets(), address="ann@proton.me").connect(ScriptedDialogue())
    assert "Proton Mail Bridge" in caught.value.hint


def test_the_large_providers_are_known() -> None:
    for address, host in (("a@iCloud.com", "imap.mail.me.com"), ("a@gmx.de", "imap.gmx.net")):
        assert [server.host for server in candidates(address)] == [host]
        known = provider_of(address)
        assert known is not None
        assert known.wants
    own = list(candidates("ann@firm.example"))
    assert [server.host for server in own[:3]] == ["imap.firm.example", "mail.firm.example", "firm.example"]
    assert not [server for server in own if server.security == "none"]

"""Servers that miscount, keep messages back, break off over one message or talk nonsense; and what is never logged."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.imap.connection import Server, connected, told, words_of
from assistant.adapters.imap.drafts import ImapDrafts
from assistant.adapters.imap.fetch import uid_set
from assistant.adapters.imap.folders import Use, folders_of, name_of, to_read
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.session import ImapSession
from assistant.adapters.imap.smtp_connection import SmtpServer, smtp_signed_in
from assistant.errors import SignInError, SourceError
from assistant.ports import Change, Failed, Found, Reached
from tests.contract.test_document_source import mail
from tests.contract.test_draft_box import SENDER, draft
from tests.servers.dovecot import PASSWORD, Dovecot, dovecot
from tests.servers.proxy import Harm, Proxy, proxied

__all__ = ["dovecot"]

USERS = count(1)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    own = f"lied.to{next(USERS)}@firm.example"
    dovecot.append(own, mail(1), mail(2), mail(3))
    return own


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with proxied(dovecot.port) as before:
        yield before


def changes(server: Dovecot, user: str, proxy: Proxy, cursor: Any = None) -> list[Change]:
    login = server.login(user, port=proxy.port)
    source = ImapSource(name="mail", open=lambda: ImapSession(login, pause=lambda _: None), clock=lambda: NOW)
    return list(source.changes(cursor))


def ids(given: list[Change]) -> list[str]:
    return [each.content.document.message_id[1:2] for each in given if isinstance(each, Found)]


@pytest.mark.parametrize("said", [b"* 0 EXISTS", b"* 2 EXISTS", b"* 999999 EXISTS"])
def test_a_wrong_count_loses_nothing(dovecot: Dovecot, user: str, proxy: Proxy, said: bytes) -> None:
    proxy.rewrite = lambda data: data.replace(b"* 3 EXISTS", said)
    given = changes(dovecot, user, proxy)
    assert ids(given) == ["1", "2", "3"]
    last = given[-1]
    assert isinstance(last, Reached)
    proxy.rewrite = lambda data: data.replace(b"MESSAGES 3", b"MESSAGES 0")
    assert ids(changes(dovecot, user, proxy, last.cursor)) == []


def test_a_message_that_breaks_the_connection_stops_no_other(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    proxy.rewrite = lambda data: None if b"Words 2" in data else data
    given = changes(dovecot, user, proxy)
    assert ids(given) == ["1", "3"]
    (failed,) = [each for each in given if isinstance(each, Failed)]
    assert failed.locator == "INBOX, message 2"
    assert "does not hand this message over" in failed.error.problems[0]


def test_a_message_that_is_kept_back_is_named(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    def without_second(data: bytes) -> bytes:
        start = data.find(b"* 2 FETCH (UID 2 BODY[]")
        end = data.find(b")\r\n", start)
        return data if start < 0 else data[:start] + data[end + 3 :]

    proxy.rewrite = without_second
    given = changes(dovecot, user, proxy)
    assert ids(given) == ["1", "3"]
    assert [each.locator for each in given if isinstance(each, Failed)] == ["INBOX, message 2"]


def test_a_message_that_vanishes_meanwhile_is_no_failure(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    expunged = []

    def expunge(data: bytes) -> bytes:
        if b"RFC822.SIZE" in data and not expunged:
            expunged.append(1)
            with dovecot.client(user, "INBOX") as client:
                client.delete_messages([2])
                client.expunge()
        return data

    proxy.rewrite = expunge
    given = changes(dovecot, user, proxy)
    assert expunged
    assert not [each for each in given if isinstance(each, Failed)]
    assert set(ids(given)) >= {"1", "3"}


@pytest.mark.parametrize("nonsense", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 5_000, b"* BYE too busy\r\n"])
def test_a_server_that_speaks_something_else(
    dovecot: Dovecot, user: str, proxy: Proxy, nonsense: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connected, "__kwdefaults__", {"timeout": 0.5})
    proxy.rewrite = lambda _: nonsense
    with pytest.raises(SourceError) as caught:
        changes(dovecot, user, proxy)
    assert caught.value.hint


@pytest.mark.parametrize("harm", [Harm.DROP, Harm.HALF_CLOSE])
def test_a_break_at_the_sign_in_is_no_wrong_password(dovecot: Dovecot, user: str, proxy: Proxy, harm: Harm) -> None:
    proxy.reset(harm, name=b"AUTHENTICATE")
    with pytest.raises(SourceError) as caught:
        changes(dovecot, user, proxy)
    assert not isinstance(caught.value, SignInError)


def test_a_busy_server_at_the_sign_in_is_asked_again(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    proxy.reset(Harm.BUSY, name=b"AUTHENTICATE")
    assert ids(changes(dovecot, user, proxy)) == ["1", "2", "3"]
    assert proxy.struck


@pytest.mark.parametrize("name", ["Sent", "Gesendet", "INBOX.Envoyés", "INBOX.Sent Items"])
def test_folders_are_known_by_name_where_the_server_says_nothing(name: str) -> None:
    class Session:
        def read(self, ask: Callable[[Any], Any]) -> Any:
            return [((b"\\HasNoChildren",), b".", each) for each in ("INBOX", name, "INBOX.Drafts", "Clients.Sent")]

    folders = folders_of(Session())  # type: ignore[arg-type]  # only its answer counts
    assert to_read(folders, ()) == ["INBOX", name]
    assert name_of(folders, Use.DRAFTS) == "INBOX.Drafts"


@given(st.sets(st.integers(1, 60)))
def test_uids_are_written_as_ranges(uids: set[int]) -> None:
    written = uid_set(sorted(uids))
    read = set()
    for part in written.split(",") if written else []:
        first, _, last = part.partition(":")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == uids


def test_what_a_server_says_is_made_safe_to_show() -> None:
    assert words_of(ValueError(b"NO \x1b[31mgo\x00 away\r\n")) == "NO [31mgo away"
    assert told(EOFError(), Server(host="h.example")).problems == ("the connection to h.example broke off",)


def test_nothing_private_is_logged(
    dovecot: Dovecot, user: str, proxy: Proxy, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("imapclient", "imapclient.imaplib", "imapclient.imapclient"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    assert len(ids(changes(dovecot, user, proxy))) == 3
    proxy.reset(Harm.CUT_AFTER_COMMIT, at=8)
    changes(dovecot, user, proxy)
    session = ImapSession(dovecot.login(user))
    ImapDrafts("work mail", lambda: session, SENDER).put(draft())
    session.close()
    with pytest.raises(SourceError):
        smtp_signed_in(SmtpServer(host="localhost", port=1), dovecot.login(user))
    heard = caplog.text + "".join(capfd.readouterr())
    for private in (PASSWORD, "Words 1", "Mail 1", "acme.example", "payroll", user):
        assert private not in heard

"""What mailboxes and servers do that one does not expect: nothing is lost or doubled, and a clear line is said."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from assistant.adapters.imap import session as imap_session
from assistant.adapters.imap.connection import Credential, Login, Server, connected
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.session import ImapSession
from assistant.domain.documents import Document
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached
from tests.contract.test_document_source import mail
from tests.servers.dovecot import PASSWORD, Dovecot, dovecot
from tests.servers.proxy import Proxy, proxied

__all__ = ["dovecot"]

USERS = count(1)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = date(2026, 11, 2)  # of the messages


@pytest.fixture
def user() -> str:
    return f"odd{next(USERS)}@firm.example"


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with proxied(dovecot.port) as before:
        yield before


def read(
    server: Dovecot,
    user: str,
    *folders: str,
    cursor: Cursor | None = None,
    since: date | None = None,
    port: int = 0,
    now: datetime = NOW,
) -> list[Change]:
    login = server.login(user, port=port)
    source = ImapSource(
        name="mail", open=lambda: ImapSession(login, pause=lambda _: None), folders=folders, clock=lambda: now
    )
    return list(source.changes(cursor, since=since))


def documents(changes: list[Change]) -> list[Document]:
    return [change.content.document for change in changes if isinstance(change, Found)]


def cursor_of(changes: list[Change]) -> Cursor:
    last = changes[-1]
    assert isinstance(last, Reached)
    return last.cursor


def test_a_folder_that_was_renamed_is_told_and_under_its_new_name_gives_the_same(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1), mail(2), folder="Clients")
    before = read(dovecot, user, "INBOX", "Clients")
    with dovecot.client(user) as client:
        client.rename_folder("Clients", "Customers")
    dovecot.append(user, mail(3), folder="Customers")
    with pytest.raises(SourceError, match="no folder 'Clients'; there are Customers, ") as caught:
        read(dovecot, user, "INBOX", "Clients", cursor=cursor_of(before))
    assert caught.value.hint == "correct 'folders'"
    after = read(dovecot, user, "INBOX", "Customers", cursor=cursor_of(before))
    ids = [each.id for each in documents(after)]
    assert [each.message_id for each in documents(after)] == [f"<{n}@acme.example>" for n in (1, 2, 3)]
    assert ids[:2] == [each.id for each in documents(before)]
    assert documents(read(dovecot, user, "INBOX", "Customers", cursor=cursor_of(after))) == []


def test_a_folder_that_was_deleted_leaves_the_others(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1))
    dovecot.append(user, mail(2), folder="Archive")
    before = read(dovecot, user)
    with dovecot.client(user) as client:
        client.delete_folder("Archive")
    dovecot.append(user, mail(3))
    after = read(dovecot, user, cursor=cursor_of(before))
    assert [each.message_id for each in documents(after)] == ["<3@acme.example>"]


def test_two_mails_with_the_same_message_id_are_two(dovecot: Dovecot, user: str) -> None:
    later = mail(1).replace(b"2 Nov", b"3 Nov")
    other = mail(1).replace(b"From: ", b"From: Other <other@else.example>\nX-Was: ")
    dovecot.append(user, mail(1), later, other)
    assert len({each.id for each in documents(read(dovecot, user))}) == 3


def test_the_same_mail_in_two_folders_is_one(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1))
    dovecot.append(user, mail(1), folder="Archive")
    both = documents(read(dovecot, user))
    assert [each.locator for each in both] == ["INBOX, message 1", "Archive, message 1"]
    assert len({each.id for each in both}) == 1


@pytest.mark.parametrize("off", [timedelta(days=-1), timedelta(days=1)])
def test_a_server_whose_clock_is_off_by_a_day_loses_nothing(dovecot: Dovecot, user: str, off: timedelta) -> None:
    dovecot.append(user, mail(1), at=datetime(2026, 11, 2, 10, tzinfo=UTC) + off)
    changes = read(dovecot, user, since=DAY)
    assert len(documents(changes)) == 1
    assert not [each for each in changes if isinstance(each, Passed)]


@pytest.mark.parametrize("off", [timedelta(days=-1), timedelta(days=1)])
def test_our_own_clock_off_by_a_day_loses_nothing(dovecot: Dovecot, user: str, off: timedelta) -> None:
    dovecot.append(user, mail(1))
    first = read(dovecot, user, now=NOW + off)
    dovecot.append(user, mail(2))
    second = read(dovecot, user, cursor=cursor_of(first))
    assert [len(documents(each)) for each in (first, second)] == [1, 1]


def test_without_the_encryption_that_was_chosen_nothing_is_said(
    dovecot: Dovecot, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    proxy.rewrite = lambda data: data.replace(b" STARTTLS", b"")
    server = Server(host="localhost", port=proxy.port, security="starttls")
    session = ImapSession(Login(server=server, user="ann", credential=lambda: Credential(secret=PASSWORD)))
    with pytest.raises(SourceError, match="offers no encryption") as caught:
        session.examine("INBOX")
    assert "993" in caught.value.hint
    assert set(proxy.commands) <= {b"CAPABILITY", b"LOGOUT"}


def test_what_is_slipped_in_before_the_encryption_does_not_count(
    dovecot: Dovecot, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CVE-2011-0411: answers that somebody on the way appends to the one that begins the encryption."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    monkeypatch.setattr(connected, "__kwdefaults__", {"timeout": 2})
    slip = b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n"
    proxy.rewrite = lambda data: re.sub(rb"(OK Begin TLS[^\r]*\r\n)", rb"\1" + slip, data)
    server = Server(host="localhost", port=proxy.port, security="starttls")
    session = ImapSession(Login(server=server, user="ann", credential=lambda: Credential(secret=PASSWORD)))
    try:
        capabilities = session.read(lambda client: client.capabilities())
    except SourceError:
        return
    assert b"LOGINDISABLED" not in capabilities


def test_a_message_that_claims_to_be_endless_stops_no_other(
    dovecot: Dovecot, user: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_session, "PAUSES", (0.0,))
    monkeypatch.setattr(connected, "__kwdefaults__", {"timeout": 0.5})
    dovecot.append(user, mail(1), mail(2), mail(3))
    proxy.rewrite = lambda data: re.sub(rb"(UID 2 BODY\[\] )\{\d+\}", rb"\1{99999999999999}", data)
    changes = read(dovecot, user, port=proxy.port)
    assert [each.message_id for each in documents(changes)] == ["<1@acme.example>", "<3@acme.example>"]
    (failed,) = [each for each in changes if isinstance(each, Failed)]
    assert failed.locator == "INBOX, message 2"
    assert "does not hand this message over" in failed.error.problems[0]


def test_answers_in_any_order_are_read(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    """Other servers name the parts of an answer in another order, and tell of flags along with bodies."""
    at = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    undated = re.sub(rb"Date: .*\n", b"", mail(1))
    dovecot.append(user, undated, mail(2), at=at, flags=[b"\\Seen", b"$Forwarded"])
    plain = documents(read(dovecot, user))

    def turned(data: bytes) -> bytes:
        data = re.sub(
            rb"\((UID \d+) (RFC822.SIZE \d+) (FLAGS \([^)]*\)) (INTERNALDATE [^)]*)\)", rb"(\4 \3 \2 \1)", data
        )
        return re.sub(rb"\((UID \d+) (BODY\[\] \{\d+\})", rb"(FLAGS (\\Seen) \1 \2", data)

    def by_the_library(data: bytes) -> bytes:
        return re.sub(rb"\((UID \d+) (RFC822.SIZE|BODY\[\])", rb"(\1 X-GM-LABELS ((\\Inbox)) \2", data)

    for rewrite in (turned, by_the_library):
        proxy.rewrite = rewrite
        assert documents(read(dovecot, user, port=proxy.port)) == plain
    assert plain[0].when == at

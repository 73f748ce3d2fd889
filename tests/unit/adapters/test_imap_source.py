"""Mail by IMAP from Dovecot: what is read, what is left alone, and how little is transferred."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from assistant.adapters.formats.message import read_message
from assistant.adapters.imap import fetch as imap_fetch
from assistant.adapters.imap import mail as imap
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.session import ImapSession
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached
from tests.contract.test_document_source import mail
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.proxy import Proxy, proxied

__all__ = ["dovecot"]

USERS = count(1)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def user() -> str:
    return f"user{next(USERS)}@firm.example"


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with proxied(dovecot.port) as before:
        yield before


def source(server: Dovecot, user: str, port: int = 0, **more: Any) -> ImapSource:
    login = server.login(user, port=port)
    return ImapSource(name="mail", open=lambda: ImapSession(login, pause=lambda _: None), clock=lambda: NOW, **more)


def given(changes: Iterable[Change]) -> tuple[list[str], Counter[str], Cursor]:
    """The ids of the mails, the reasons for those passed over, and the last cursor."""
    ids: list[str] = []
    reasons: Counter[str] = Counter()
    cursor: Cursor = {}
    for change in changes:
        if isinstance(change, Found):
            ids.append(change.content.document.message_id)
        elif isinstance(change, Passed):
            reasons[change.reason] += change.count
        elif isinstance(change, Reached):
            cursor = change.cursor
        else:
            pytest.fail(f"{change}")
    return ids, reasons, cursor


def numbered(*numbers: int) -> list[str]:
    return [f"<{number}@acme.example>" for number in numbers]


def test_reads_what_came_in_and_what_was_sent_and_opens_nothing_else(dovecot: Dovecot, user: str) -> None:
    for number, folder in enumerate(["INBOX", "Sent", "Drafts", "Junk", "Trash", "Clients", "Archive"]):
        dovecot.append(user, mail(number), folder=folder)
    dovecot.append(user, mail(20), flags=[b"\\Draft"])
    dovecot.append(user, mail(21), flags=[b"\\Deleted"])
    ids, reasons, _ = given(source(dovecot, user).changes(None))
    assert ids == numbered(0, 1, 6)
    assert reasons == {"a draft": 1, "deleted": 1}
    assert given(source(dovecot, user, folders=("Clients", "inbox")).changes(None))[0] == numbered(5, 0)


def test_where_all_mail_is_in_one_folder_only_that_is_read(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1))
    dovecot.append(user, mail(1), mail(2), folder="All mail")
    assert given(source(dovecot, user).changes(None))[0] == numbered(1, 2)


def test_a_folder_that_is_not_there_is_named_with_those_that_are(dovecot: Dovecot, user: str) -> None:
    with pytest.raises(SourceError, match="no folder 'Clienst'; there are Drafts, INBOX, Junk, Sent, Trash"):
        list(source(dovecot, user, folders=("Clienst",)).changes(None))


def test_the_server_says_which_messages_are_what_a_file_would_say(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1))
    dovecot.deliver(user, mail(2))
    found = [each.content for each in source(dovecot, user).changes(None) if isinstance(each, Found)]
    for content, number in zip(found, (1, 2), strict=True):
        raw = mail(number).replace(b"\n", b"\r\n")
        assert content.document.id == read_message(raw, source="x", locator="x", fallback=NOW).document.id
        assert content.document.locator == f"INBOX, message {number}"


def test_nothing_is_marked_as_read(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1), mail(2))
    given(source(dovecot, user).changes(None))
    with dovecot.client(user, "INBOX") as client:
        assert len(client.search("UNSEEN")) == 2


def test_a_mail_that_is_too_large_is_not_fetched(
    dovecot: Dovecot, user: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "MAX_MESSAGE", 100_000)
    dovecot.append(user, mail(1), mail(2) + b"x" * 100_000)
    ids, reasons, _ = given(source(dovecot, user, proxy.port).changes(None))
    assert ids == numbered(1)
    assert reasons.total() == 1
    assert proxy.received < 20_000


def test_one_new_mail_in_ten_thousand_costs_one_mail(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    dovecot.fill(user, (mail(number) for number in range(10_000)))
    marks = {"INBOX": {"validity": 0, "last": 0, "modseq": 0, "held": 10_000, "since": ""}}
    with dovecot.client(user, "INBOX") as client:
        status = client.folder_status("INBOX", ["UIDVALIDITY", "UIDNEXT"])
    marks["INBOX"] |= {"validity": status[b"UIDVALIDITY"], "last": status[b"UIDNEXT"] - 1}
    ids, _, cursor = given(source(dovecot, user, proxy.port).changes({"folders": marks}))
    assert ids == []
    costs, calls = [], []
    for new in (1, 0, 1):
        dovecot.append(user, *[mail(20_000)] * new)
        proxy.reset()
        ids, _, cursor = given(source(dovecot, user, proxy.port).changes(cursor))
        assert len(ids) == new
        costs.append(proxy.received + proxy.sent)
        calls.append(len(proxy.commands))
    assert costs[0] < 6_000
    assert abs(costs[0] - costs[2]) < 100
    assert calls[1] < calls[0] <= calls[1] + 4


def test_a_folder_that_was_numbered_anew_is_read_again(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1), mail(2))
    first, _, cursor = given(source(dovecot, user).changes(None))
    dovecot.change_uidvalidity(user)
    dovecot.append(user, mail(3))
    again, _, cursor = given(source(dovecot, user).changes(cursor))
    assert again == [*first, *numbered(3)]
    assert given(source(dovecot, user).changes(cursor))[0] == []


def test_a_mail_that_was_moved_is_the_same_document(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1), mail(2))
    dovecot.append(user, folder="Archive")
    before = list(source(dovecot, user).changes(None))
    _, _, cursor = given(before)
    with dovecot.client(user, "INBOX") as client:
        client.move([1], "Archive")
    after = [each for each in source(dovecot, user).changes(cursor) if isinstance(each, Found)]
    ids = {each.content.document.id for each in before if isinstance(each, Found)}
    assert [each.content.document.id in ids for each in after] == [True]


def test_a_long_first_read_is_taken_up_where_it_broke_off(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "CHECKPOINT", 3)
    monkeypatch.setattr(imap_fetch, "BATCH", 2)
    monkeypatch.setattr(imap_fetch, "LISTED", 5)
    monkeypatch.setattr(imap_fetch, "WINDOW", 4)
    dovecot.fill(user, (mail(number) for number in range(10)))
    dovecot.append(user, mail(10), folder="Sent")
    begun = []
    for change in source(dovecot, user).changes(None):
        begun.append(change)
        if sum(isinstance(each, Reached) for each in begun) == 2:
            break
    ids, _, cursor = given(begun)
    assert begun[-1].until is None
    rest = list(source(dovecot, user).changes(cursor))
    assert ids + given(rest)[0] == numbered(*range(11))
    assert rest[-1].until == NOW


def test_mail_from_before_a_day_is_counted_and_not_fetched(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    old, new = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    dovecot.append(user, mail(1) + b"x" * 50_000, at=old)
    dovecot.append(user, mail(2), at=new)
    ids, reasons, cursor = given(source(dovecot, user, proxy.port).changes(None, since=date(2026, 11, 1)))
    assert ids == numbered(2)
    assert reasons == {"older than 2026-11-01": 1}
    assert proxy.received < 10_000
    assert given(source(dovecot, user).changes(cursor, since=date(2026, 11, 1)))[:2] == ([], Counter())


def test_an_inbox_that_was_tidied_up_is_no_empty_mailbox(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1))
    dovecot.append(user, mail(2), folder="Sent")
    _, _, cursor = given(source(dovecot, user).changes(None))
    dovecot.remove(user)
    assert given(source(dovecot, user).changes(cursor))[0] == []
    dovecot.remove(user, "Sent")
    with pytest.raises(SourceError, match="it held 2 messages before"):
        list(source(dovecot, user).changes(cursor))


def test_a_folder_that_cannot_be_opened_stops_no_other(dovecot: Dovecot, user: str) -> None:
    dovecot.append(user, mail(1))
    dovecot.append(user, mail(2), folder="Sent")
    place = dovecot.folder / "mail" / user / "Maildir" / ".Sent"
    place.chmod(0)
    try:
        changes = list(source(dovecot, user).changes(None))
    finally:
        place.chmod(0o700)
    assert [type(each) for each in changes] == [Found, Failed, Reached]
    assert changes[-1].until is None

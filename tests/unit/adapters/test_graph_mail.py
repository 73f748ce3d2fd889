"""Microsoft's mail: only what is new is fetched, what is left alone is told, and the server's delays are obeyed."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.formats.message import read_message
from assistant.adapters.microsoft.answers import moment_in
from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.known import Known
from assistant.adapters.microsoft.mail import GraphMail
from assistant.adapters.network import asked_delay
from assistant.errors import DeliveryError, SignInError, SourceError, UncertainError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached
from tests.contract.test_document_source import NOW, mail
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import Message
from tests.servers.graph_server import serving

Reader = Callable[..., tuple[list[Change], Cursor]]


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    with serving(GraphFake()) as served:
        yield served


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def client(fake: GraphFake, slept: list[float]) -> Iterator[GraphClient]:
    made = GraphClient(
        name="work", token=lambda fresh: "token-2" if fresh else "token-1", base=fake.base, sleep=slept.append
    )
    yield made
    made.close()


@pytest.fixture
def read(client: GraphClient) -> Reader:
    def reader(
        cursor: Cursor | None = None, *, folders: Sequence[str] = (), since: date | None = None
    ) -> tuple[list[Change], Cursor]:
        source = GraphMail(client, name="work mail", folders=folders, clock=lambda: NOW)
        changes = list(source.changes(cursor, since=since))
        assert isinstance(changes[-1], Reached)
        assert changes[-1].until == NOW
        told = [change for change in changes if not isinstance(change, Reached)]
        return told, json.loads(json.dumps(changes[-1].cursor))

    return reader


def subjects(changes: Sequence[Change]) -> list[str]:
    return [change.content.document.title for change in changes if isinstance(change, Found)]


def passed(changes: Sequence[Change]) -> dict[str, int]:
    return {change.reason: change.count for change in changes if isinstance(change, Passed)}


def test_documents_have_the_ids_that_files_give(fake: GraphFake, read: Reader) -> None:
    fake.mailbox.add(mail(1))
    (change,) = read()[0]
    assert isinstance(change, Found)
    assert change.content.document.id == read_message(mail(1), source="x", locator="x", fallback=NOW).document.id


def test_one_new_among_ten_thousand_takes_one_request_more(fake: GraphFake, read: Reader) -> None:
    links = read()[1]["links"]
    sample = fake.mailbox.messages[fake.mailbox.add(mail(0))]
    known = Known()
    for number in range(10_000):  # as if they had come and been read long ago
        key = f"message-{number}"
        fake.mailbox.messages[key] = Message(id=key, raw=sample.raw, folder="sentitems", fields=sample.fields)
        known.keep(key)
    known.keep(sample.id)
    cursor = known.cursor("") | {"links": links}
    fake.requests.clear()
    assert read(cursor)[0] == []
    idle = fake.count()
    fake.requests.clear()
    fake.mailbox.add(mail(20_000))
    assert subjects(read(cursor)[0]) == ["Mail 20000"]
    assert (idle, fake.count()) == (3, 4)
    assert len(json.dumps(cursor)) < 120_000


def test_what_was_moved_or_marked_is_not_fetched_again(fake: GraphFake, read: Reader) -> None:
    first, second = fake.mailbox.add(mail(1)), fake.mailbox.add(mail(2))
    _, cursor = read()
    fake.mailbox.touch(first, isRead=True)
    fake.mailbox.move(second, "archive")
    fake.requests.clear()
    changes, cursor = read(cursor)
    assert changes == []
    assert not [line for line in fake.requests if "$value" in line]
    fake.mailbox.delete(second)
    assert read(cursor)[0] == []  # it did arrive


def test_a_forgotten_history_costs_a_listing_but_no_message(fake: GraphFake, read: Reader) -> None:
    for number in range(5):
        fake.mailbox.add(mail(number))
    _, cursor = read()
    fake.mailbox.add(mail(5))
    fake.oldest = 10_000
    fake.requests.clear()
    changes, _ = read(cursor)
    assert subjects(changes) == ["Mail 5"]
    assert sum(count for line, count in fake.requests.items() if "$value" in line) == 1


def test_a_forgotten_history_of_an_emptied_mailbox_is_refused(fake: GraphFake, read: Reader) -> None:
    for number in range(3):
        fake.mailbox.add(mail(number))
    _, cursor = read()
    fake.mailbox.messages.clear()
    fake.oldest = 10_000
    with pytest.raises(SourceError, match="held 3 messages"):
        read(cursor)


def test_what_is_left_alone_is_told(fake: GraphFake, read: Reader) -> None:
    fake.mailbox.add(mail(1))
    fake.mailbox.add(mail(2), "junkemail")
    fake.mailbox.add(mail(3), "deleteditems")
    fake.mailbox.add(mail(4), draft=True)
    fake.mailbox.add(mail(5), received="2026-01-02T10:00:00Z")
    changes, cursor = read(since=date(2026, 11, 1))
    assert subjects(changes) == ["Mail 1"]
    assert passed(changes) == {"junk mail": 1, "deleted mail": 1, "drafts": 1, "older than asked for": 1}
    assert read(cursor, since=date(2026, 11, 1))[0] == []


def test_folders_are_found_by_their_names(fake: GraphFake, read: Reader) -> None:
    fake.mailbox.folders |= {"clients": "Clients", "acme": "Acmé Ltd"}
    fake.mailbox.parents["acme"] = "clients"
    fake.mailbox.add(mail(1), "acme")
    fake.mailbox.add(mail(2), "clients")
    fake.mailbox.add(mail(3))
    assert subjects(read(folders=["clients/acmé ltd", "Inbox"])[0]) == ["Mail 1", "Mail 3"]
    with pytest.raises(SourceError, match="no mail folder 'Projects'") as caught:
        read(folders=["Projects"])
    assert "Clients" in caught.value.hint


def test_an_account_without_an_archive_is_read(fake: GraphFake, read: Reader) -> None:
    del fake.mailbox.folders["archive"]
    fake.mailbox.add(mail(1))
    changes, cursor = read()
    assert subjects(changes) == ["Mail 1"]
    assert read(cursor) == ([], cursor)


def test_a_broken_off_first_read_is_taken_up(fake: GraphFake, read: Reader, client: GraphClient) -> None:
    fake.page_size = 50
    for number in range(450):
        fake.mailbox.add(mail(number))
    changes = GraphMail(client, name="work mail", clock=lambda: NOW).changes(None)
    before = 0
    for change in changes:
        before += isinstance(change, Found)
        if isinstance(change, Reached):
            assert change.until is None
            break
    else:
        pytest.fail("nothing was reached on the way")
    cursor = change.cursor
    changes.close()  # type: ignore[attr-defined]  # a generator
    after, _ = read(cursor)
    assert (before, len(subjects(after))) == (200, 250)


@pytest.mark.parametrize("status", ["429", "503", "504"])
def test_the_servers_own_delay_is_obeyed(fake: GraphFake, read: Reader, slept: list[float], status: str) -> None:
    fake.mailbox.add(mail(1))
    fake.retry_after = "17"
    refused = iter([status])
    fake.fault = lambda method, path: next(refused, "") if "$value" in path else ""
    assert subjects(read()[0]) == ["Mail 1"]
    assert slept == [17.0]


def test_a_storm_ends_in_words(fake: GraphFake, read: Reader, slept: list[float]) -> None:
    fake.retry_after = "50"
    fake.fault = lambda method, path: "429"
    with pytest.raises(SourceError, match="left alone for a while"):
        read()
    assert slept == [50.0, 50.0]


def test_a_token_is_refreshed_once(fake: GraphFake, read: Reader) -> None:
    fake.tokens = {"token-2"}
    fake.mailbox.add(mail(1))
    assert subjects(read()[0]) == ["Mail 1"]
    fake.tokens = set()
    with pytest.raises(SignInError) as caught:
        read()
    assert caught.value.hint == "assistant connect work"


@pytest.mark.parametrize(
    "link", ["https://evil.example/v1.0/me", "http://127.0.0.1:1/v1.0/me", "{base}/../other", "\x00"]
)
def test_no_link_leads_elsewhere(fake: GraphFake, client: GraphClient, link: str) -> None:
    seen = fake.count()
    with pytest.raises(SourceError, match="leads to another place"):
        client.follow(link.replace("{base}/..", fake.base.removesuffix("/v1.0")))
    assert fake.count() == seen


@pytest.mark.parametrize(
    ("fault", "error"),
    [("drop", UncertainError), ("lost", UncertainError), ("503", UncertainError), ("403", SignInError)],
)
def test_what_creates_is_tried_once(fake: GraphFake, client: GraphClient, fault: str, error: type[Exception]) -> None:
    fake.fault = lambda method, path: fault
    with pytest.raises(error):
        client.create("me/messages", b"RnJvbTogYUBiLmV4YW1wbGUKCng=")
    assert fake.requests["POST me/messages"] == 1


def test_a_server_that_is_not_there_has_taken_nothing(fake: GraphFake) -> None:
    client = GraphClient(
        name="work", token=lambda fresh: "t", base="http://127.0.0.1:9/v1.0", sleep=lambda seconds: None
    )
    with pytest.raises(DeliveryError, match="cannot be reached") as caught:
        client.create("me/messages", b"")
    assert not isinstance(caught.value, UncertainError)
    client.close()


def test_what_is_too_large_is_one_bad_item(fake: GraphFake, read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.adapters.microsoft.mail.MAX_MESSAGE", 300)
    fake.mailbox.add(mail(1) + b"x" * 400)
    fake.mailbox.add(mail(2))
    changes, cursor = read()
    assert subjects(changes) == ["Mail 2"]
    assert [change.locator for change in changes if isinstance(change, Failed)] == [
        "work mail, inbox, <1@acme.example>"
    ]
    assert read(cursor)[0] == []


@given(st.text(max_size=30))
def test_any_moment_and_delay_is_one_or_none(value: str) -> None:
    moment = moment_in(value)
    assert moment is None or moment.tzinfo is UTC
    assert (asked_delay(value, None) or 1.0) >= 1.0
    assert (asked_delay(value, NOW) or 1.0) >= 1.0


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abcdef"))))
def test_what_is_known_survives_a_cursor(steps: list[tuple[bool, str]]) -> None:
    known = Known(held=len(steps))
    for is_read, key in steps:
        if is_read:
            known.keep(key)
        else:
            known.put_off(key, "inbox", {"internetMessageId": key})
            known.fail(key)
    cursor = json.loads(json.dumps(known.cursor("2026-01-01")))
    again = Known.of(cursor, anew=False)
    assert again.cursor("2026-01-01") == cursor
    assert {key for _, key in steps} == {key for key in "abcdef" if key in again}


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00", "", None, 5])
def test_a_moment_before_or_after_all_time_is_none(value: object) -> None:
    assert moment_in(value) is None


def test_a_moment_is_read_as_graph_writes_it() -> None:
    assert moment_in("2026-11-02T00:00:00.0000000Z") == datetime(2026, 11, 2, tzinfo=UTC)

"""Microsoft's mail when something is in the way: one bad message is named, and the next pass heals what it can."""

import json
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.known import TRIES
from assistant.adapters.microsoft.mail import GraphMail
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached, Settled
from tests.contract.test_document_source import NOW, mail
from tests.servers.graph import GraphFake
from tests.servers.graph_server import serving

Read = Callable[..., tuple[list[str], list[Failed], Cursor]]


@pytest.fixture
def fake() -> Iterator[GraphFake]:
    with serving(GraphFake()) as served:
        yield served


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def read(fake: GraphFake, slept: list[float]) -> Iterator[Read]:
    client = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=slept.append)

    def reader(cursor: Cursor | None = None) -> tuple[list[str], list[Failed], Cursor]:
        """The subjects that were read, what failed, and the cursor."""
        changes: list[Change] = list(GraphMail(client, name="work mail", clock=lambda: NOW).changes(cursor))
        last = changes[-1]
        assert isinstance(last, Reached)
        titles = [change.content.document.title for change in changes if isinstance(change, Found)]
        assert not [change for change in changes if isinstance(change, Passed)]
        failed = [change for change in changes if isinstance(change, Failed)]
        return titles, failed, json.loads(json.dumps(last.cursor))

    yield reader
    client.close()


def spoilt(fake: GraphFake, key: str, fault: str) -> None:
    """Have every request for the bytes of this message fail."""
    part = key.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    fake.fault = lambda method, path: fault if f"messages/{part}/$value" in path else ""


@pytest.mark.parametrize("fault", ["500", "502", "403", "400", "drop", "half", "portal"])
def test_one_message_that_cannot_be_had_is_named_and_comes_later(fake: GraphFake, read: Read, fault: str) -> None:
    bad = [fake.mailbox.add(mail(number)) for number in (1, 2, 3)][1]
    spoilt(fake, bad, fault)
    titles, failed, cursor = read()
    assert titles == ["Mail 1", "Mail 3"]
    assert [each.locator for each in failed] == ["work mail, inbox, <2@acme.example>"]
    assert failed[0].error.problems
    fake.fault = lambda method, path: ""
    fake.requests.clear()
    titles, failed, cursor = read(cursor)
    assert (titles, failed) == (["Mail 2"], [])
    assert fake.count() == 4
    assert read(cursor)[:2] == ([], [])


def test_a_broken_message_that_was_deleted_is_not_complained_of(fake: GraphFake, slept: list[float]) -> None:
    bad = fake.mailbox.add(mail(1))
    fake.mailbox.add(mail(2))
    spoilt(fake, bad, "500")
    client = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=slept.append)
    source = GraphMail(client, name="work mail", clock=lambda: NOW)
    *_, failed, reached = source.changes(None)
    assert isinstance(failed, Failed)
    assert isinstance(reached, Reached)
    fake.fault = lambda method, path: ""
    fake.mailbox.delete(bad)
    assert Settled(locator=failed.locator) in list(source.changes(reached.cursor))
    client.close()


def test_what_can_never_be_had_is_left_in_the_end(fake: GraphFake, read: Read) -> None:
    bad = fake.mailbox.add(mail(1))
    spoilt(fake, bad, "500")
    named, cursor = Counter[str](), None
    for _ in range(TRIES + 2):
        _, failed, cursor = read(cursor)
        named.update(each.locator for each in failed)
    assert list(named.values()) == [TRIES]
    fake.requests.clear()
    read(cursor)
    assert fake.count() == 3


@pytest.mark.parametrize(("fault", "words"), [("500", "answered with a fault"), ("429", "left alone for a while")])
def test_a_server_that_gives_nothing_at_all_is_no_fault_of_the_messages(
    fake: GraphFake, read: Read, fault: str, words: str
) -> None:
    _, _, cursor = read()
    fake.retry_after = "600"
    for number in range(20):
        fake.mailbox.add(mail(number))
    others = "" if fault == "429" else "mailFolders/inbox"
    fake.fault = lambda method, path: fault if "$value" in path or path == f"me/{others}" else ""
    with pytest.raises(SourceError, match=words):
        read(cursor)
    fake.fault = lambda method, path: ""
    assert len(read(cursor)[0]) == 20


@pytest.mark.parametrize("fault", ["portal", "redirect"])
@pytest.mark.parametrize("where", ["delta", "$value"])
def test_a_page_of_somebody_else_is_no_mail(fake: GraphFake, read: Read, fault: str, where: str) -> None:
    fake.mailbox.add(mail(1))
    fake.fault = lambda method, path: fault if where in path or path.endswith("mailFolders/inbox") else ""
    with pytest.raises(SourceError, match="did not come from Microsoft") as caught:
        read()
    assert "asks you to sign in" in caught.value.hint
    fake.fault = lambda method, path: ""
    assert read()[0] == ["Mail 1"]


@pytest.mark.parametrize("fault", ["drop", "half"])
def test_a_connection_that_breaks_off_is_opened_again(fake: GraphFake, read: Read, fault: str) -> None:
    fake.mailbox.add(mail(1))
    seen = Counter[str]()

    def once(method: str, path: str) -> str:
        seen[path] += 1
        return fault if seen[path] == 1 else ""

    fake.fault = once
    assert read()[0] == ["Mail 1"]


@pytest.mark.parametrize(("after", "waits", "words"), [("0", 120, "1 second"), ("600", 0, "10 minutes")])
def test_a_storm_is_waited_for_up_to_a_bound(
    fake: GraphFake, read: Read, slept: list[float], after: str, waits: int, words: str
) -> None:
    fake.retry_after = after
    fake.fault = lambda method, path: "429"
    with pytest.raises(SourceError, match="left alone for a while") as caught:
        read()
    assert f"try again in {words} or later" in caught.value.hint
    assert (len(slept), sum(slept)) == (waits, waits)


def test_a_history_that_is_forgotten_between_two_pages_is_begun_anew(fake: GraphFake, read: Read) -> None:
    fake.page_size = 2
    _, _, cursor = read()
    for number in range(5):
        fake.mailbox.add(mail(number))
    forgets = iter([False, True])
    fake.fault = lambda method, path: "410" if "inbox/messages/delta" in path and next(forgets, False) else ""
    assert sorted(read(cursor)[0]) == [f"Mail {number}" for number in range(5)]

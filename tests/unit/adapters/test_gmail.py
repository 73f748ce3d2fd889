"""Gmail as a source: what is left alone, what comes out of spam, a first read that breaks off, and what it costs."""

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from assistant.adapters.formats.message import read_message
from assistant.adapters.google import mail as gmail
from assistant.adapters.google.mail import GmailSource
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, Failed, Found, Passed, Reached, Settled
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import way_to

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SELF = "helen@marsh.example"
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


def mail(number: int, second: int = 0) -> bytes:
    return (
        f"From: Ann <ann@acme.example>\r\nTo: helen@marsh.example\r\nSubject: Mail {number}\r\n"
        f"Date: Mon, 2 Nov 2026 10:{second // 60 % 60:02}:{second % 60:02} +0000\r\n"
        f"Message-ID: <{number}@acme.example>\r\n\r\nWords {number}\r\n"
    ).encode()


def source() -> GmailSource:
    return GmailSource(name="gmail", google=way_to(GOOGLE), clock=lambda: NOW)


def read(cursor: Cursor | None = None) -> tuple[list[Change], Reached]:
    *changes, last = source().changes(cursor)
    assert isinstance(last, Reached)
    return [change for change in changes if not isinstance(change, Reached)], last


def titles(changes: list[Change]) -> list[str]:
    return [change.content.document.title for change in changes if isinstance(change, Found)]


def test_a_document_is_the_same_as_from_a_file() -> None:
    key = GOOGLE.mail.receive(mail(1), "SENT")
    ((found,), reached) = read()
    locator = f"gmail, message {key}"
    assert found == Found(content=read_message(mail(1), source="gmail", locator=locator, fallback=NOW))
    assert reached.until == NOW


def test_what_the_user_sent_and_the_answer_to_it_are_told_apart_and_together() -> None:
    sent = mail(1).replace(b"Ann <ann@acme.example>", b"Helen <helen@marsh.example>")
    sent = sent.replace(b"To: helen@marsh.example", b"To: ann@acme.example")
    answer = mail(2, second=1).replace(b"Message-ID", b"In-Reply-To: <1@acme.example>\r\nMessage-ID")
    thread = GOOGLE.mail.receive(sent, "SENT")
    GOOGLE.mail.receive(answer, "INBOX", thread=thread)
    first, second = (change.content.document for change in read()[0] if isinstance(change, Found))
    assert (first.author.address, [who.address for who in first.listeners]) == (SELF, ["ann@acme.example"])
    assert (second.author.address, second.in_reply_to) == ("ann@acme.example", first.message_id)


def test_drafts_chats_spam_and_the_bin_are_left_alone_and_counted() -> None:
    for number, label in enumerate(["DRAFT", "SPAM", "TRASH", "CHAT", "SPAM", "INBOX"]):
        GOOGLE.mail.receive(mail(number), label)
    changes, _ = read()
    assert titles(changes) == ["Mail 5"]
    counted = {change.reason: change.count for change in changes if isinstance(change, Passed)}
    assert counted == {"drafts": 1, "spam": 2, "in the bin": 1, "chats": 1}
    assert not [request for request in GOOGLE.requests if request.endswith(("3e9", "3eb", "3ed"))]


def test_new_drafts_and_spam_are_left_alone_and_counted() -> None:
    GOOGLE.mail.receive(mail(1))
    _, reached = read()
    GOOGLE.mail.receive(mail(2), "SPAM")
    GOOGLE.mail.receive(mail(3), "DRAFT")
    changes, _ = read(reached.cursor)
    assert changes == [Passed(reason="drafts"), Passed(reason="spam")]


def test_what_comes_out_of_spam_is_read() -> None:
    GOOGLE.mail.receive(mail(1))
    key = GOOGLE.mail.receive(mail(2), "SPAM")
    _, reached = read()
    GOOGLE.mail.relabel(key, add=("INBOX",), remove=("SPAM",))
    assert titles(read(reached.cursor)[0]) == ["Mail 2"]


def test_marking_as_read_brings_nothing() -> None:
    key = GOOGLE.mail.receive(mail(1), "INBOX", "UNREAD")
    _, reached = read()
    GOOGLE.mail.relabel(key, remove=("UNREAD",))
    changes, later = read(reached.cursor)
    assert changes == []
    assert later.cursor != reached.cursor


def test_mail_that_is_deleted_while_it_is_read_is_passed_over() -> None:
    for number in range(3):
        key = GOOGLE.mail.receive(mail(number))
    GOOGLE.fault = lambda number, path: (path.endswith(f"/messages/{key}") and GOOGLE.mail.delete(key)) or ""
    changes, _ = read()
    assert titles(changes) == ["Mail 0", "Mail 1"]
    assert Passed(reason="deleted before it could be read") in changes


def test_an_expired_history_means_a_whole_read(monkeypatch: pytest.MonkeyPatch) -> None:
    GOOGLE.mail.receive(mail(1))
    _, reached = read()
    GOOGLE.mail.receive(mail(2))
    GOOGLE.mail.receive(mail(3))
    GOOGLE.mail.expire()
    changes, later = read(reached.cursor)
    assert titles(changes) == ["Mail 1", "Mail 2", "Mail 3"]
    assert read(later.cursor)[0] == []


@pytest.mark.parametrize("lost", [[], [49], list(range(30, 50))])
def test_a_first_read_that_breaks_off_goes_on(monkeypatch: pytest.MonkeyPatch, lost: list[int]) -> None:
    """Also where the message that was read last has been deleted meanwhile, or all that are remembered."""
    monkeypatch.setattr(gmail, "CHECKPOINT", 25)
    monkeypatch.setattr(gmail, "PAGE", 40)
    monkeypatch.setattr(gmail._chunks, "__defaults__", (25,))
    keys = [GOOGLE.mail.receive(mail(number, second=number)) for number in range(120)]
    changes = source().changes(None)
    marks = [change for change in (next(changes) for _ in range(52)) if isinstance(change, Reached)]
    changes.close()  # type: ignore[attr-defined]
    assert len(marks) == 2
    assert marks[-1].until is None
    for number in lost:
        GOOGLE.mail.delete(keys[number])
    GOOGLE.mail.receive(mail(120, second=120))
    rest, reached = read(marks[-1].cursor)
    expected = range(50, 121) if len(lost) < gmail.REMEMBERED else [*range(30), *range(50, 121)]
    assert titles(rest) == [f"Mail {number}" for number in expected]
    assert titles(read(reached.cursor)[0]) == ["Mail 120"]  # it came after the first read began
    assert "done" not in reached.cursor


def test_one_new_message_in_ten_thousand_costs_three_requests() -> None:
    for number in range(10_000):
        GOOGLE.mail.receive(mail(number, second=number))
    profile = GOOGLE.mail.profile()
    cursor = {"history": profile["historyId"], "count": 10_000, "since": ""}
    GOOGLE.mail.receive(mail(10_000))
    GOOGLE.requests.clear()
    changes, _ = read(cursor)
    assert titles(changes) == ["Mail 10000"]
    asked = [request.rpartition("/")[2] if "messages" not in request else "message" for request in GOOGLE.requests]
    assert asked == ["token", "profile", "history", "message"]


def test_a_long_history_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    GOOGLE.mail.receive(mail(0))
    _, reached = read()
    for number in range(1, 8):
        GOOGLE.mail.receive(mail(number))
    monkeypatch.setattr(gmail, "PAGE", 3)
    changes = list(source().changes(reached.cursor))
    assert titles(changes) == [f"Mail {number}" for number in range(1, 8)]
    first = next(change for change in changes if isinstance(change, Reached))
    assert titles(read(first.cursor)[0]) == [f"Mail {number}" for number in range(4, 8)]


def test_some_put_off_within_a_batch_are_asked_again() -> None:
    for number in range(45):
        GOOGLE.mail.receive(mail(number, second=number))
    GOOGLE.fault = lambda number, path: "429" if "/messages/" in path and number % 3 == 0 else ""
    assert titles(read()[0]) == [f"Mail {number}" for number in range(45)]


def test_throttling_that_lasts_says_when_to_try_again() -> None:
    GOOGLE.mail.receive(mail(1))
    GOOGLE.delay = "600"
    GOOGLE.fault = lambda number, path: "429" if path.endswith("/profile") else ""
    with pytest.raises(SourceError, match="slow down") as caught:
        read()
    assert "in 10 minutes" in caught.value.hint


def test_a_message_that_is_no_mail_is_named() -> None:
    key = GOOGLE.mail.receive(b"\r\n\r\n")
    ((failed,), _) = read()
    assert isinstance(failed, Failed)
    assert failed.locator == f"gmail, message {key}"


def breaking(*keys: str) -> None:
    """Google breaks down over these messages, and no others."""
    GOOGLE.fault = lambda number, path: "500" if path.rpartition("/")[2] in keys else ""


def failures(changes: list[Change]) -> list[str]:
    return [change.locator for change in changes if isinstance(change, Failed)]


@pytest.mark.parametrize("others", [0, 1, 30])
def test_a_message_that_google_breaks_down_over_is_named_and_tried_again(others: int) -> None:
    broken = GOOGLE.mail.receive(mail(99))
    for number in range(others):
        GOOGLE.mail.receive(mail(number, second=number + 1))
    breaking(broken)
    first, reached = read()
    assert (len(titles(first)), failures(first)) == (others, [f"gmail, message {broken}"])
    assert reached.until == NOW
    GOOGLE.mail.receive(mail(100))
    second, reached = read(json.loads(json.dumps(reached.cursor)))
    assert (titles(second), failures(second)) == (["Mail 100"], [f"gmail, message {broken}"])
    breaking()
    third, reached = read(reached.cursor)
    assert (titles(third), failures(third)) == (["Mail 99"], [])
    assert read(reached.cursor)[0] == []


def test_a_broken_message_that_was_deleted_is_not_complained_of() -> None:
    broken, _ = GOOGLE.mail.receive(mail(1)), GOOGLE.mail.receive(mail(2))
    breaking(broken)
    _, reached = read()
    breaking()
    GOOGLE.mail.delete(broken)
    changes, reached = read(reached.cursor)
    assert [change for change in changes if not isinstance(change, Passed)] == [
        Settled(locator=f"gmail, message {broken}")
    ]
    assert read(reached.cursor)[0] == []


def test_two_new_messages_that_google_breaks_down_over_keep_nothing_back() -> None:
    GOOGLE.mail.receive(mail(0))
    _, reached = read()
    keys = [GOOGLE.mail.receive(mail(number)) for number in (1, 2)]
    breaking(*keys)
    changes, later = read(reached.cursor)
    assert failures(changes) == [f"gmail, message {key}" for key in keys]
    assert later.until == NOW
    breaking()
    assert titles(read(later.cursor)[0]) == ["Mail 1", "Mail 2"]


def test_what_google_always_breaks_down_over_is_given_up_one_day() -> None:
    broken = GOOGLE.mail.receive(mail(1))
    GOOGLE.mail.receive(mail(2))
    breaking(broken)
    _, reached = read()
    passes = 1
    while "again" in reached.cursor:
        changes, reached = read(reached.cursor)
        assert failures(changes)
        passes += 1
    assert passes == gmail.TRIED
    GOOGLE.requests.clear()
    assert read(reached.cursor)[0] == []
    assert not [request for request in GOOGLE.requests if request.endswith(broken)]


@pytest.mark.parametrize("kept_up", ["POST /token", "POST /batch"])
def test_a_gmail_that_breaks_down_over_everything_is_no_fault_of_the_messages(kept_up: str) -> None:
    for number in range(50):
        GOOGLE.mail.receive(mail(number, second=number))
    after = itertools.count()
    GOOGLE.fault = lambda number, path: "503" if path not in ("POST /token", kept_up) and next(after) > 30 else ""
    with pytest.raises(SourceError, match="fault of its own"):
        read()
    GOOGLE.fault = lambda number, path: ""
    assert len(titles(read()[0])) == 50


def test_a_first_read_that_breaks_off_remembers_what_google_broke_down_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gmail._chunks, "__defaults__", (5,))
    keys = [GOOGLE.mail.receive(mail(number, second=number)) for number in range(12)]
    breaking(keys[2])
    changes = source().changes(None)
    reached = next(change for change in changes if isinstance(change, Reached))
    changes.close()  # type: ignore[attr-defined]
    breaking()
    assert titles(read(reached.cursor)[0]) == ["Mail 2", *(f"Mail {number}" for number in range(5, 12))]

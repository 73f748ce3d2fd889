"""What is kept between requests is never older than it may be."""

import threading
import time
from collections.abc import Callable
from itertools import count

import pytest

from assistant.errors import StoreError
from assistant.web.kept import MOST, Kept


@pytest.fixture
def counted() -> Callable[[], int]:
    return count().__next__


def test_now_is_worked_out_again_once_anything_changed(counted: Callable[[], int]) -> None:
    kept = Kept()
    assert [kept.now("a", version, counted) for version in ("1", "1", "2", "2", "1")] == [0, 0, 1, 1, 2]


def test_lately_gives_the_older_one_and_works_out_the_new_one(counted: Callable[[], int]) -> None:
    kept = Kept()
    assert kept.lately("a", "1", counted) == 0
    assert kept.lately("a", "2", counted) == 0
    deadline = time.monotonic() + 10
    while kept.lately("a", "2", counted) != 1:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert counted() == 2  # it was worked out once


def test_where_a_new_one_cannot_be_had_the_older_one_serves() -> None:
    kept, tried = Kept(), []

    def locked() -> int:
        tried.append(1)
        raise StoreError("locked")

    assert kept.lately("a", "1", lambda: 7) == 7
    deadline = time.monotonic() + 10
    while len(tried) < 2:  # it is tried again, too
        assert kept.lately("a", "2", locked) == 7
        assert time.monotonic() < deadline


def test_soon_gives_none_until_the_first_one_is_there_and_then_as_lately(counted: Callable[[], int]) -> None:
    kept, go = Kept(), threading.Event()

    def slow() -> int:
        go.wait(10)
        return counted()

    assert kept.soon("a", "1", slow, patience=0.01) is None
    assert kept.soon("a", "1", slow, patience=0.01) is None  # the same one is waited for
    threading.Timer(0.05, go.set).start()
    assert kept.soon("a", "1", slow, patience=10) == 0
    go.clear()
    assert kept.soon("a", "2", slow, patience=10) == 0  # an older one is given at once
    go.set()
    deadline = time.monotonic() + 10
    while kept.soon("a", "2", slow, patience=10) != 1:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_whoever_comes_while_the_first_one_is_worked_out_waits_for_that(counted: Callable[[], int]) -> None:
    kept, go = Kept(), threading.Event()

    def slow() -> int:
        go.wait(10)
        return counted()

    assert kept.soon("a", "1", slow, patience=0) is None
    threading.Timer(0.05, go.set).start()
    assert kept.lately("a", "1", slow) == 0
    assert counted() == 1


def test_the_oldest_go(counted: Callable[[], int]) -> None:
    kept = Kept()
    for key in range(MOST + 1):
        kept.now(key, "1", counted)
    assert kept.now(0, "1", counted) == MOST + 1
    assert kept.now(MOST, "1", counted) == MOST

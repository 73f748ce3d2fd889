"""What could not be read is tried again with its whole source, or told of no more."""

from datetime import UTC, datetime

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.sources import Failure, SourceState
from assistant.services.kept_aside import kept_aside, leave_out, try_again

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)


def failure(number: int, source: str = "inbox") -> Failure:
    return Failure(id=f"f-{number}", source=source, locator=f"message {number}", problem="no mail", at=NOW)


@pytest.mark.parametrize("state", ["inbox", "file: inbox"])
def test_trying_again_begins_the_source_anew_and_no_other(state: str) -> None:
    store = MemoryStore()
    store.put(failure(1), SourceState(id=state), SourceState(id="notes"))
    try_again(store, failure(1))
    assert [each.id for each in store.find(SourceState)] == ["notes"]


def test_what_is_left_out_is_told_of_no_more_until_it_is_wanted_again() -> None:
    store = MemoryStore()
    store.put(failure(1), failure(2))
    leave_out(store, failure(1))
    assert [each.id for each in kept_aside(store)] == ["f-2"]
    try_again(store, failure(1))
    assert len(kept_aside(store)) == 2

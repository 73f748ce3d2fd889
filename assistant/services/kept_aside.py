"""What could not be read: tried once more, or left out for good."""

from dataclasses import replace

from assistant.domain.sources import Failure, SourceState
from assistant.ports import Store


def kept_aside(store: Store) -> tuple[Failure, ...]:
    """What could not be read and is not left out, the newest first."""
    open_ones = (failure for failure in store.find(Failure) if not failure.left_out)
    return tuple(sorted(open_ones, key=lambda failure: failure.at, reverse=True))


def try_again(store: Store, failure: Failure) -> None:
    """Have the source that it lies in read from its beginning at the next pass; what is known there changes nothing."""
    with store.transaction():
        store.delete(SourceState, failure.source)
        store.delete(SourceState, f"file: {failure.source}")
        store.put(replace(failure, left_out=False))


def leave_out(store: Store, failure: Failure, *, left_out: bool = True) -> None:
    """Tell of it no more, unless something else is wrong with it one day; or, with False, tell of it again."""
    store.put(replace(failure, left_out=left_out))

"""A store whose process can end at any write."""

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.ports import R, Record, Store
from tests.acceptance.introductions.box import Crash


class MortalStore:
    """A store over another one; the process ends at one of its writes where `dies_after` says so.

    The end comes before a write, or after the transaction of it was kept.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.dies_after: int | None = None
        self._depth = 0

    def get(self, kind: type[R], id: str) -> R | None:
        return self.store.get(kind, id)

    def find(self, kind: type[R], /, **equal: object) -> Iterator[R]:
        return self.store.find(kind, **equal)

    def matching_ids(self, kind: type[R], prefix: str, limit: int = 5) -> list[str]:
        return self.store.matching_ids(kind, prefix, limit)

    def count(self, kind: type[R], /, **equal: object) -> int:
        return self.store.count(kind, **equal)

    def put(self, *records: Record) -> int:
        self._may_die()
        return self.store.put(*records)

    def delete(self, kind: type[R], id: str) -> None:
        self._may_die()
        self.store.delete(kind, id)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.store.transaction():
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
        if not self._depth:
            self._may_die()

    def close(self) -> None:
        if close := getattr(self.store, "close", None):
            close()

    def _may_die(self) -> None:
        if self.dies_after == 0:
            self.dies_after = None
            raise Crash
        if self.dies_after:
            self.dies_after -= 1

"""What the user removed lately, so that it can be put back. It is kept in memory only: nothing of it is on any disk."""

import secrets
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from assistant.domain.forgetting import Marks
from assistant.errors import NotFoundError, TransitionError
from assistant.ports import Record, Store
from assistant.services.forget import forgotten

MOST = 20  # removals; the oldest cannot be put back any more


class Removed:
    """Keeps what was removed, by a word that nobody guesses."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Marks, tuple[Record, ...]]] = OrderedDict()
        self._lock = Lock()

    def keep(self, store: Store, records: Iterable[Record]) -> str:
        """Keep what was removed together; gives the word by which it is put back."""
        word = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[word] = forgotten(store), tuple(records)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return word

    def put_back(self, store: Store, word: str) -> tuple[Record, ...]:
        """Put it back, once; gives it.

        Raises NotFoundError where it is not kept any more, TransitionError where another has taken its place, or
        somebody was forgotten since, who may be named in it.
        """
        with self._lock:
            marks, records = self._kept.pop(word, (Marks(), ()))
        if not records:
            raise NotFoundError("that was removed too long ago, or is back already")
        with store.transaction():
            if forgotten(store) != marks:
                raise TransitionError("somebody was forgotten since, who may be named in it: it stays removed")
            if any(store.get(type(each), each.id) for each in records):
                raise TransitionError("there is another one in its place by now")
            store.put(*records)
        return records

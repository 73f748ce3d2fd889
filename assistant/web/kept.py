"""What takes long to work out is kept between requests, and worked out again once anything that is kept has changed."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from assistant.errors import UserError

T = TypeVar("T")
MOST = 64


class Kept:
    """Values by key, each with the version of the store (`Lookup.version`) that it was worked out for."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, threading.Thread] = {}

    def now(self, key: Hashable, version: str, make: Callable[[], T]) -> T:
        """The value as it is now: the one that is kept where nothing has changed since, else a new one."""
        with self._lock:
            known = self._values.get(key)
        if known is not None and known[0] == version:
            value: T = known[1]
            return value
        return self._keep(key, version, make())

    def lately(self, key: Hashable, version: str, make: Callable[[], T], *, patience: float = 0) -> T:
        """The value as it was lately: an older one is given at once, and a new one is worked out meanwhile.

        For what moves slowly, such as what all answers so far have taught. With `patience`, the new one is given where
        it takes no more seconds than that: what was just done shows at once, unless very much is kept. Where there is
        none yet, it is waited for.
        """
        with self._lock:
            is_first, first = key not in self._values, self._under_way.get(key)
        if is_first and first:
            first.join()  # begun by another: it is nearer to the end than we would be
        elif is_first:
            return self._keep(key, version, make())
        known = self._renewed(key, version, make, patience)
        return self._keep(key, version, make()) if known is None else known

    def soon(self, key: Hashable, version: str, make: Callable[[], T], *, patience: float) -> T | None:
        """As `lately`; but where there is none yet, and it takes more seconds than `patience`, None is given."""
        with self._lock:
            is_first = key not in self._values
        return self._renewed(key, version, make, patience if is_first else 0)

    def _renewed(self, key: Hashable, version: str, make: Callable[[], T], patience: float) -> T | None:
        with self._lock:
            known, renewing = self._values.get(key), self._under_way.get(key)
            is_due = known is None or known[0] != version
            if is_due and renewing is None:
                renewing = threading.Thread(target=self._renew, args=(key, version, make), daemon=True)
                self._under_way[key] = renewing
                renewing.start()
        if is_due and renewing and patience:
            renewing.join(patience)
            with self._lock:
                known = self._values.get(key)
        value: T | None = known[1] if known else None
        return value

    def _renew(self, key: Hashable, version: str, make: Callable[[], object]) -> None:
        try:
            self._keep(key, version, make())
        except UserError:  # such as a store that is locked: the older value serves on
            pass
        finally:
            with self._lock:
                self._under_way.pop(key, None)

    def _keep(self, key: Hashable, version: str, value: T) -> T:
        with self._lock:
            self._values[key] = version, value
            self._values.move_to_end(key)
            while len(self._values) > MOST:
                self._values.popitem(last=False)
        return value

"""Which messages of a mailbox were read, in few bytes: what a cursor needs to fetch only what is new."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from assistant.ports import Cursor

DIGEST = 8  # bytes a message: one chance in four thousand million of any clash among 100,000


@dataclass(kw_only=True, slots=True)
class Known:
    """The messages that were read, those left out for their age, and where each folder's round goes on.

    `listed` are the folders that were listed from the beginning in this pass. A message that was moved is gone from
    one folder and comes in another, so what was lost is settled only at the end of a pass.
    """

    links: dict[str, str] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)
    _read: set[bytes] = field(default_factory=set)
    _left: set[bytes] = field(default_factory=set)
    _lost: set[bytes] = field(default_factory=set)
    _met: set[bytes] = field(default_factory=set)

    @classmethod
    def of(cls, cursor: Cursor | None, *, anew: bool) -> "Known":
        """What a cursor holds; `anew` has the folders listed from the beginning, and forgets what was left out."""
        cursor = cursor or {}
        return cls(
            links={} if anew else dict(cast(Mapping[str, str], cursor.get("links", {}))),
            _read=_unpacked(cursor.get("read")),
            _left=set() if anew else _unpacked(cursor.get("left")),
            _lost=_unpacked(cursor.get("lost")),
        )

    @property
    def count(self) -> int:
        """How many messages there are, as far as is known."""
        return len(self._read) + len(self._left)

    def held(self, cursor: Cursor | None) -> int:
        """How many messages there were when the cursor was made."""
        return len(self._read) + len(_unpacked((cursor or {}).get("left")))

    def meet(self, id: str) -> bool:
        """Take note that a message is there; whether it was read before."""
        key = _key(id)
        self._met.add(key)
        self._lost.discard(key)
        return key in self._read

    def keep(self, id: str) -> None:
        """Take note that a message was read."""
        self._read.add(_key(id))
        self._left.discard(_key(id))

    def leave(self, id: str) -> bool:
        """Take note that a message was left out; whether that is new."""
        is_new = _key(id) not in self._left
        self._left.add(_key(id))
        return is_new

    def lose(self, id: str) -> None:
        """Take note that a message is no longer in its folder."""
        if _key(id) not in self._met:
            self._lost.add(_key(id))

    def settle(self, folders: Iterable[str]) -> None:
        """End a pass over `folders`: forget what none of them holds any more."""
        gone = self._lost - self._met
        paths = set(folders)
        if paths <= self.listed:
            gone |= (self._read | self._left) - self._met
        self._read -= gone
        self._left -= gone
        self._lost.clear()
        self.links = {path: link for path, link in self.links.items() if path in paths}

    def cursor(self, since: str) -> dict[str, object]:
        """All of it as plain JSON."""
        packed = {"read": self._read, "left": self._left, "lost": self._lost}
        return {"links": dict(self.links), "since": since, **{name: _packed(keys) for name, keys in packed.items()}}


def _key(id: str) -> bytes:
    return hashlib.sha256(id.encode("utf-8", "replace")).digest()[:DIGEST]


def _packed(keys: set[bytes]) -> str:
    return base64.b64encode(b"".join(sorted(keys))).decode("ascii")


def _unpacked(value: object) -> set[bytes]:
    raw = base64.b64decode(value) if isinstance(value, str) else b""
    return {raw[start : start + DIGEST] for start in range(0, len(raw), DIGEST)}

"""Which messages of a mailbox were read, in few bytes.

The service tells what has changed in a folder, and a message that was moved, marked or answered has changed, as have
all of them once it has forgotten what it told before. So that none of these is fetched again, each message that was
read is remembered by eight bytes: 11 characters of the cursor.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from assistant.ports import Cursor

DIGEST = 8  # bytes a message: one chance in four thousand million of any clash among 100,000
TRIES = 3  # passes at whose end a message is asked for once more that the server cannot give


@dataclass(kw_only=True, slots=True)
class Known:
    """The messages that were read, those that the server could not give, and where each folder's round goes on.

    Of a message that could not be had, `broken` keeps its folder's label, what the listing said, and how often it was
    asked for. `held` is how many messages there are, as far as is known; `has_lost` says whether any may have gone in
    this pass.
    """

    links: dict[str, str] = field(default_factory=dict)
    broken: dict[str, tuple[str, Mapping[str, Any], int]] = field(default_factory=dict)
    held: int = 0
    has_lost: bool = False
    _read: set[bytes] = field(default_factory=set)

    @classmethod
    def of(cls, cursor: Cursor | None, *, anew: bool) -> "Known":
        """What a cursor holds; `anew` has the folders listed from the beginning."""
        cursor = cursor or {}
        broken = cast(Mapping[str, tuple[str, Mapping[str, Any], int]], cursor.get("broken", {}))
        return cls(
            links={} if anew else dict(cast(Mapping[str, str], cursor.get("links", {}))),
            broken={key: (label, entry, tries) for key, (label, entry, tries) in broken.items()},
            held=cast(int, cursor.get("held", 0)),
            _read=_unpacked(cursor.get("read")),
        )

    def __len__(self) -> int:
        return len(self._read)

    def __contains__(self, id: str) -> bool:
        return _key(id) in self._read or id in self.broken

    def keep(self, id: str) -> None:
        """Take note that a message was read, or never can be."""
        self._read.add(_key(id))
        self.broken.pop(id, None)

    def put_off(self, id: str, label: str, entry: Mapping[str, Any]) -> None:
        """Take note that the server could not give a message."""
        self.broken[id] = (label, entry, 0)

    def fail(self, id: str) -> None:
        """Take note that it could not be had when it was asked for once more; after some passes that is final."""
        label, entry, tries = self.broken[id]
        if tries + 1 == TRIES:
            self.keep(id)
        else:
            self.broken[id] = (label, entry, tries + 1)

    def cursor(self, since: str) -> dict[str, object]:
        """All of it as plain JSON."""
        broken = {key: list(each) for key, each in self.broken.items()}
        links, read = dict(self.links), _packed(self._read)
        return {"links": links, "broken": broken, "held": self.held, "since": since, "read": read}


def _key(id: str) -> bytes:
    return hashlib.sha256(id.encode("utf-8", "replace")).digest()[:DIGEST]


def _packed(keys: set[bytes]) -> str:
    return base64.b64encode(b"".join(sorted(keys))).decode("ascii")


def _unpacked(value: object) -> set[bytes]:
    raw = base64.b64decode(value) if isinstance(value, str) else b""
    return {raw[start : start + DIGEST] for start in range(0, len(raw), DIGEST)}

"""What is known of a calendar between two passes: its series and single entries, and how each was given."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from assistant.adapters.microsoft.answers import Json
from assistant.ports import Cursor

DIGEST = 9  # bytes that stand for an id, 12 characters: far too many for two to be alike in one calendar


@dataclass(kw_only=True, slots=True)
class Mark:
    """How a document was given; `version` counts how often its occurrences were changed.

    `until` is the moment until which its loss means that it was taken back, `starts` are minutes since 1970.
    """

    signature: str
    until: str
    version: int = 0
    starts: list[int] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Group:
    """A single entry, or a series with its exceptions: then `master` and `uid` are the series' own.

    `occurrences` are the digests of their ids, in one text. `documents` are by id.
    """

    master: str = ""
    uid: str = ""
    occurrences: str = ""
    documents: dict[str, Mark] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class Agenda:
    """The groups by the digest of the id of the single entry or of the master."""

    groups: dict[str, Group] = field(default_factory=dict)

    @classmethod
    def of(cls, cursor: Cursor) -> "Agenda":
        """What a cursor holds."""
        kept = cast(Mapping[str, tuple[str, str, str, Mapping[str, Any]]], cursor.get("groups", {}))
        return cls(groups={key: _group(*value) for key, value in kept.items()})

    @property
    def documents(self) -> dict[str, Mark]:
        """All documents by their ids."""
        return {key: mark for group in self.groups.values() for key, mark in group.documents.items()}

    def touched(self, entries: Iterable[Json]) -> dict[str, tuple[str, bool]]:
        """The groups that these entries of a delta query belong to.

        Under the key of each is the id by which it is asked for, and whether it is a series. What was removed and was
        never known is left out.
        """
        found: dict[str, tuple[str, bool]] = {}
        series = {part: key for key, group in self.groups.items() for part in _parts(group.occurrences)}
        for entry in entries:
            entry_id = str(entry.get("id") or "")
            key = digest_of_id(entry_id)
            if "@removed" in entry:
                key = series.get(key, key)
                if group := self.groups.get(key):
                    found[key] = (group.master or entry_id, bool(group.master))
                continue
            master = entry_id if entry.get("type") == "seriesMaster" else str(entry.get("seriesMasterId") or "")
            found[digest_of_id(master or entry_id)] = (master or entry_id, bool(master))
        return found

    def plain(self) -> dict[str, object]:
        """All of it as plain JSON."""
        return {key: _plain(group) for key, group in self.groups.items()}


def digest_of_id(id: str) -> str:
    """What stands for an id in a cursor, since Microsoft's have 150 characters."""
    raw = hashlib.sha256(id.encode("utf-8", "replace")).digest()[:DIGEST]
    return base64.b64encode(raw).decode("ascii")


def _parts(occurrences: str) -> Iterable[str]:
    size = DIGEST * 4 // 3
    return (occurrences[at : at + size] for at in range(0, len(occurrences), size))


def _group(master: str, uid: str, occurrences: str, documents: Mapping[str, Any]) -> Group:
    marks = {
        key: Mark(signature=signature, until=until, version=version, starts=starts)
        for key, (signature, until, version, starts) in documents.items()
    }
    return Group(master=master, uid=uid, occurrences=occurrences, documents=marks)


def _plain(group: Group) -> list[object]:
    marks = {key: [mark.signature, mark.until, mark.version, mark.starts] for key, mark in group.documents.items()}
    return [group.master, group.uid, group.occurrences, marks]

"""What is known of the calendars in an account between two passes."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self, cast

from assistant.ports import Cursor

Documents = dict[str, list[str]]
"""By id: a signature of what was given, and until when the document's loss would mean that it was taken back."""


@dataclass(kw_only=True, slots=True)
class Kept:
    """What is known of one calendar: by an entry's name its mark (empty: it is to be read again) and its documents."""

    name: str
    token: str = ""
    tag: str = ""
    items: dict[str, tuple[str, Documents]] = field(default_factory=dict)

    def marks(self) -> dict[str, str]:
        """The marks of all entries."""
        return {name: mark for name, (mark, _) in self.items.items()}

    def unfinished(self) -> set[str]:
        """The entries that are to be read again."""
        return {name for name, (mark, _) in self.items.items() if not mark}

    def is_as(self, token: str, tag: str) -> bool:
        """Whether the calendar is as it was, by what the server says of it as a whole."""
        return bool(token or tag) and (token, tag) == (self.token, self.tag)

    def documents_of(self, name: str) -> Documents:
        """The documents of an entry."""
        return self.items[name][1] if name in self.items else {}

    def take(self, name: str, mark: str, documents: Documents) -> None:
        """An entry was read."""
        self.items[name] = (mark, documents)

    def leave(self, name: str) -> None:
        """An entry could not be had this time."""
        self.items[name] = ("", self.documents_of(name))

    def finish(self, gone: Set[str], token: str, tag: str) -> None:
        """Everything was read."""
        for name in gone & self.items.keys():
            del self.items[name]
        self.token, self.tag = token, tag


@dataclass(kw_only=True, slots=True)
class States:
    """What is known of all calendars, by path. `window` is the end of the time whose meetings were given."""

    calendars: dict[str, Kept] = field(default_factory=dict)
    window: datetime | None = None
    until: datetime | None = None
    since: str = ""

    @classmethod
    def of(cls, cursor: Cursor | None) -> Self:
        """What a cursor holds."""
        cursor = cursor or {}
        states = cls(since=str(cursor.get("since", "")))
        for path, kept in cast(Mapping[str, dict[str, Any]], cursor.get("calendars", {})).items():
            items = {name: (mark, documents) for name, (mark, documents) in kept["items"].items()}
            states.calendars[path] = Kept(name=kept["name"], token=kept["token"], tag=kept["tag"], items=items)
        states.window, states.until = _moment(cursor.get("window")), _moment(cursor.get("until"))
        return states

    def calendar(self, path: str, name: str) -> Kept:
        """What is known of the calendar at this path, which is called so by now."""
        kept = self.calendars.setdefault(path, Kept(name=name))
        kept.name = name
        return kept

    def forget(self, paths: Set[str]) -> None:
        """Let go of calendars that are no longer wanted."""
        for path in paths & self.calendars.keys():
            del self.calendars[path]

    def documents(self) -> dict[str, str]:
        """Until when the loss of each document would mean that it was taken back."""
        items = (documents for kept in self.calendars.values() for _, documents in kept.items.values())
        return {key: until for documents in items for key, (_, until) in documents.items()}

    def cursor(self, *, since: str) -> Cursor:
        """As plain JSON."""
        calendars = {
            path: {"name": kept.name, "token": kept.token, "tag": kept.tag, "items": _plain(kept.items)}
            for path, kept in self.calendars.items()
        }
        return {
            "calendars": calendars,
            "window": self.window.isoformat() if self.window else "",
            "until": self.until.isoformat() if self.until else "",
            "since": since,
        }


def _plain(items: Mapping[str, tuple[str, Documents]]) -> dict[str, list[object]]:
    return {name: [mark, dict(documents)] for name, (mark, documents) in items.items()}


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None

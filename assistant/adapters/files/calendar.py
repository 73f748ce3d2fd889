"""Calendar files, as every calendar program exports them."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from assistant.adapters.files.folder import File, Item, count_under, files_under, folder_changes
from assistant.adapters.formats.calendar_events import CalendarReader
from assistant.adapters.formats.plain_text import shown
from assistant.domain.time import Clock, utc_now
from assistant.ports import Change, Cursor

SUFFIXES = frozenset([".ics"])
MAX_FILE = 50_000_000  # bytes


class IcsSource:
    """One calendar file, or a folder of them.

    Each entry is a document; its meetings are those between `window_back` before today and `window_ahead` after it, so
    a new day has the files read again.
    """

    def __init__(
        self,
        *,
        name: str,
        path: Path,
        zone: tzinfo,
        user_addresses: Collection[str] = (),
        window_back: timedelta = timedelta(days=90),
        window_ahead: timedelta = timedelta(days=60),
        clock: Clock = utc_now,
    ) -> None:
        self._name = name
        self._path = path
        self._zone = zone
        self._user_addresses = frozenset(address.lower() for address in user_addresses)
        self._back = window_back
        self._ahead = window_ahead
        self._clock = clock

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""
        return self._name

    def size(self) -> int | None:
        """How many files there are; None where it cannot look."""
        return count_under(self._path, SUFFIXES)

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed, gone or unreadable since `cursor`.

        An entry of the past that an export no longer carries did take place, and is not gone.
        """
        today = datetime.combine(self._clock().astimezone(self._zone).date(), time(), self._zone)
        reader = CalendarReader(
            source=self._name,
            zone=self._zone,
            start=today - self._back,
            end=today + self._ahead,
            user_addresses=self._user_addresses,
        )

        def read(file: File) -> Iterator[Item]:
            return reader.read(file.content(MAX_FILE), shown(file.path))

        return folder_changes(
            name=self._name,
            root=self._path,
            files=files_under(self._path, SUFFIXES),
            read=read,
            cursor=cursor,
            since=since,
            what="calendar files",
            stamp=today.date().isoformat(),
            clock=self._clock,
        )

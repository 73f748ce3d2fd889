"""A folder of notes, as note-taking programs and transcription services leave them."""

from collections.abc import Iterator
from datetime import UTC, date, tzinfo
from pathlib import Path

from assistant.adapters.folder import File, count_under, files_under, folder_changes
from assistant.adapters.note import MAX_NOTE, SUFFIXES, read_note
from assistant.adapters.plain_text import shown
from assistant.domain.documents import Content
from assistant.ports import Change, Cursor


class NotesSource:
    """Every note below a folder. A changed note is given again under its id, a deleted one as gone.

    `zone` is where the days lie that notes are dated by.
    """

    def __init__(self, *, name: str, path: Path, zone: tzinfo = UTC) -> None:
        self._name = name
        self._path = path
        self._zone = zone

    @property
    def name(self) -> str:
        """The name that the configuration gives it."""
        return self._name

    def size(self) -> int | None:
        """How many files there are; None where it cannot look."""
        return count_under(self._path, SUFFIXES)

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed, gone or unreadable since `cursor`, in the order of the files' names."""
        return folder_changes(
            name=self._name,
            root=self._path,
            files=files_under(self._path, SUFFIXES),
            read=self._read,
            cursor=cursor,
            since=since,
            what="notes",
        )

    def _read(self, file: File) -> Iterator[Content]:
        yield read_note(
            file.content(MAX_NOTE),
            key=file.key,
            source=self._name,
            locator=shown(file.path),
            zone=self._zone,
            modified=file.modified_at,
        )

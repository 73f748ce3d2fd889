"""A folder of notes, as note-taking programs and transcription services leave them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from pathlib import Path

from assistant.adapters.files.folder import File, count_under, files_under, folder_changes
from assistant.adapters.formats.note import MAX_NOTE, SUFFIXES, read_note
from assistant.adapters.formats.plain_text import shown
from assistant.domain.documents import Content
from assistant.ports import Change, Cursor


@dataclass(frozen=True, kw_only=True, slots=True)
class NotesSource:
    """Every note below a folder. A changed note is given again under its id, a deleted one as gone.

    `zone` is where the days lie that notes are dated by.
    """

    name: str
    path: Path
    zone: tzinfo = UTC

    def size(self) -> int | None:
        """How many files there are; None where it cannot look."""
        return count_under(self.path, SUFFIXES)

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        """What is new, changed, gone or unreadable since `cursor`, in the order of the files' names."""
        return folder_changes(
            name=self.name,
            root=self.path,
            files=files_under(self.path, SUFFIXES),
            read=self._read,
            cursor=cursor,
            since=since,
            what="notes",
        )

    def _read(self, file: File) -> Iterator[Content]:
        yield read_note(
            file.content(MAX_NOTE),
            key=file.key,
            source=self.name,
            locator=shown(file.path),
            zone=self.zone,
            modified=file.modified_at,
        )

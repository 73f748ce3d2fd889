"""A Maildir folder of drafts, as Dovecot, mutt, notmuch and mbsync keep it."""

import sys
from collections.abc import Iterable
from pathlib import Path

from assistant.adapters.files.drafts import DraftFolder
from assistant.adapters.formats.mime import compose
from assistant.domain.drafts import Draft

SEPARATOR = "!" if sys.platform == "win32" else ":"  # NTFS takes a colon for a stream of another file
FLAGS = f"{SEPARATOR}2,D"


class MaildirDrafts(DraftFolder):
    """A drafts box that is a Maildir; messages go from `tmp` to `cur`, flagged as drafts."""

    def written(self, draft: Draft) -> bytes:
        """The message with the line ends of a Maildir."""
        return compose(draft, sender=self.sender).replace(b"\r\n", b"\n")

    def target(self, draft: Draft) -> tuple[Path, Path]:
        """A file in `cur`, written in `tmp` first; two runs at once mean the same one."""
        assert draft.approved_at is not None  # compose saw to it
        unique = f"{int(draft.approved_at.timestamp())}.{draft.id}-{draft.approved_hash[:16]}.followup"
        return self.path / "cur" / (unique + FLAGS), self.path / "tmp"

    def beside(self) -> Iterable[Path]:
        """Without `new` it is no Maildir."""
        return (self.path / "new",)

    def files(self) -> Iterable[Path]:
        """Every message, read or not."""
        folders = (self.path / "cur", self.path / "new")
        return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]

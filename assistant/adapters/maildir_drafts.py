"""A Maildir folder of drafts, as Dovecot, mutt, notmuch and mbsync keep it."""

import sys
from pathlib import Path

from assistant.adapters.draft_files import failed, lay_down, marked, refuse_stale
from assistant.adapters.mime import compose
from assistant.domain.drafts import Draft
from assistant.domain.people import Participant

SEPARATOR = "!" if sys.platform == "win32" else ":"  # NTFS takes a colon for a stream of another file
FLAGS = f"{SEPARATOR}2,D"


class MaildirDrafts:
    """A drafts box that is a Maildir; messages go from `tmp` to `cur`, flagged as drafts."""

    def __init__(self, path: Path, sender: Participant) -> None:
        self._path = path
        self._sender = sender

    @property
    def name(self) -> str:
        """The Maildir's path."""
        return str(self._path)

    def find(self, draft: Draft) -> str | None:
        """The file that holds this draft's message, whatever flags it has by now."""
        found, _ = self._look(draft)
        return str(found) if found else None

    def put(self, draft: Draft) -> str:
        """Lay the message down and give the file's path; nothing happens where it lies there already.

        Raises DeliveryError, and ConsentError for a text that was not approved.
        """
        data = compose(draft, sender=self._sender).replace(b"\r\n", b"\n")
        found, stale = self._look(draft)
        if found:
            return str(found)
        refuse_stale(draft, stale)
        # The same draft gives the same name, so that two runs at once cannot leave two messages.
        assert draft.approved_at is not None  # compose saw to it
        unique = f"{int(draft.approved_at.timestamp())}.{draft.id}-{draft.approved_hash[:16]}.followup"
        target = self._path / "cur" / (unique + FLAGS)
        try:
            for part in ("tmp", "new", "cur"):
                (self._path / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            lay_down(data, target, by_way_of=self._path / "tmp")
        except OSError as error:
            raise failed(self._path, error) from error
        return str(target)

    def _look(self, draft: Draft) -> tuple[Path | None, Path | None]:
        folders = [self._path / "cur", self._path / "new"]
        try:
            files = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
            return marked(draft, self._sender, files)
        except OSError as error:
            raise failed(self._path, error) from error

"""A folder of `.eml` files: each opens as an unsent message in the user's mail program."""

from collections.abc import Iterable
from pathlib import Path

from assistant.adapters.files.drafts import DraftFolder
from assistant.adapters.formats.mime import compose
from assistant.domain.drafts import Draft
from assistant.domain.ids import fold

SLUG = 40  # characters of the subject in a file's name


class EmlFolder(DraftFolder):
    """A drafts box of one `.eml` file a message, named by the draft's id and its subject."""

    def written(self, draft: Draft) -> bytes:
        """The message, marked as one to be sent."""
        return compose(draft, sender=self.sender, unsent=True)

    def target(self, draft: Draft) -> tuple[Path, Path]:
        """A file named by id and subject, written in the same folder first."""
        words = fold(draft.subject).encode("ascii", "ignore").decode("ascii").split()
        name = "-".join([draft.id, *words])[: len(draft.id) + SLUG].rstrip("-")
        return self.path / f"{name}.eml", self.path

    def files(self) -> Iterable[Path]:
        """Every `.eml` file in the folder."""
        return sorted(self.path.glob("*.eml")) if self.path.exists() else ()

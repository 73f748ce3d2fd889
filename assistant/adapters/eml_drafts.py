"""A folder of `.eml` files: each opens as an unsent message in the user's mail program."""

from pathlib import Path

from assistant.adapters.draft_files import failed, lay_down, marked, refuse_stale
from assistant.adapters.mime import compose
from assistant.domain.drafts import Draft
from assistant.domain.ids import fold
from assistant.domain.people import Participant

SLUG = 40  # characters of the subject in a file's name


class EmlFolder:
    """A drafts box of one `.eml` file a message, named by the draft's id and its subject."""

    def __init__(self, path: Path, sender: Participant) -> None:
        self._path = path
        self._sender = sender

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self._path)

    def find(self, draft: Draft) -> str | None:
        """The file that holds this draft's message, even where the user renamed it."""
        found, _ = self._look(draft)
        return str(found) if found else None

    def put(self, draft: Draft) -> str:
        """Lay the message down and give the file's path; nothing happens where it lies there already.

        Raises DeliveryError, and ConsentError for a text that was not approved.
        """
        data = compose(draft, sender=self._sender, unsent=True)
        found, stale = self._look(draft)
        if found:
            return str(found)
        refuse_stale(draft, stale)
        target = self._path / _file_name(draft)
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lay_down(data, target, by_way_of=self._path)
        except OSError as error:
            raise failed(self._path, error) from error
        return str(target)

    def _look(self, draft: Draft) -> tuple[Path | None, Path | None]:
        try:
            expected, _ = marked(draft, self._sender, [self._path / _file_name(draft)])
            if expected or not self._path.exists():
                return expected, None
            return marked(draft, self._sender, sorted(self._path.glob("*.eml")))
        except OSError as error:
            raise failed(self._path, error) from error


def _file_name(draft: Draft) -> str:
    words = fold(draft.subject).encode("ascii", "ignore").decode("ascii").split()
    return "-".join([draft.id, *words])[: len(draft.id) + SLUG].rstrip("-") + ".eml"

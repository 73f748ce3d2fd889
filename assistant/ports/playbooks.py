"""Where playbooks are."""

from collections.abc import Sequence
from typing import Protocol

from assistant.domain.playbooks import Playbook, Playbooks


class PlaybookShelf(Protocol):
    """Keeps the playbooks that come with the assistant, and the user's own over them."""

    def all(self) -> Playbooks:
        """Every one, by id, in the order of their professions."""

    def problems(self) -> Sequence[str]:
        """What is wrong with files of the user's own, each naming its file; ours stand in for them."""

    def keep(self, playbook: Playbook) -> None:
        """Have this one as the user's own from now on. Raises UserError where it cannot be written."""

    def back_to_ours(self, id: str) -> None:
        """Give up the user's own one, if there is one."""

"""What the assistant did by itself, when and why: kept so that the user can look it up, and see that all is well."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.time import aware


class Deed(StrEnum):
    """What was done."""

    STARTED = "started"
    STOPPED = "stopped"
    SYNCED = "synced"
    LOOKED_FOR_REPLIES = "looked for replies"
    CAME_DUE = "came due"
    ASKED_AFTER = "asked after a meeting"
    DIGEST_SENT = "digest sent"
    DIGEST_ANSWERED = "digest answered"
    BACKED_UP = "backed up"


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    """One deed. `words` tell it in a line, `why` for what reason; `problems` is what went wrong in it.

    `link` is the page's path where one sees what came of it; `took` counts seconds.
    """

    id: str
    at: datetime
    deed: Deed
    words: str
    why: str = ""
    problems: tuple[str, ...] = ()
    link: str = ""
    took: float = 0.0

    def __post_init__(self) -> None:
        aware(self.at)

    @property
    def is_well(self) -> bool:
        """Whether nothing went wrong."""
        return not self.problems

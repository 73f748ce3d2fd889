"""What happens beside the reading of a pass, and what happens where nothing does."""

from collections.abc import Callable, Sequence

from assistant.domain.documents import Content
from assistant.domain.replies import Reply

Heed = Callable[[Content], Reply | None]
"""What is done with each new mail besides reading it: it may be a reply to one of ours."""

Ahead = Callable[[Sequence[Content]], None]
"""What is done with new documents before anything is stored of them: it may take long, and write nothing of theirs."""

Aside = Callable[[Content], str]
"""Why a document is not to be read, in words; empty where it is: what passes between the assistant and the user."""

Progress = Callable[[str, int], None]
"""Called with a source's name and how many of its documents were handled since the last call."""


def heedless(content: Content) -> None:
    """For when no replies are looked for."""


def unprepared(contents: Sequence[Content]) -> None:
    """For when nothing takes long."""


def read_all(content: Content) -> str:
    """For when nothing passes between the assistant and the user."""
    return ""


def no_progress(name: str, handled: int) -> None:
    """For when nobody watches."""

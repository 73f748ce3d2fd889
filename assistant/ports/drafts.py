"""How messages are written, and where approved ones go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft, DraftKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A message's words, before they become a draft."""

    subject: str
    text: str
    html: str


NEVER = timedelta.max
"""How long it takes to be sure where nobody ever can be: a message that was sent lies with somebody else."""


class Writer(Protocol):
    """Writes messages from templates."""

    def write(self, kind: DraftKind, *, tone: str, context: Mapping[str, object]) -> Rendered:
        """The words of a message. Raises TemplateError naming the template, the line and the reason."""

    def script(self, kind: DraftKind, *, context: Mapping[str, object]) -> str:
        """A paragraph to say on the telephone instead of the ask of this kind. Raises TemplateError like `write`."""

    def html(self, text: str) -> str:
        """The HTML twin of a plain text."""


class DraftBox(Protocol):
    """A drafts folder that approved messages are delivered to."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    @property
    def settles(self) -> timedelta:
        """How long after a try it may take until `find` is sure to show what was laid down; zero for a disk.

        After that, a try whose answer was lost is made once more; with NEVER, only the user can ask for that.
        """

    def find(self, draft: Draft) -> str | None:
        """Where the message of this draft lies already, in words; None where it does not."""

    def put(self, draft: Draft) -> str:
        """Lay the message down and say where. Raises DeliveryError; then nothing half-written is left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a look at a delivered message shows.

    `subject` and `text` are what it says now where the user has edited or sent it, `message_id` and `at` those of the
    sent one. `location` is in words.
    """

    fate: Fate
    location: str = ""
    subject: str = ""
    text: str = ""
    message_id: str = ""
    at: datetime | None = None


class Mailbox(DraftBox, Protocol):
    """A drafts folder in a live account, where the user goes on with the message.

    `put` is never repeated blindly: it looks for the draft's own marker first, and raises UncertainError where the
    answer to the one call that creates was lost.
    """

    def look(self, draft: Draft) -> Seen:
        """What has become of a delivered draft. Raises SourceError."""

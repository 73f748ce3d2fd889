"""Captures: what the user says came up in a meeting, in their words and by quick marks."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.domain.favours import FavourKind
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant
from assistant.domain.time import aware


class CaptureState(StrEnum):
    """What the user said to "what came up?"."""

    ANSWERED = "answered"
    NOTHING = "nothing"


class MarkKind(StrEnum):
    """What a line is marked as."""

    PROBLEM = "problem"
    NEED = "need"
    REQUEST = "request"
    OFFER = "offer"
    PROMISE = "promise"
    CARD = "card"
    WISH = "wish"

    @property
    def mentions(self) -> Kind | None:
        """The kind of mention that it makes; None where it makes a favour or a wish."""
        return Kind(self.value) if self.value in set(Kind) else None

    @property
    def favour(self) -> FavourKind | None:
        """The kind of favour that it makes; None where it makes a mention or a wish."""
        return FavourKind(self.value) if self.value in set(FavourKind) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """What the user says of a line: `words` are a request of `who`, something that `who` offered, and so on.

    Where `who` or `category` (an id of `nlp/topics.tsv`) is left out, they are taken from what was understood there.
    """

    kind: MarkKind
    words: str
    who: Participant = field(default_factory=Participant)
    category: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """The user's answer to "what came up?" after a meeting.

    The words are the user's own, typed here and nowhere else: they are kept, and read as the document `document_id`.
    `who` was there, where the user has said so. `corrected` are mentions as they had been understood before the user
    put them right. `unread` says why the text was kept without being read, else it is empty. `version` counts the
    answers, so that one given in another window meanwhile is not written over.
    """

    id: str
    meeting_id: str
    state: CaptureState
    at: datetime
    text: str = ""
    document_id: str = ""
    who: tuple[Participant, ...] = ()
    marks: tuple[Mark, ...] = ()
    corrected: tuple[Mention, ...] = ()
    unread: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        aware(self.at)

"""Mentions: places where somebody other than the user tells of a problem, a need or a request."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import fold, make_id
from assistant.domain.people import Participant
from assistant.domain.time import aware


class Kind(StrEnum):
    """What is told."""

    PROBLEM = "problem"
    NEED = "need"
    REQUEST = "request"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One problem, need or request.

    `quote` stands at `start` to `end` (code points) of the document's text. `holder` has the matter, `told_by` tells
    it. `category` is an id of `nlp/topics.tsv`. `found_by` names the rule or model with its version. `withdrawn` marks
    a mention whose note no longer says so, kept because the user has already acted on it. `needed` is the confidence
    that it lacked where it was held back, since the user had called such questions wrong; 0 where it was not.
    """

    id: str
    document_id: str
    kind: Kind
    category: str
    quote: str
    start: int
    end: int
    holder: Participant
    told_by: Participant = field(default_factory=Participant)
    heard_at: datetime
    confidence: float
    found_by: str
    person_id: str = ""
    prompt_id: str = ""
    withdrawn: bool = False
    needed: float = 0.0

    def __post_init__(self) -> None:
        aware(self.heard_at)


def mention_id(document_id: str, quote: str) -> str:
    """The id of the mention of `quote` in a document: white space and case do not change it."""
    return make_id("m", document_id, fold(quote))

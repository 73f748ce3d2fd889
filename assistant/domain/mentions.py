"""Mentions: places where somebody other than the user tells of a problem, a need or a request."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import fold, make_id
from assistant.domain.people import Participant
from assistant.domain.time import aware

AROUND = 160  # code points on each side of a quote: enough to see what it was about

YOU = "you"
"""Who has found a mention that the user has marked or put right."""

JUDGED = "judge"
"""Begins `found_by` where the trained reader found it and a language model confirmed it."""


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
    that it lacked where it was held back, since the user had called such questions wrong; 0 where it was not. `before`
    and `after` are the words around the quote in its paragraph, `AROUND` code points of them at most.
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
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        aware(self.heard_at)

    @property
    def is_twice_read(self) -> bool:
        """Whether a language model has confirmed what the trained reader found."""
        return self.found_by.startswith(JUDGED)


def mention_id(document_id: str, quote: str) -> str:
    """The id of the mention of `quote` in a document: white space and case do not change it."""
    return make_id("m", document_id, fold(quote))


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a stretch of a text, within its paragraph, each in one line and cut at a word."""
    opening = text.rfind("\n\n", 0, start)
    closing = text.find("\n\n", end)
    before = " ".join(text[max(0, opening) : start].split())
    after = " ".join(text[end : closing if closing >= 0 else len(text)].split())
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return before, after

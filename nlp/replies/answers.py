"""What comes of reading a reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from nlp.text import Text


class Said(StrEnum):
    """What a reply can say; the order is that of the model's outputs."""

    ALREADY_SOLVED = "already_solved"
    AUTO = "auto"
    CONDITIONAL = "conditional"
    HAND_OFF = "hand_off"
    LATER = "later"
    LOST = "lost"
    MET = "met"
    NO = "no"
    STOP = "stop"
    TELL_ME_MORE = "tell_me_more"
    THANKS = "thanks"
    UNCLEAR = "unclear"
    UNRELATED = "unrelated"
    WON = "won"
    YES = "yes"


LABELS = tuple(Said)
STAGES = ("seeker", "provider", "introduced", "outcome")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a reply says, with the probability that this is right and the sentence that says it.

    `until` is the day from which to ask again, `hand_off` who should be asked instead: an address, else a name.
    """

    label: Said
    confidence: float
    quote: str = ""
    until: date | None = None
    hand_off: str = ""


class ReplyReader(Protocol):
    """Understands replies; never raises on what one contains."""

    @property
    def version(self) -> str:
        """Names the rules and the model."""
        ...

    def understand(self, text: Text, *, stage: str, asked: str = "") -> Answer:
        """What a mail answers at a stage, one of `STAGES`; without `asked` the question is sought in what it quotes."""
        ...

"""Facts: what is known of two people before anybody is asked about anything (etiquette 6 and 10)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FactKind(StrEnum):
    """What was found."""

    SAME_PERSON = "same person"
    USER = "the user"
    NEVER_ASK = "never ask"
    SAID_NO = "said no"
    INTRODUCED = "introduced"
    UNDER_WAY = "under way"
    EARLIER = "earlier"
    KNOW_EACH_OTHER = "know each other"
    COLLEAGUES = "colleagues"
    COMPETITOR = "competitor"


class Weight(StrEnum):
    """What a finding does: one that forbids keeps a provider from being proposed, the other is told to the user."""

    FORBIDS = "forbids"
    MIND = "mind"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing that was found, in words that fit after "but" or in a line of its own.

    `day` is when it was; `evidence` are the ids of the documents, meetings, introductions, prompts or cards that say
    so, the telling one first.
    """

    kind: FactKind
    weight: Weight
    words: str
    day: date | None = None
    evidence: tuple[str, ...] = ()

    @property
    def forbids(self) -> bool:
        """Whether it keeps the provider from being proposed."""
        return self.weight is Weight.FORBIDS

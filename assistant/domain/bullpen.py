"""The bullpen: a small bench of excellent providers, known at first hand (S3)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EvidenceKind(StrEnum):
    """How the user knows that a provider is excellent."""

    VISIT = "visit"
    WORK_SEEN = "work_seen"
    CLIENT_WORD = "client_word"
    OWN_CUSTOMER = "own_customer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One reason to trust, with its day."""

    kind: EvidenceKind
    on: date
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """A card of the bullpen. The person behind it is `person_id`; `services` are ids of `nlp/topics.tsv`."""

    id: str
    person_id: str
    services: tuple[str, ...]
    does: str
    not_for: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    ideal_client: str = ""
    evidence: tuple[Evidence, ...] = ()
    paused_until: date | None = None

    def is_paused(self, today: date) -> bool:
        """Whether the provider takes no introductions on this day."""
        return self.paused_until is not None and today < self.paused_until

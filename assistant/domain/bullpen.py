"""The bullpen: a small bench of excellent providers, known at first hand (S3)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

FRESH = timedelta(days=548)  # a year and a half; firms change hands and people leave
MONTH = timedelta(days=30)


class EvidenceKind(StrEnum):
    """How the user knows that a provider is excellent."""

    VISIT = "visit"
    WORK_SEEN = "work_seen"
    CLIENT_WORD = "client_word"
    OWN_CUSTOMER = "own_customer"


_SEEN = {
    EvidenceKind.VISIT: "last visited",
    EvidenceKind.WORK_SEEN: "last seen at work",
    EvidenceKind.CLIENT_WORD: "last heard of from a client",
    EvidenceKind.OWN_CUSTOMER: "you were last their customer",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One reason to trust, with its day."""

    kind: EvidenceKind
    on: date
    note: str = ""

    @property
    def words(self) -> str:
        """When they were last seen at work, fitting after a name: last seen at work in May 2024."""
        return f"{_SEEN[self.kind]} in {self.on:%B %Y}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Capacity:
    """How many introductions a provider wants: under way at once, and new ones in 30 days. 0: they said no number."""

    at_once: int = 0
    a_month: int = 0

    def full(self, *, under_way: int, lately: int) -> str:
        """Why there is room for no other one, in words; empty where there is room."""
        if self.at_once and under_way >= self.at_once:
            return f"they want {self.at_once} at once at most, and {_are(under_way)} under way"
        if self.a_month and lately >= self.a_month:
            return f"they want {self.a_month} a month at most, and had {lately} in the last {MONTH.days} days"
        return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Benched:
    """The user has taken a provider out of play, on this day and for this reason."""

    on: date
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """A card of the bullpen. The person behind it is `person_id`; `services` are ids of `nlp/topics.tsv`.

    `kept_until` is the day before which the user, who has kept them, wants no word of benching them.
    """

    id: str
    person_id: str
    services: tuple[str, ...]
    does: str
    not_for: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    ideal_client: str = ""
    evidence: tuple[Evidence, ...] = ()
    paused_until: date | None = None
    paused_why: str = ""
    capacity: Capacity = Capacity()
    benched: Benched | None = None
    kept_until: date | None = None

    @property
    def last_seen(self) -> Evidence | None:
        """The latest reason to trust; None where there is none."""
        return max(self.evidence, key=lambda evidence: evidence.on, default=None)

    def stale(self, today: date) -> str:
        """When they were last seen at work, where that is longer ago than `FRESH`; empty where it is not."""
        seen = self.last_seen
        return seen.words if seen and today - seen.on > FRESH else ""

    def with_decisions_of(self, before: "Provider") -> "Provider":
        """This card with what the user had decided of the bench: a form or a file does not speak of that."""
        return replace(self, benched=before.benched, kept_until=before.kept_until)

    def is_paused(self, today: date) -> bool:
        """Whether the provider takes no introductions on this day."""
        return self.paused_until is not None and today < self.paused_until


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"

"""When and how somebody is best asked (S10, S19, S20, S24)."""

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.ids import fold
from assistant.domain.people import Channel

SERVICE_WORDS = (
    "call out", "complaint", "complaints", "defect", "escalation", "fault", "faults", "incident", "outage",
    "post mortem", "project review", "remedial", "repair", "repairs", "review of the work", "review of work",
    "root cause", "service review", "snag", "snagging", "snags", "support", "troubleshooting", "warranty",
    "work review",
)  # fmt: skip
"""In a meeting's title: it is about serving them, and no place for anything else."""

SOCIAL_WORDS = (
    "1 1", "1 2 1", "1to1", "birthday", "breakfast", "bni", "catch up", "chapter", "coffee", "dinner", "drinks",
    "lunch", "meetup", "networking", "one on one", "one to one", "party", "roundtable", "tea", "walk",
)  # fmt: skip
"""In a meeting's title: it is to talk with each other, and not to be served."""

DELICATE = frozenset({"cash-flow", "investment-mna", "legal-employment", "legal-personal"})
"""Topics that are better raised by voice than in writing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """How to ask somebody, and when; `words` say it in a line.

    `at` is the first proper moment; at the end of the meeting `meeting_id` where one is named. `slots` are free
    half-hours of the user's for a call or a meeting. `held` says why it is not to be now, with the documents that say
    so in `evidence`.
    """

    way: Channel
    at: datetime
    words: str
    meeting_id: str = ""
    slots: tuple[datetime, ...] = ()
    held: str = ""
    evidence: tuple[str, ...] = ()


def is_service(title: str) -> bool:
    """Whether a meeting's title says that the user serves them there."""
    return _says(title, SERVICE_WORDS)


def is_social(title: str) -> bool:
    """Whether a meeting's title says that one meets to talk with each other; service, where it says so too, wins."""
    return _says(title, SOCIAL_WORDS) and not is_service(title)


def _says(title: str, phrases: tuple[str, ...]) -> bool:
    folded = f" {fold(title)} "
    return any(f" {words} " in folded for words in phrases)

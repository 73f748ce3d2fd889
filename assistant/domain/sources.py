"""How far each source has been read, and what could not be."""

from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.domain.time import aware


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceState:
    """How far a source has been read.

    `id` is the source's name, `cursor` whatever the source itself needs to go on, `until` the moment up to which it is
    known to be complete. `back_to` is the day that the user asked for in a sync that has not got to its end yet.
    """

    id: str
    cursor: dict[str, object] = field(default_factory=dict)
    until: datetime | None = None
    back_to: date | None = None

    def __post_init__(self) -> None:
        if self.until:
            aware(self.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """An item that could not be read, kept aside with the reason until it can.

    `left_out` is whether the user has said that they can do without it: then it is told of no more.
    """

    id: str
    source: str
    locator: str
    problem: str
    at: datetime
    left_out: bool = False

    def __post_init__(self) -> None:
        aware(self.at)

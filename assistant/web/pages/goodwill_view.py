"""What the ledger looks like: a line each, with whom it was and where it is seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.goodwill import Entry
from assistant.domain.people import Person
from assistant.domain.referrals import Direction
from assistant.ports import Store
from assistant.services.goodwill import SAID
from assistant.web.words import place_of

MOST_VALUE = 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Noting:
    """What the user has typed of somebody who was sent to them, and what kept it from being taken."""

    who: str = ""
    sender: str = ""
    is_online: bool = False
    words: str = ""
    problems: tuple[str, ...] = ()
    hint: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the ledger. `link` is the page that shows it, empty where there is none."""

    at: datetime
    way: Direction
    person: Person | None
    other: Person | None
    said: str
    words: str
    link: str


def rows_of(store: Store, entries: Iterable[Entry]) -> list[Row]:
    """The lines of these entries."""
    return [
        Row(
            at=entry.at,
            way=entry.way,
            person=store.get(Person, entry.person_id),
            other=store.get(Person, entry.other_id) if entry.other_id else None,
            said=SAID[entry.way, entry.kind],
            words=entry.words,
            link="" if place_of(entry.evidence) == "/" else place_of(entry.evidence),
        )
        for entry in entries
    ]

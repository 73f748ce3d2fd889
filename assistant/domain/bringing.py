"""What came into the store at one time from one file, so that it can be taken back as a whole."""

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.people import Person
from assistant.domain.time import aware


@dataclass(frozen=True, kw_only=True, slots=True)
class Lot:
    """The records of one kind that were new: their ids, and for each a seal of how it came, to tell if it changed."""

    table: str
    ids: tuple[str, ...]
    seals: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """That a file was taken in. `name` is the file's, `merges` the ids of what it made one, in that order.

    `changed`, `known` and `faulty` count; `undone_at` says that it was taken back.
    """

    id: str
    name: str
    at: datetime
    lots: tuple[Lot, ...] = ()
    merges: tuple[str, ...] = ()
    changed: int = 0
    known: int = 0
    faulty: int = 0
    undone_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.at)

    @property
    def new(self) -> int:
        """How many records were new."""
        return sum(len(lot.ids) for lot in self.lots)


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """Somebody as they were before an import told more of them; `seal` is of what it made of them."""

    id: str
    import_id: str
    person_id: str
    before: Person
    seal: str

"""What belongs to a person beside their matters, so that merging, parting and forgetting treat all of it alike."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.domain.advocates import AskedFor
from assistant.domain.bringing import Changed
from assistant.domain.campaigns import Candidate
from assistant.domain.care import CheckIn, Settled
from assistant.domain.events import Met
from assistant.domain.favours import Favour
from assistant.domain.groups import Group, Slip
from assistant.domain.merging import Apart, Moved
from assistant.domain.pairs import Pair
from assistant.domain.people import unique
from assistant.domain.referrals import Referral
from assistant.domain.touches import Noted
from assistant.domain.wishes import Wish
from assistant.ports import Record, Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Belonging:
    """How a kind of record points to people, by the names of its fields.

    A record goes with the person in one of its `owners`; in `named` fields it only names them, unless its field `about`
    is empty: then it is about nobody else. Fields hold an id, or a tuple of ids.
    """

    kind: type[Any]
    owners: tuple[str, ...] = ("person_id",)
    named: tuple[str, ...] = ()
    about: str = ""

    def is_only_named(self, record: Record) -> bool:
        """Whether a record stays without whoever its `named` fields name."""
        return not self.about or bool(getattr(record, self.about))


BELONGINGS = (
    Belonging(kind=Apart, owners=("one_id", "other_id")),
    Belonging(kind=Changed),
    Belonging(kind=CheckIn),
    Belonging(kind=Favour),
    Belonging(kind=Noted),
    Belonging(kind=Pair, owners=("seeker_id", "other_id")),
    Belonging(kind=Wish),
    Belonging(kind=Referral, owners=("who_id",), named=("from_id", "to_id"), about="who_id"),
    Belonging(kind=Settled),
    Belonging(kind=AskedFor),
    Belonging(kind=Met),
    Belonging(kind=Group, owners=(), named=("members",)),
    Belonging(kind=Slip, owners=("from_id", "to_id"), named=("present",)),
    Belonging(kind=Candidate),
)
"""Every kind that belongs to somebody and needs no care of its own; each field must be one the store finds by."""


def owned(store: Store, person_id: str) -> Iterator[Record]:
    """The records that go with a person."""
    for belonging in BELONGINGS:
        for field in belonging.owners:
            yield from store.find(belonging.kind, **{field: person_id})
        for field in belonging.named if belonging.about else ():
            found = store.find(belonging.kind, **{field: person_id})
            yield from (record for record in found if not belonging.is_only_named(record))


def without(store: Store, person_id: str) -> Iterator[Record]:
    """The records that only name a person, without that name."""
    for belonging in BELONGINGS:
        for field in belonging.named:
            for record in store.find(belonging.kind, **{field: person_id}):
                if belonging.is_only_named(record):
                    yield _with(record, field, _left(getattr(record, field), person_id))


def hand_over(store: Store, from_id: str, to_id: str) -> tuple[Moved, ...]:
    """Make everything of one person another's; what was moved, so that `hand_back` finds it."""
    moved = []
    for belonging in BELONGINGS:
        for field in (*belonging.owners, *belonging.named):
            for record in list(store.find(belonging.kind, **{field: from_id})):
                value = getattr(record, field)
                had = isinstance(value, tuple) and to_id in value
                moved.append(Moved(kind=belonging.kind.__name__, id=record.id, field=field, had=had))
                store.put(_with(record, field, _instead(value, from_id, to_id)))
    return tuple(moved)


def hand_back(store: Store, moved: tuple[Moved, ...], from_id: str, to_id: str) -> None:
    """Give what was moved to `from_id` back to `to_id`, as far as it is still there."""
    kinds = {belonging.kind.__name__: belonging.kind for belonging in BELONGINGS}
    for each in moved:
        record: Any = store.get(kinds[each.kind], each.id)
        value = getattr(record, each.field, None)
        if isinstance(value, tuple) and each.had and from_id in value:
            store.put(_with(record, each.field, unique((*value, to_id))))
        elif value == from_id or (isinstance(value, tuple) and from_id in value):
            store.put(_with(record, each.field, _instead(value, from_id, to_id)))


def _with(record: Any, field: str, value: object) -> Any:
    return replace(record, **{field: value})


def _left(value: Any, person_id: str) -> Any:
    return tuple(each for each in value if each != person_id) if isinstance(value, tuple) else ""


def _instead(value: Any, from_id: str, to_id: str) -> Any:
    return unique(to_id if each == from_id else each for each in value) if isinstance(value, tuple) else to_id

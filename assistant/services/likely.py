"""Who may be known twice: suggestions with their reasons, for the user to decide, and what they decided for good."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.addresses import is_shared_address
from assistant.domain.given_names import others_of
from assistant.domain.ids import fold, make_id
from assistant.domain.likeness import blocks, may_be_one
from assistant.domain.merging import Apart, Merged
from assistant.domain.names import name_of
from assistant.domain.people import Person, natural
from assistant.errors import NotFoundError, UserError
from assistant.ports import Lookup, Store
from assistant.services.merge import merge, merges_of

LONE = "the only one known with that first name"
CANDIDATES = 1_000  # people with one first name, of whom only whether there is another is of interest
NEAR = 40  # people found by one search
MOST_OF_A_BLOCK = 40  # a block of more is no evidence any more: each is compared with the next few only
_SURE = ", at one organisation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Two records that may be one person, and why."""

    one: Person
    other: Person
    reason: str

    @property
    def key(self) -> str:
        """What stands for the pair in a form."""
        return f"{self.one.id}:{self.other.id}"

    @property
    def is_strong(self) -> bool:
        """Whether more than the name speaks for it."""
        return self.reason.endswith(_SURE)


def suggestions(store: Store) -> Iterator[Suggestion]:
    """Pairs of people who may be the same, the likeliest first, for the user to decide."""
    return iter(_pairs(list(store.find(Person)), _kept_apart(store)))


def twins(store: Store, lookup: Lookup, person: Person) -> Iterator[Suggestion]:
    """The suggestions about one person, without looking at everybody.

    Seen from somebody's full name, an initial and another spelling are only found by `suggestions`.
    """
    around = {person.id: person}
    for words in _searched(person):
        around |= {each.id: each for each in lookup.search(Person, words, limit=NEAR)}
    first = fold(person.first_name)
    if any(_is_lone(each) for each in (person, *store.find(Person, keys=first))):
        alike = lookup.search(Person, first, limit=CANDIDATES)
        around |= {each.id: each for each in alike if fold(each.first_name) == first}
    pairs = _pairs(list(around.values()), _kept_apart(store, person.id))
    return (pair for pair in pairs if person.id in (pair.one.id, pair.other.id))


def keep_apart(store: Store, pairs: Iterable[tuple[str, str]], *, at: datetime) -> tuple[Apart, ...]:
    """Remember for good that these are two people each; gives what is remembered. Raises NotFoundError."""
    made = []
    with store.transaction():
        for one, other in pairs:
            if one == other or not (store.get(Person, one) and store.get(Person, other)):
                raise NotFoundError("one of the two is not known any more")
            first, second = sorted((one, other))
            made.append(Apart(id=make_id("apart", first, second), one_id=first, other_id=second, at=at))
        store.put(*made)
    return tuple(made)


def let_be_asked(store: Store, ids: Iterable[str]) -> None:
    """Take back that two are two people, by the ids of what is remembered."""
    with store.transaction():
        for known in ids:
            store.delete(Apart, known)


def make_one(store: Store, pairs: Sequence[tuple[str, str]], *, at: datetime) -> tuple[Merged, ...]:
    """Make one person of each pair; a chain of pairs becomes one person. All or nothing.

    Raises UserError, naming the pair, where two of them cannot be one.
    """
    instead: dict[str, str] = {}
    made = []
    with store.transaction():
        for pair in pairs:
            one, other = (_followed(instead, each) for each in pair)
            if one == other:
                continue
            keep, goes = store.get(Person, one), store.get(Person, other)
            if keep is None or goes is None:
                raise NotFoundError("one of the two is not known any more; nothing was done")
            try:
                merged = merge(store, keep, goes, at=at)
            except UserError as error:
                raise UserError(f"{keep.name} and {goes.name}: {'; '.join(error.problems)}") from error
            instead[other] = one
            made.append(merges_of(store, merged)[0])
    return tuple(made)


def _followed(instead: dict[str, str], known: str) -> str:
    while known in instead:
        known = instead[known]
    return known


def _pairs(people: Sequence[Person], apart: frozenset[frozenset[str]]) -> list[Suggestion]:
    found: dict[frozenset[str], Suggestion] = {}
    by_block: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for block in blocks(person):
            by_block[block].append(person)
    for block, sharing in by_block.items():
        if block.startswith("initial ") and _whole_names(sharing) > 1:
            sharing = [person for person in sharing if not _is_initial(person)]  # J. Smith may be John or Jane
        for place, one in enumerate(sharing):
            for other in sharing[place + 1 : place + MOST_OF_A_BLOCK]:
                if not (reason := may_be_one(one, other)):
                    continue
                key = frozenset((one.id, other.id))
                if key not in found and key not in apart:
                    found[key] = Suggestion(one=_fuller(one, other), other=_barer(one, other), reason=reason)
    for pair in _lone(people):
        key = frozenset((pair.one.id, pair.other.id))
        if key not in apart:
            found.setdefault(key, pair)
    return sorted(found.values(), key=lambda pair: (not pair.is_strong, pair.one.sorts_as, pair.one.id, pair.other.id))


def _whole_names(sharing: Sequence[Person]) -> int:
    return len({given for person in sharing if len(given := name_of(person.name).given) > 1})


def _is_initial(person: Person) -> bool:
    return len(name_of(person.name).given) == 1


def _lone(people: Sequence[Person]) -> Iterator[Suggestion]:
    """Somebody of whom only a first name is known, where one person alone has it."""
    lone = {_name(person): person for person in people if _is_lone(person)}
    by_first: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if " " in person.sorts_as:
            by_first[fold(person.first_name)].append(person)
    for name, person in lone.items():
        if len(by_first.get(name, ())) == 1:
            yield Suggestion(one=by_first[name][0], other=person, reason=LONE)


def _is_lone(person: Person) -> bool:
    return not person.addresses and " " not in _name(person)


def _name(person: Person) -> str:
    return fold(natural(person.name))


def _fuller(one: Person, other: Person) -> Person:
    """The one of whom more is known: that one is kept."""
    return max((one, other), key=lambda each: (len(each.addresses), bool(each.organisation), len(each.name), each.id))


def _barer(one: Person, other: Person) -> Person:
    return other if _fuller(one, other) is one else one


def _searched(person: Person) -> Iterator[str]:
    """What those who may be the same person are searched by."""
    names = {name_of(each) for each in (person.name, *person.aliases)}
    for name in names:
        if name.is_full:
            yield from (f"{given} {name.family}" for given in (name.given, *sorted(others_of(name.given))))
    for address in person.addresses:
        if not is_shared_address(address):
            yield address.partition("@")[0]


def _kept_apart(store: Store, person_id: str = "") -> frozenset[frozenset[str]]:
    if not person_id:
        return frozenset(frozenset((each.one_id, each.other_id)) for each in store.find(Apart))
    found = (each for field in ("one_id", "other_id") for each in store.find(Apart, **{field: person_id}))
    return frozenset(frozenset((each.one_id, each.other_id)) for each in found)

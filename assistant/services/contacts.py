"""The user keeps the people they know by hand: somebody is added, or what is known of them is changed."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.domain.addresses import is_shared_address
from assistant.domain.ids import fold
from assistant.domain.names import Likeness, likeness, name_of
from assistant.domain.people import Participant, Person, Role, unique
from assistant.errors import TransitionError, UserError
from assistant.ports import Store
from assistant.services.identify import with_own_id

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def is_address(text: str) -> bool:
    """Whether a text can be a mail address."""
    return bool(_ADDRESS.fullmatch(text))


def add(store: Store, who: Participant, *, organisation: str = "", roles: tuple[Role, ...] = ()) -> Person:
    """Somebody new. Raises UserError naming every fault, or whoever is known so already."""
    problems = []
    if not fold(who.name):
        problems.append("a name is needed")
    if who.address and not is_address(who.address):
        problems.append(f"'{who.address[:60]}' is no mail address")
    if problems:
        raise UserError(problems)
    fresh = Person.known_as(who, organisation=organisation, roles=roles)
    with store.transaction():
        person = with_own_id(store, fresh)
        if known := _known_so(store, fresh):
            raise UserError(f"{known.name} is known so already", hint=f"assistant people show {known.id}")
        store.put(person)
    return person


def change(store: Store, before: Person, after: Person) -> Person:
    """Keep what is known of somebody as the user has changed it; a name that they had stays as another spelling.

    Raises UserError naming every fault, TransitionError where they are no longer what they were `before`.
    """
    if problems := list(_faults(store, before, after)):
        raise UserError(problems)
    if fold(after.name) != fold(before.name):
        after = replace(after, aliases=unique((*after.aliases, before.name)))
    with store.transaction():
        if store.get(Person, before.id) != before:
            raise TransitionError(
                f"what is known of {before.name} was changed elsewhere meanwhile", hint="compare, then save yours again"
            )
        store.put(after)
    return after


def _faults(store: Store, before: Person, after: Person) -> Iterator[str]:
    if not fold(after.name):
        yield "a name is needed"
    for address in after.addresses:
        if not is_address(address):
            yield f"'{address[:60]}' is no mail address"
        for other in store.find(Person, keys=address):
            if other.id != before.id and not _may_share(address, other, after):
                yield f"{address} is {other.name}'s: if they are one person, make them one first"


def _known_so(store: Store, person: Person) -> Person | None:
    """Somebody of the same address, or of the same name where one of the two has no address."""
    same = ((key, found) for key in person.addresses for found in store.find(Person, keys=key))
    by_address = next((found for key, found in same if not _may_share(key, found, person)), None)
    namesakes = (found for found in store.find(Person, keys=fold(person.name)))
    by_name = next((found for found in namesakes if not (found.addresses and person.addresses)), None)
    of_that_id = None if person.addresses else store.get(Person, person.id)
    return by_address or by_name or of_that_id


def _may_share(address: str, one: Person, other: Person) -> bool:
    """Whether two may have this one address: a couple of one family name, or two behind the desk of a firm.

    Both full names are known and differ, and neither given name is the beginning of the other: "A. Ng" may be Ann.
    """
    first, second = name_of(one.name), name_of(other.name)
    may_be_called_so = first.given.startswith(second.given) or second.given.startswith(first.given)
    are_two = first.is_full and second.is_full and not may_be_called_so and likeness(first, second) is Likeness.NOT
    return are_two and (first.family == second.family or is_shared_address(address))

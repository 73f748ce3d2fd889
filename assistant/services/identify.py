"""Who is this? From an address, a name or a pair of initials to one person.

People are merged by themselves only on an exact match (the same address, or the same full name where one of the two
has no address). Everything less certain is a suggestion for the user.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain.bullpen import Provider
from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt
from assistant.errors import UserError
from assistant.ports import Store


def identify(store: Store, who: Participant, *, among: Sequence[Participant] = ()) -> Person:
    """The person whom `who` stands for, taken up into the store where nobody is known by it.

    `among` are the people of the same document: "GT" or "Priya" is looked for there first.
    """
    whole = _completed(who, among)
    if not (whole.address or fold(whole.name)):
        raise UserError("a mention has nobody who holds it")
    person = find(store, whole)
    if person is None:
        person = Person.known_as(whole)
        person = store.get(Person, person.id) or person
    better = person.merged_with(Person.known_as(whole))
    if better != person or store.get(Person, person.id) is None:
        store.put(better)
    return better


def find(store: Store, who: Participant) -> Person | None:
    """The person known by this address, or else by this full name alone; None where nobody or several are."""
    address, name = who.address.strip().lower(), fold(who.name)
    if address:
        known = next(store.find(Person, keys=address), None)
        if known:
            return known
    if not name:
        return None
    namesakes = list(store.find(Person, keys=name))
    if address:  # a new address: only somebody without one can be meant
        namesakes = [person for person in namesakes if not person.addresses and " " in name]
    return namesakes[0] if len(namesakes) == 1 else None


def take_in(store: Store, person: Person) -> tuple[Person, bool]:
    """Store somebody from a contacts file or a card, merged with who is known already; what the file says wins.

    Gives the person as stored, and whether that changed anything.
    """
    known = next((found for address in person.addresses for found in store.find(Person, keys=address)), None)
    namesake = known or find(store, replace(person.participant, address=""))
    if known is None and namesake and not (namesake.addresses and person.addresses):
        known = namesake
    whole = replace(person.merged_with(known), id=known.id) if known else person
    return whole, store.put(whole) > 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Two records that may be one person, and why."""

    one: Person
    other: Person
    reason: str


def suggestions(store: Store) -> Iterator[Suggestion]:
    """Pairs of people who may be the same, for the user to decide."""
    by_name: dict[str, list[Person]] = {}
    by_first: dict[str, list[Person]] = {}
    for person in store.find(Person):
        by_name.setdefault(fold(person.name), []).append(person)
        if " " in fold(person.name):
            by_first.setdefault(fold(person.first_name), []).append(person)
    for people in by_name.values():
        for other in people[1:]:
            yield Suggestion(one=people[0], other=other, reason="the same name with another address")
    for name, people in by_name.items():
        if " " not in name and not people[0].addresses and len(by_first.get(name, ())) == 1:
            yield Suggestion(one=by_first[name][0], other=people[0], reason="the only one known with that first name")


def merge(store: Store, keep: Person, other: Person) -> Person:
    """Make one person of two, and move all that belongs to `other` to `keep`."""
    if keep.id == other.id:
        raise UserError("that is one person already")
    with store.transaction():
        merged = keep.merged_with(other)
        store.delete(Person, other.id)
        store.put(merged)
        store.put(*(replace(mention, person_id=keep.id) for mention in store.find(Mention, person_id=other.id)))
        store.put(*(replace(prompt, person_id=keep.id) for prompt in store.find(Prompt, person_id=other.id)))
        store.put(*(replace(card, person_id=keep.id) for card in store.find(Provider, person_id=other.id)))
        store.put(*(replace(intro, seeker_id=keep.id) for intro in store.find(Introduction, seeker_id=other.id)))
    return merged


def _completed(who: Participant, among: Iterable[Participant]) -> Participant:
    """`who` with the full name and address that the same document gives them, where exactly one person fits."""
    if who.address:
        return who
    name = fold(who.name)
    fits = {
        (other.name, other.address): other
        for other in among
        if name and (name in (fold(other.name), _initials(other.name)) or fold(other.name).split()[:1] == [name])
    }
    return next(iter(fits.values())) if len(fits) == 1 else who


def _initials(name: str) -> str:
    return "".join(word[0] for word in fold(name).split())

"""Who is this? From an address, a name or a pair of initials to one person.

People are merged by themselves only on an exact match (the same address, or the same full name where one of the two
has no address). Everything less certain is a suggestion for the user.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain.ids import fold
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person, natural
from assistant.errors import UserError
from assistant.ports import Lookup, Store
from assistant.services.merge import merge, merges_of, unmerge

__all__ = [
    "Suggestion",
    "completed",
    "find",
    "identify",
    "is_somebody",
    "merge",
    "merges_of",
    "suggestions",
    "take_in",
    "teller_of",
    "twins",
    "unmerge",
]


def identify(store: Store, who: Participant, *, among: Sequence[Participant] = ()) -> Person:
    """The person whom `who` stands for, taken up into the store where nobody is known by it.

    `among` are the people of the same document: "GT" or "Priya" is looked for there first.
    """
    whole = completed(who, among)
    if not is_somebody(whole):
        raise UserError("a mention has nobody who holds it")
    fresh = Person.known_as(whole)
    with store.transaction():
        person = find(store, whole) or store.get(Person, fresh.id)
        if person is None:
            store.put(fresh)
            return fresh
        better = person.merged_with(fresh)
        if better == person:
            return person
        store.put(better)
        strangers = [known for known in store.find(Person, keys=fold(fresh.name)) if known.id != better.id]
        if better.name == fresh.name and " " in fold(fresh.name) and [bool(x.addresses) for x in strangers] == [False]:
            return merge(store, better, strangers[0])  # heard of by name before the address had one
        return better


def teller_of(store: Store, mention: Mention) -> str:
    """Who told it, else whose matter it is: the id of a person who is known, else the address or name."""
    who = mention.told_by if is_somebody(mention.told_by) else mention.holder
    if who == mention.holder and mention.person_id:
        return mention.person_id
    person = find(store, who)
    return person.id if person else who.address.strip().lower() or fold(natural(who.name))


def is_somebody(who: Participant) -> bool:
    """Whether there is a name or an address to know somebody by."""
    return bool(who.address.strip() or fold(who.name))


def find(store: Store, who: Participant) -> Person | None:
    """The person known by this address, or else by this full name alone; None where nobody or several are."""
    address, name = who.address.strip().lower(), fold(natural(who.name))
    if address:
        known = next(store.find(Person, keys=address), None)
        if known:
            return known
    if not name:
        return None
    namesakes = list(store.find(Person, keys=name))
    if len(namesakes) != 1 or (address and (namesakes[0].addresses or " " not in name)):
        return None  # with a new address, only somebody of that full name without one can be meant
    return namesakes[0]


def take_in(store: Store, person: Person) -> tuple[Person, bool]:
    """Store somebody from a contacts file or a card, merged with who is known already; what the file says wins.

    Gives the person as stored, and whether that changed anything.
    """
    with store.transaction():
        by_address = (known for address in person.addresses for known in store.find(Person, keys=address))
        same = list({known.id: known for known in by_address}.values())
        namesake = find(store, replace(person.participant, address=""))
        if not same and namesake and not (namesake.addresses and person.addresses):
            same = [namesake] if " " in fold(person.name) or namesake.id == person.id else []
        if not same:
            return person, store.put(person) > 0
        known, *others = same
        for other in others:  # one address each of one person
            known = merge(store, known, other)
        whole = replace(person.merged_with(known), id=known.id)
        return whole, store.put(whole) > 0 or bool(others)


LONE = "the only one known with that first name"
NAMESAKES = 1_000  # people with one first name, of whom only whether there is another is of interest


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Two records that may be one person, and why."""

    one: Person
    other: Person
    reason: str


def suggestions(store: Store) -> Iterator[Suggestion]:
    """Pairs of people who may be the same, for the user to decide."""
    by_name: dict[str, list[Person]] = {}
    for person in store.find(Person):
        by_name.setdefault(fold(natural(person.name)) if "," in person.name else person.sorts_as, []).append(person)
    for people in by_name.values():
        for other in people[1:]:
            yield Suggestion(one=people[0], other=other, reason="the same name")
    lone = {name: people[0] for name, people in by_name.items() if " " not in name and not people[0].addresses}
    by_first: dict[str, list[Person]] = {}
    for person in (person for people in by_name.values() for person in people if " " in person.sorts_as):
        if person.sorts_as.partition(" ")[0] in lone or not person.name[0].isalnum():
            by_first.setdefault(fold(person.first_name), []).append(person)
    for name, person in lone.items():
        if len(by_first.get(name, ())) == 1:
            yield Suggestion(one=by_first[name][0], other=person, reason=LONE)


def twins(store: Store, lookup: Lookup, person: Person) -> Iterator[Suggestion]:
    """The suggestions about one person, without looking at everybody."""
    name = fold(natural(person.name))
    for other in store.find(Person, keys=name):
        if other.id != person.id and fold(natural(other.name)) == name:
            yield Suggestion(one=person, other=other, reason="the same name")
    is_lone = " " not in name and not person.addresses
    first = name if is_lone else fold(person.first_name)
    whole = [each for each in lookup.search(Person, first, limit=NAMESAKES) if _is_first(each, first)] if first else []
    if is_lone and len(whole) == 1:
        yield Suggestion(one=whole[0], other=person, reason=LONE)
    elif whole == [person]:
        same = (each for each in store.find(Person, keys=first) if fold(natural(each.name)) == first)
        lone = next(same, None)
        if lone is not None and not lone.addresses:
            yield Suggestion(one=person, other=lone, reason=LONE)


def _is_first(person: Person, first: str) -> bool:
    return " " in person.sorts_as and fold(person.first_name) == first


def completed(who: Participant, among: Iterable[Participant]) -> Participant:
    """`who` with the full name and address that the same document gives them, where exactly one person fits."""
    name = fold(natural(who.name))
    if who.address or not name:
        return who
    fits: dict[str, Participant] = {}
    for other in among:
        words = fold(natural(other.name)).split()
        initials = "".join(word[0] for word in words) if len(words) > 1 and who.name.isupper() else ""
        if words and (name == " ".join(words) or name == words[0] or name.replace(" ", "") == initials):
            fits.setdefault(other.address.lower() or " ".join(words), other)
    return next(iter(fits.values())) if len(fits) == 1 else who

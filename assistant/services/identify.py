"""Who is this? From an address, a name or a pair of initials to one person.

People are merged by themselves only on certain evidence: the same address, unless many may write from it, or the same
full name where one of the two has no address. Everything less certain is a suggestion for the user, see `likely`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.domain.addresses import is_shared_address
from assistant.domain.ids import fold, make_id
from assistant.domain.likeness import are_apart
from assistant.domain.mentions import Mention
from assistant.domain.merging import Apart
from assistant.domain.names import Likeness, Name, likeness, name_of
from assistant.domain.people import Participant, Person, natural, unique
from assistant.errors import UserError
from assistant.ports import Store
from assistant.services.merge import merge, merges_of, unmerge

__all__ = [
    "Taken",
    "are_kept_apart",
    "completed",
    "find",
    "identify",
    "is_somebody",
    "kept_apart",
    "merge",
    "merges_of",
    "take_in",
    "teller_of",
    "unmerge",
    "with_own_id",
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
        person = find(store, whole) or _of_that_id(store, fresh)
        if person is None:
            fresh = with_own_id(store, fresh)
            store.put(fresh)
            return fresh
        better = person.merged_with(fresh)
        if better == person:
            return person
        store.put(better)
        strangers = [known for known in store.find(Person, keys=fold(fresh.name)) if known.id != better.id]
        is_told = better.name == fresh.name and " " in fold(fresh.name)
        if is_told and [bool(x.addresses) for x in strangers] == [False] and not _are_two(store, better, strangers[0]):
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
        known = list(store.find(Person, keys=address))
        fits = [person for person in known if _may_write_as(person, address, who.name)]
        if fits and (name or len(fits) == 1):
            return min(fits, key=lambda person: name not in person.keys)
        if fits:
            return next((person for person in fits if person.id == make_id("who", address)), None)
        if known and is_shared_address(address) and " " not in name:
            return None
    if not name:
        return None
    namesakes = list(store.find(Person, keys=name))
    if len(namesakes) != 1 or (address and (namesakes[0].addresses or " " not in name)):
        return None  # with a new address, only somebody of that full name without one can be meant
    return namesakes[0]


def _may_write_as(person: Person, address: str, name: str) -> bool:
    """Whether somebody of an address may write from it under this name.

    From an address of their own they may under any, unless a family seems to share it; from one that many write from,
    only under their own.
    """
    called = name_of(name)
    if not called.is_full or "@" in name:
        return not is_shared_address(address) or not _full_names(person) or not called.words
    names = _full_names(person)
    if not names:
        return not is_shared_address(address)
    if any(likeness(each, called) not in (Likeness.NOT, Likeness.SPELLED) for each in names):
        return True
    if is_shared_address(address):
        return False
    local = fold(address.partition("@")[0]).replace(" ", "")
    is_own = any(_is_of(local, each.given, each.family) for each in (*names, called))
    return is_own or not any(each.family == called.family for each in names)


def _is_of(local: str, given: str, family: str) -> bool:
    """Whether a mailbox name is made of somebody's given name, or of its initial and the family name."""
    return given in local or local in (f"{given[0]}{family}", f"{family}{given[0]}", f"{given[0]}{family[0]}")


def _full_names(person: Person) -> list[Name]:
    return [name for each in (person.name, *person.aliases) if (name := name_of(each)).is_full]


def _of_that_id(store: Store, fresh: Person) -> Person | None:
    known = store.get(Person, fresh.id)
    return known if known and _may_write_as(known, fresh.address, fresh.name) else None


def with_own_id(store: Store, fresh: Person) -> Person:
    """The new person with an id that nobody has: two of one family may write from one address."""
    if store.get(Person, fresh.id) is None:
        return fresh
    return replace(fresh, id=make_id("who", fresh.address, fold(fresh.name)))


def _are_two(store: Store, one: Person, other: Person) -> bool:
    """Whether the user, or what is known of them, says that two of one name are two people."""
    return are_apart(one, other) or are_kept_apart(store, one.id, other.id)


def are_kept_apart(store: Store, one_id: str, other_id: str) -> bool:
    """Whether the user has said that these are two people."""
    return bool(kept_apart(store, one_id, other_id))


def kept_apart(store: Store, one_id: str, other_id: str) -> list[str]:
    """The ids of where the user has said that these are two people."""
    ways = ((one_id, other_id), (other_id, one_id))
    return [known.id for a, b in ways for known in store.find(Apart, one_id=a, other_id=b)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What became of a contact: the person as stored, as they were `before` (None for somebody new), what changed.

    `others` are who was made one with them before that, `why` is how they were known.
    """

    person: Person
    before: Person | None = None
    changed: bool = False
    others: tuple[Person, ...] = ()
    why: str = ""

    @property
    def is_new(self) -> bool:
        """Whether nobody was known so."""
        return self.before is None


def take_in(store: Store, person: Person) -> Taken:
    """Store somebody from a contacts file or a card, merged with who is known already; what the file says wins."""
    with store.transaction():
        same, person = _same(store, person)
        if not same:
            fresh = with_own_id(store, person)
            return Taken(person=fresh, changed=store.put(fresh) > 0)
        known, *others = same
        shared = next((each for each in person.addresses if each in {a for p in same for a in p.addresses}), "")
        for other in others:  # one address each of one person
            known = merge(store, known, other)
        whole = replace(person.merged_with(known), id=known.id)
        changed = store.put(whole) > 0 or bool(others)
        why = f"the same address, {shared}" if shared else "the same full name, and only one address"
        return Taken(person=whole, before=known, changed=changed, others=tuple(others), why=why)


def _same(store: Store, person: Person) -> tuple[list[Person], Person]:
    """Who is certainly this person; and the person without addresses that are others' own."""
    fits, strangers = dict[str, Person](), dict[str, Person]()
    called = name_of(person.name)
    for address in person.addresses:
        for known in store.find(Person, keys=address):
            if not _may_write_as(known, address, person.name):
                continue
            names = _full_names(known)
            is_alike = (
                not names or not called.is_full or any(likeness(each, called) is not Likeness.NOT for each in names)
            )
            shares_a_word = called.is_full and any(set(each.words) & set(called.words) for each in names)
            (fits if is_alike or shares_a_word else strangers).setdefault(known.id, known)
    if not fits:
        fits = dict(list(strangers.items())[:1])
    taken = {address for known in strangers.values() if known.id not in fits for address in known.addresses}
    person = replace(person, addresses=unique(each for each in person.addresses if each not in taken))
    first, *rest = fits.values() if fits else (None,)
    if first is not None:
        return [first, *(each for each in rest if not are_kept_apart(store, first.id, each.id))], person
    namesake = find(store, replace(person.participant, address=""))
    is_bare = namesake is not None and not (namesake.addresses and person.addresses)
    if namesake is None or not is_bare or _are_two(store, namesake, person):
        return [], person
    return [namesake] if " " in fold(person.name) or namesake.id == person.id else [], person


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

"""Whether two records of people may be one person: never decided here, only suggested, with the reason."""

from collections.abc import Iterator
from functools import lru_cache

from assistant.domain.addresses import is_shared_address
from assistant.domain.domains import own_domain
from assistant.domain.given_names import groups_of
from assistant.domain.ids import fold
from assistant.domain.names import Likeness, Name, likeness, name_of
from assistant.domain.people import Person

_FIRM = frozenset({
    "ltd", "limited", "llc", "llp", "plc", "inc", "corp", "corporation", "co", "company", "gmbh", "ag", "kg", "ug",
    "ohg", "mbh", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "aps", "oy", "pty", "the", "and", "und",
    "et", "group", "holding", "holdings", "gruppe", "partners",
})  # fmt: skip
_WORDS = {
    Likeness.SAME: "the same name",
    Likeness.TURNED: "the same name turned round",
    Likeness.SHORTER: "the same name, once in full",
    Likeness.CALLED: "names that one person may go by",
    Likeness.INITIAL: "an initial that fits the name",
    Likeness.SPELLED: "names spelled almost alike",
}
SAME_MAILBOX = "the same mailbox name at one organisation"


def blocks(person: Person) -> Iterator[str]:
    """Texts of which two records that may be one person share at least one."""
    seen = set[str]()
    for name in {name_of(each) for each in (person.name, *person.aliases)}:
        if not name.is_full:
            continue
        family = name.smooth[-1]
        seen.add(f"turned {' '.join(name.ordered)}")
        for called in groups_of(name.given) or (name.given,):
            seen.add(f"called {called} {family}")
        seen.add(f"called {name.given} {family}")
        if len(name.words) > 2:
            seen.update(f"called {name.given} {word}" for word in name.words[1:-1])
        for firm in _firms(person):
            seen.add(f"initial {name.given[0]} {family} {firm}")
            seen.add(f"spelled {name.given} {name.family[:1]} {firm}")
    for local in _locals(person):
        seen.update(f"mailbox {local} {firm}" for firm in _firms(person))
    yield from seen


def may_be_one(one: Person, other: Person) -> str:
    """The reason why two records may be one person, in words; empty where there is none to ask."""
    names = [(name_of(a), name_of(b)) for a in (one.name, *one.aliases) for b in (other.name, *other.aliases)]
    ways = [(way, a) for a, b in names if (way := likeness(a, b)) is not Likeness.NOT]
    if not ways and any(a.is_full and b.is_full for a, b in names):
        return ""
    firm = not _firms(one).isdisjoint(_firms(other))
    if not ways:
        return SAME_MAILBOX if firm and _locals(one) & _locals(other) else ""
    way, name = min(ways, key=lambda each: list(Likeness).index(each[0]))
    if firm:
        return f"{_WORDS[way]}, at one organisation"
    if _are_elsewhere(one, other, name):
        return ""
    if way is Likeness.SAME:
        return _WORDS[way]
    if way in (Likeness.INITIAL, Likeness.SPELLED):
        return ""
    if _locals(one) & _locals(other):
        return f"{_WORDS[way]}, and the same mailbox name"
    if set(map(fold, one.area)) & set(map(fold, other.area)):
        return f"{_WORDS[way]}, in one place"
    lacks = not (one.addresses and other.addresses) and not (one.organisation and other.organisation)
    return _WORDS[way] if lacks and not name.is_common and way is not Likeness.TURNED else ""


def are_apart(one: Person, other: Person) -> bool:
    """Whether what is known of two of one name says that they are two: other organisations, or other places."""
    if one.organisation and other.organisation and not _is_one_firm(one.organisation, other.organisation):
        return not _firms(one) & _firms(other)
    places = set(map(fold, one.area)), set(map(fold, other.area))
    return bool(all(places) and not places[0] & places[1])


def _are_elsewhere(one: Person, other: Person, name: Name) -> bool:
    """Whether two of one name are at different firms, so that only a rare name, or the same place, is worth a word."""
    places = set(map(fold, one.area)), set(map(fold, other.area))
    if all(places) and not places[0] & places[1]:
        return True
    is_other_firm = one.organisation and other.organisation and not _is_one_firm(one.organisation, other.organisation)
    own = [{domain for address in each.addresses if (domain := own_domain(address))} for each in (one, other)]
    is_other_domain = all(own) and not own[0] & own[1]
    is_elsewhere = is_other_firm or (is_other_domain and not _locals(one) & _locals(other))
    return bool(is_elsewhere and name.is_common)


def _is_one_firm(one: str, other: str) -> bool:
    a, b = _firm_words(one), _firm_words(other)
    return bool(a and b and (a <= b or b <= a))


@lru_cache(maxsize=65_536)
def _firm_words(organisation: str) -> frozenset[str]:
    words = frozenset(fold(organisation).split())
    return (words - _FIRM) or words


def _firms(person: Person) -> frozenset[str]:
    return _firms_of(person.organisation, person.addresses)


@lru_cache(maxsize=65_536)
def _firms_of(organisation: str, addresses: tuple[str, ...]) -> frozenset[str]:
    """What says where somebody works: their organisation, and the name of its domain."""
    found = set[str]()
    if organisation:
        words = _firm_words(organisation)
        found = {" ".join(sorted(words)), "".join(word for word in fold(organisation).split() if word in words)}
    labels = (own_domain(address).partition(".")[0] for address in addresses)
    return frozenset(each for each in (*found, *labels) if each) - {"mail", "email"}


def _locals(person: Person) -> set[str]:
    """The mailbox names that are somebody's own."""
    own = (address for address in person.addresses if not is_shared_address(address))
    return {local for address in own if len(local := fold(address.partition("@")[0]).replace(" ", "")) > 3}

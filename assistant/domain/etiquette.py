"""The consent rules of an introduction's messages (PRACTICE: etiquette 1, 3, 17). Nothing overrules them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from assistant.domain.ids import fold
from assistant.domain.letters import AFTER_NAMES, HONORIFICS
from assistant.domain.people import Person

# Names of people and firms that are common words too: in lower case, or at the start of a sentence, they say nothing
# about anybody.
WORDS_AND_NAMES = frozenset({
    "accounts", "admin", "amber", "and", "april", "art", "august", "bailey", "baker", "bakery", "banks", "bell",
    "best", "bill", "bin", "black", "bond", "bright", "brook", "brown", "bush", "butler", "carpenter", "case",
    "chance", "chase", "christian", "clay", "close", "contact", "cook", "cooper", "cross", "dale", "dawn", "day",
    "dean", "del", "den", "der", "dos", "drew", "eve", "faith", "field", "fisher", "ford", "forest", "fox", "frank",
    "gardener", "gene", "glad", "good", "grace", "grant", "gray", "green", "guy", "hall", "hardy", "heather", "hello",
    "help", "hill", "holly", "home", "hope", "house", "hunter", "info", "iris", "ivy", "jack", "jasmine", "joiner",
    "joy", "june", "just", "keen", "key", "king", "knight", "law", "lily", "little", "long", "love", "mark", "mason",
    "may", "miles", "mill", "miller", "moon", "moor", "nice", "noble", "north", "note", "office", "olive", "page",
    "painter", "park", "parker", "pat", "penny", "pool", "poppy", "porter", "potter", "power", "price", "ray", "rich",
    "rob", "robin", "rose", "ruby", "sales", "sharp", "short", "small", "smart", "smith", "steel", "stone", "strong",
    "sue", "suit", "summer", "sunny", "swift", "tailor", "taylor", "team", "ten", "the", "time", "trouble", "turner",
    "van", "von", "wall", "ward", "waters", "way", "weaver", "well", "wells", "west", "white", "will", "winter",
    "wise", "wood", "woods", "work", "young",
})  # fmt: skip
QUOTE_RUN = 6  # words in a row that give a writer away
# Signs that take part in no word and show as nothing, though Unicode counts them as letters or symbols.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_TURNED = "\u202e"


def named(text: str, person: Person, *, known: Sequence[Person] = ()) -> tuple[str, ...]:
    """What in `text` names `person` outright: the full name, an address or its own domain, the organisation.

    `known` are people whom the reader of `text` may see in it (the reader, the user): what they share with `person`
    gives nothing away. Empty where nothing does.
    """
    text, folded, lower = _read(text)
    domains = {address.partition("@")[2] for other in known for address in other.addresses}
    organisations = {fold(other.organisation) for other in known}
    found: list[str] = []
    for address in person.addresses:
        domain = address.partition("@")[2]
        found += [part for part in (address, domain) if part and part not in domains and part in lower]
    full = (form for name in (person.name, *person.aliases) for form in _full_forms(name))
    found += [name for name in full if f" {name} " in folded]
    organisation = fold(_as_seen(person.organisation))
    if organisation and organisation not in organisations:
        several = " " in organisation and f" {organisation} " in folded
        if several or (" " not in organisation and _stands_as_name(text, organisation)):
            found.append(person.organisation)
    return tuple(dict.fromkeys(found))


def identifying(
    text: str, person: Person, *, quotes: Iterable[str] = (), known: Sequence[Person] = ()
) -> tuple[str, ...]:
    """What in `text` tells who `person` is: what `named` finds, any part of the name alone, or their own words."""
    shared = {word for other in known for name in (other.name, *other.aliases) for word in _parts(name)}
    found = list(named(text, person, known=known))
    text = _as_seen(text)
    parts = (part for name in (person.name, *person.aliases) for part in _parts(name))
    found += [part for part in parts if part not in shared and _stands_as_name(text, part)]
    found += repeated(text, quotes)[:1]
    return tuple(dict.fromkeys(found))


def repeated(text: str, quotes: Iterable[str]) -> tuple[str, ...]:
    """The first run of words of each quote, folded, that `text` repeats, long enough to give its writer away."""
    folded = f" {fold(_as_seen(text))} "
    found = (next((run for run in _runs(quote) if f" {run} " in folded), "") for quote in quotes)
    return tuple(run for run in found if run)


def _stands_as_name(text: str, part: str) -> bool:
    """Whether a part of a name stands in `text` as a name, not as a word."""
    is_word = part in WORDS_AND_NAMES or (len(part) < 3 and part.isascii())
    for match in re.finditer(r"[^\W_]+", text):
        word = match.group()
        if fold(word) != part:
            continue
        before = text[: match.start()].rstrip(" \t\"'(*_“‘")
        starts_sentence = not before or before[-1] in ".!?:\n-"
        if not is_word or (word[0].isupper() and not starts_sentence):
            return True
    return False


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name that tell who somebody is: no initials, no titles."""
    words = fold(_as_seen(name)).split()
    telling = (word for word in words if len(word) > 1 or not word.isascii())
    return tuple(word for word in telling if word not in HONORIFICS and word not in AFTER_NAMES)


def _full_forms(name: str) -> Iterator[str]:
    """The ways to write a name in full: as it is, in one word, without what stands between first and last name."""
    last, comma, first = name.partition(",")
    for whole in (name, f"{first} {last}" if comma else ""):
        parts = _parts(whole)
        if len(parts) > 1:
            yield from (fold(_as_seen(whole)), " ".join(parts), "".join(parts), f"{parts[0]} {parts[-1]}")


@lru_cache(maxsize=4)  # one text is held against everybody in the bullpen
def _read(text: str) -> tuple[str, str, str]:
    """`text` as seen, folded between spaces, and in lower case."""
    seen = _as_seen(text)
    return seen, f" {fold(seen)} ", seen.lower()


def _as_seen(text: str) -> str:
    """`text` as a reader sees it: without signs that show as nothing; turned round as well where it says so."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    shown = (sign for sign in plain if sign not in _BLANK and unicodedata.category(sign) not in ("Cf", "Mn", "Me"))
    seen = "".join(shown)
    return f"{seen}\n{seen[::-1]}" if _TURNED in text else seen


def _runs(quote: str) -> Iterator[str]:
    words = fold(_as_seen(quote)).split()
    return (" ".join(words[i : i + QUOTE_RUN]) for i in range(max(0, len(words) - QUOTE_RUN + 1)))

"""The consent rules of an introduction's messages (PRACTICE: etiquette 1, 3, 17). Nothing overrules them."""

import re
from collections.abc import Iterable, Sequence

from assistant.domain.ids import fold
from assistant.domain.people import Person

# First names that are common words too: at the start of a sentence they say nothing about anybody.
WORDS_AND_NAMES = frozenset({
    "april", "art", "august", "bill", "chase", "dawn", "dean", "drew", "faith", "frank", "grace", "grant", "guy",
    "hope", "iris", "jack", "joy", "june", "mark", "may", "pat", "rich", "rob", "rose", "sue", "summer", "will",
})  # fmt: skip
QUOTE_RUN = 6  # words in a row that give a writer away


def named(text: str, person: Person, *, known: Sequence[Person] = ()) -> tuple[str, ...]:
    """What in `text` names `person` outright: the full name, an address or its own domain, the organisation.

    `known` are people whom the reader of `text` may see in it (the reader, the user): what they share with `person`
    gives nothing away. Empty where nothing does.
    """
    domains = {address.partition("@")[2] for other in known for address in other.addresses}
    organisations = {fold(other.organisation) for other in known}
    folded, lower = f" {fold(text)} ", text.lower()
    found: list[str] = []
    for address in person.addresses:
        domain = address.partition("@")[2]
        found += [part for part in (address, domain) if part and part not in domains and part in lower]
    full = (fold(name) for name in (person.name, *person.aliases))
    found += [name for name in full if " " in name and f" {name} " in folded]
    organisation = fold(person.organisation)
    if len(organisation) > 3 and organisation not in organisations and f" {organisation} " in folded:
        found.append(person.organisation)
    return tuple(dict.fromkeys(found))


def identifying(
    text: str, person: Person, *, quotes: Iterable[str] = (), known: Sequence[Person] = ()
) -> tuple[str, ...]:
    """What in `text` tells who `person` is: what `named` finds, any part of the name alone, or their own words."""
    shared = {word for other in known for name in (other.name, *other.aliases) for word in fold(name).split()}
    folded = f" {fold(text)} "
    found = list(named(text, person, known=known))
    for name in (person.name, *person.aliases):
        first, *others = fold(name).split() or [""]
        found += [word for word in others if len(word) > 2 and word not in shared and f" {word} " in folded]
        if first and first not in shared and _stands_as_name(text, first):
            found.append(first)
    found += [run for quote in quotes for run in _runs(quote) if f" {run} " in folded][:1]
    return tuple(dict.fromkeys(found))


def _stands_as_name(text: str, first_name: str) -> bool:
    """Whether a first name stands in `text` as a name, not as a word."""
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match.group()
        if fold(word) != first_name or not word[0].isupper():
            continue
        before = text[: match.start()].rstrip(" \t\"'(*_")
        starts_sentence = not before or before[-1] in ".!?:\n-"
        if not (starts_sentence and first_name in WORDS_AND_NAMES):
            return True
    return False


def _runs(quote: str) -> Iterable[str]:
    words = fold(quote).split()
    return (" ".join(words[i : i + QUOTE_RUN]) for i in range(max(0, len(words) - QUOTE_RUN + 1)))

"""The consent rules of an introduction's messages (PRACTICE: etiquette 1, 3, 17). Nothing overrules them."""

import re
from collections.abc import Iterable

from assistant.domain.ids import fold
from assistant.domain.people import Person

# First names that are common words too: at the start of a sentence they say nothing about anybody.
WORDS_AND_NAMES = frozenset(
    ["april", "art", "august", "bill", "chase", "dawn", "dean", "drew", "faith", "frank", "grace", "grant", "guy", "hope", "iris", "jack", "joy", "june", "mark", "may", "pat", "rich", "rob", "rose", "sue", "summer", "will"]
)
QUOTE_RUN = 6  # words in a row that give a writer away


def identifying(text: str, person: Person, *, quotes: Iterable[str] = (), known: Iterable[Person] = ()) -> tuple[str, ...]:
    """What in `text` tells who `person` is: names, addresses and their own domains, the organisation, or their words.

    `known` are people whom the reader of `text` may see in it (the reader, the user): parts of a name that they share
    with `person` give nothing away. Empty where nothing does.
    """
    shared = {word for other in known for name in (other.name, *other.aliases) for word in fold(name).split()}
    domains = {address.partition("@")[2] for other in known for address in other.addresses}
    organisations = {fold(other.organisation) for other in known}
    folded = f" {fold(text)} "
    found: list[str] = []
    for address in person.addresses:
        domain = address.partition("@")[2]
        found += [part for part in (address, domain) if part and part not in domains and part in text.lower()]
    for name in (person.name, *person.aliases):
        words = fold(name).split()
        if len(words) > 1:
            found += [word for word in words[1:] if len(word) > 2 and word not in shared and f" {word} " in folded]
        if words and words[0] not in shared and _names(text, words[0]):
            found.append(words[0])
    organisation = fold(person.organisation)
    if len(organisation) > 3 and organisation not in organisations and f" {organisation} " in folded:
        found.append(person.organisation)
    found += [run for quote in quotes for run in _runs(quote) if f" {run} " in folded][:1]
    return tuple(dict.fromkeys(found))


def _names(text: str, first_name: str) -> bool:
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

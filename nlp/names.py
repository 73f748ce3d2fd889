"""Names of people and businesses as they stand in plain text, found without a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nlp.text import Who
from nlp.words import load_words

CAPITALISED = r"(?:(?:Mc|Mac|O['’]|D['’]|Ó\s|de\s|van\s|von\s|der\s)?[A-ZÀ-ÖØ-ÞŚŻŁČŠŽ][\w'’À-ɏ-]*[a-zà-ɏ](?!['’]t))"
NAME = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Dr|Prof|Fr|Sr|Frau|Herr|Madam|Father|Sister|Coach|Chef|Lady|Sir|Uncle|Auntie|Aunty|Haji|Alhaji)\.?\s+)?"
    rf"{CAPITALISED}(?:\s+(?:&\s+|and\s+|of\s+)?{CAPITALISED}){{0,3}}"
)
PLACE = re.compile(
    r"\b(?:in|near|at|from|to|outside|around|round|across|into|via|of|for|on|north|south|east|west|"
    r"by)\s+(?:the\s+)?$"
)
AFTER_NAME = re.compile(
    r"^(?:['’]s\b|\s*[,(:&–—-]|\s+(?:and|is|has|had|was|says?|said|asks?|asked|wants?|needs?|told|"
    r"tells|at|from|of|who|in|can|can['’]t|will|keeps|got|thinks|rang|called|mentioned|still)\b|"
    r"\s*[.!?]?$)"
)


def find_names(text: str) -> list[tuple[str, int]]:
    """Capitalised names with their offsets, without places, sentence openers, weekdays and the like."""
    names = []
    for found in NAME.finditer(text[:2000]):
        words, start = found.group(), found.start()
        parts = words.split()
        while parts and re.sub(r"['’](?:s|d|ll|ve|m|re)$", "", parts[0]) in load_words("not names"):
            start += len(parts[0]) + 1
            parts = parts[1:]
        while parts and parts[-1] in load_words("not names"):
            parts = parts[:-1]
        name = re.sub(r"['’](?:s|d|ll)?$", "", " ".join(parts))
        if len(name) < 2 or name.isupper() or PLACE.search(text, max(0, start - 14), start):
            continue
        opener = start == 0 or text[max(0, start - 2) : start].strip(" \n")[-1:] in ".!?;:•*"
        if opener and len(parts) == 1 and not AFTER_NAME.match(text[start + len(name) : start + len(name) + 12]):
            continue
        names.append((name, min(start, found.end())))
    return names


def match_person(name: str, people: Iterable[Who]) -> Who | None:
    """The one person whom a name, a first name or initials mean, or None where nobody or several fit."""
    wanted = _words(name)
    if not wanted:
        return None
    people = [who for who in people if who]
    exact = [who for who in people if _words(who.name) == wanted]
    if exact:
        return exact[0]
    if len(wanted) == 1 and name.isupper() and 2 <= len(name) <= 3:
        initials = [who for who in people if "".join(word[0] for word in _words(who.name)).upper() == name]
        return initials[0] if len(initials) == 1 else None
    fits = [
        who
        for who in people
        if set(wanted) <= set(_words(who.name)) or (_words(who.name) and set(_words(who.name)) <= set(wanted))
    ]
    if not fits:
        fits = [
            who
            for who in people
            if not who.name and set(wanted) & set(re.split(r"[._-]", who.address.split("@")[0].lower()))
        ]
    return fits[0] if len(fits) == 1 else None


def last_named(words: str, people: Sequence[Who], user: Sequence[str]) -> Who:
    """The last person named in words who is not the user, with the address where the document gives one."""
    for name, _ in reversed(find_names(words)):
        who = match_person(name, people) or Who(name=name)
        if not is_user(who, user):
            return who
    return Who()


def is_user(who: Who, user: Iterable[str]) -> bool:
    """Whether somebody is the user, by address, or by name where the document knows no address."""
    for own in user:
        own = own.strip().lower()
        if not own:
            continue
        if who.address and "@" in own:
            if who.address.lower() == own:
                return True
        elif who.name:
            theirs, ours = _words(who.name), _words(own.split("@")[0].replace(".", " "))
            if (
                theirs
                and ours
                and (
                    theirs == ours
                    or (len(theirs) == 1 and theirs[0] == ours[0])
                    or (len(ours) == 1 and ours[0] == theirs[0])
                )
            ):
                return True
    return False


def is_colleague(who: Who, user: Iterable[str]) -> bool:
    """Whether somebody writes from the domain of the user's own company."""
    theirs = _company(who.address)
    return bool(theirs) and any(theirs == _company(own) for own in user)


def _company(address: str) -> str:
    """The domain of an address, empty where anybody can have one there."""
    domain = address.strip().lower().rpartition("@")[2] if "@" in address else ""
    first, _, rest = domain.partition(".")
    shared = first in load_words("mail for all") and (rest.count(".") == 0 or rest.startswith(("co.", "com.")))
    return "" if shared else domain


def _words(name: str) -> list[str]:
    titles = {"mr", "mrs", "ms", "dr", "prof", "the", "herr", "frau"}
    return [word for word in re.findall(r"[^\W\d_]+", name.lower()) if word not in titles]

"""Forgetting somebody for good: what is remembered of them so that they stay forgotten, and what hides them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

from assistant.domain.addresses import is_shared_address
from assistant.domain.ids import fold
from assistant.domain.people import Participant, Person, natural

R = TypeVar("R")
GONE = "[forgotten]"
TELLING = 12  # signs of a quote, from which on it is nobody else's
_WORD = re.compile(r"[^\W_]+")
_NAMES: dict[type, tuple[str, ...]] = {}
_WHOLE = " whoever"  # behind an address that many write from: the mailbox itself was forgotten
_ALONE = "alone "  # before the name of somebody of whom no address was known: it may come back with one


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """That somebody was forgotten: `id` is the salted hash of an address or a full name, which cannot be read back."""

    id: str
    salt: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Those who were forgotten, to be recognised by their address, or by their full name where there is no address."""

    salt: str = ""
    ids: frozenset[str] = frozenset()

    def has(self, who: Participant) -> bool:
        """Whether this is somebody who was forgotten."""
        if not self.ids:
            return False
        address, name = who.address.strip().lower(), fold(natural(who.name))
        keys = (address, _ALONE + name) if address else (name,)
        if name and is_shared_address(address):
            keys = (f"{address} {name}", address + _WHOLE)
        return any(_mark(self.salt, key) in self.ids for key in keys)

    def unnamed(self, text: str) -> str:
        """A short text, such as a title, without the full names of those who were forgotten."""
        words = list(_WORD.finditer(text)) if self.ids else []
        for length in (3, 2):
            for first in range(len(words) - length + 1):
                part = text[words[first].start() : words[first + length - 1].end()]
                if self.has(Participant(name=part)):
                    return self.unnamed(text.replace(part, GONE))
        return text

    def has_person(self, person: Person) -> bool:
        """Whether this is one who was forgotten, by any of their addresses."""
        people = [Participant(name=person.name, address=address) for address in person.addresses or ("",)]
        return any(map(self.has, people))


def marks_of(person: Person, salt: str) -> tuple[Forgotten, ...]:
    """What is remembered of somebody who is forgotten."""
    keys = person.sure_keys or person.keys
    shared = [key for key in keys if "@" in key and is_shared_address(key)]
    names = [key for key in keys if "@" not in key]
    if shared and names:
        keys = (*(key for key in keys if key not in shared), *(f"{each} {name}" for each in shared for name in names))
    elif shared:
        keys = (*keys, *(each + _WHOLE for each in shared))
    keys = (*keys, *(_ALONE + key for key in person.sure_keys if not person.addresses))
    return tuple(Forgotten(id=_mark(salt, key), salt=salt) for key in keys)


@lru_cache(maxsize=4096)
def _mark(salt: str, key: str) -> str:
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), key=bytes.fromhex(salt), digest_size=20)
    return f"gone-{digest.hexdigest()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Traces:
    """What tells of somebody in other people's records: their keys, and their names and addresses in a text."""

    keys: frozenset[str]
    pattern: re.Pattern[str]
    telling: tuple[str, ...] = ()  # a word of each, in lower case: where none of them stands, the pattern finds nothing

    @classmethod
    def of(cls, person: Person, *, quotes: Iterable[str] = ()) -> "Traces":
        """The traces of a person, with words of theirs that may have been repeated.

        A first name alone is none, unless nothing else is known: it could be anybody's.
        """
        names = {form for name in (person.name, *person.aliases) for form in _forms(name)}
        own = (quote for quote in quotes if len(quote) >= TELLING)
        words = sorted((*person.addresses, *names, *own), key=len, reverse=True)
        parts = (r"\s+".join(map(re.escape, word.split())) for word in words)
        choice = "|".join(parts)
        pattern = rf"(?<!\w)(?:{choice})(?!\w)" if choice else r"(?!)"
        return cls(
            keys=frozenset(person.sure_keys or person.keys),
            pattern=re.compile(pattern, re.IGNORECASE),
            telling=tuple({max(word.lower().split(), key=len) for word in words}),
        )

    def has(self, who: Participant) -> bool:
        """Whether this is the person: by address, or by name where there is none, or where many write from it."""
        address, name = who.address.strip().lower(), fold(natural(who.name))
        return (name if not address or (name and is_shared_address(address)) else address) in self.keys

    def hidden_in(self, record: R) -> R:
        """The record without the person: left out of lists, nobody where they stood alone, unnamed in texts."""
        return cast(R, self._hidden(record))

    def _hidden(self, value: Any) -> Any:
        if isinstance(value, Participant):
            return Participant() if self.has(value) else self._inside(value)
        if isinstance(value, tuple):
            return tuple(self._hidden(each) for each in value if not (isinstance(each, Participant) and self.has(each)))
        if type(value) is str:  # and no enum
            lower = value.lower()
            return self.pattern.sub(GONE, value) if any(word in lower for word in self.telling) else value
        if isinstance(value, Mapping):
            return {self._hidden(name): self._hidden(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._hidden(each) for each in value]
        return self._inside(value) if is_dataclass(value) else value

    def _inside(self, record: Any) -> Any:
        kind = type(record)
        names = _NAMES.get(kind) or _NAMES.setdefault(kind, _names(kind))
        now = ((name, getattr(record, name)) for name in names)
        changed = {name: hidden for name, value in now if value and (hidden := self._hidden(value)) != value}
        return replace(record, **changed) if changed else record


def _names(kind: Any) -> tuple[str, ...]:
    """The fields that may tell of somebody: no ids of our own, and no digests; the ids of mails may hold an address."""
    names = (field.name for field in fields(kind))
    return tuple(name for name in names if not re.search(r"^((?!message_|sent_)\w*_)?(ids?|digest|hash)$", name))


def _forms(name: str) -> Iterable[str]:
    spoken = natural(name)
    words = spoken.split()
    return (name, spoken, f"{words[-1]}, {' '.join(words[:-1])}") if len(words) > 1 else ()

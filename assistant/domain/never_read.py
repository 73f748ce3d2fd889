"""What the user wants left alone: folders, senders, domains and words that are never read beyond the headers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain.people import Participant


@dataclass(frozen=True, kw_only=True, slots=True)
class NeverRead:
    """Rules, each of which is enough to leave something alone; capital letters make no difference.

    `folders` are folders, labels and categories by name, and all that lies in them. `senders` are addresses, `domains`
    what stands behind the @, and all below it: whatever such a person wrote, got a copy of or is invited to. `words`
    stand in the subject or title, or in the name of anybody concerned.
    """

    folders: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.folders or self.about_messages)

    @property
    def about_messages(self) -> bool:
        """Whether there are rules that need a message's headers."""
        return bool(self.senders or self.domains or self.words)

    def folder(self, names: Iterable[str]) -> str:
        """The reason not to read what lies in these folders or bears these labels; empty where there is none."""
        paths = [_path(name) for name in names] if self.folders else ()
        found = (rule for rule in self.folders if any(_path(rule) in path for path in paths))
        return next((f'"{rule}" is never read' for rule in found), "")

    def message(self, title: str, people: Iterable[Participant]) -> str:
        """The reason not to read what has this subject or title and concerns these people; empty for none."""
        people = tuple(people)
        for address in (person.address.casefold() for person in people if person.address):
            host = f".{address.rpartition('@')[2]}"
            domain = next((each for each in _hosts(self.domains) if host.endswith(each)), "")
            if domain or address in _lower(self.senders):
                return f"{domain[1:] or address} is never read"
        texts = (title, *(person.name for person in people)) if self.words else ()
        found = (_pattern(self.words).search(text) for text in texts)
        return next((f'"{word.group().casefold()}" is never read' for word in found if word), "")


READ_ALL = NeverRead()


def _path(name: str) -> str:
    """A folder's name with a slash before, between and behind its parts, whatever the server puts there."""
    return f"/{re.sub(r'[/.]', '/', name.strip().casefold())}/"


@lru_cache(maxsize=4)
def _lower(senders: tuple[str, ...]) -> frozenset[str]:
    return frozenset(sender.strip().casefold() for sender in senders)


@lru_cache(maxsize=4)
def _hosts(domains: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f".{domain.strip().casefold().lstrip('@.')}" for domain in domains)


@lru_cache(maxsize=4)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((word.strip() for word in words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)

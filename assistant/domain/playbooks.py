"""Playbooks: how a profession is referred well, as data that the user may edit (S26)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.domain.ids import fold

MOST_TRIGGERS = 60
LEAST_WORDS = 2  # of a trigger: one word alone would be everywhere


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """Words that somebody says who needs the profession, and the topic that they are about; empty: its first."""

    words: str
    category: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ally:
    """A profession that serves the same people beside this one, by its playbook, and why."""

    playbook: str
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Playbook:
    """One profession. `services` are ids of `nlp/topics.tsv`, the main one first, `reward` what to know before giving.

    `is_own` says that the user has changed it, or written it.
    """

    id: str = ""
    profession: str
    services: tuple[str, ...]
    triggers: tuple[Trigger, ...] = ()
    questions: tuple[str, ...] = ()
    partners: tuple[Ally, ...] = ()
    reward: str = ""
    is_own: bool = False

    def category_of(self, trigger: Trigger) -> str:
        """The topic that a trigger is about."""
        return trigger.category or self.services[0]


Playbooks = Mapping[str, Playbook]
"""All of them, by id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Overheard:
    """A trigger that was said, and whose it is."""

    playbook: Playbook
    trigger: Trigger


def serving(books: Playbooks, category: str) -> list[Playbook]:
    """Those of a topic: the ones whose main line it is first."""
    found = (book for book in books.values() if category in book.services)
    return sorted(found, key=lambda book: (book.services.index(category), book.profession))


def triggers_of(books: Playbooks) -> dict[str, str]:
    """The topic of every trigger by its words in lower case; of the same words in two playbooks, the first's counts."""
    every = ((book, trigger) for book in books.values() for trigger in book.triggers)
    return {
        plain(trigger.words): book.category_of(trigger)
        for book, trigger in reversed(list(every))
        if len(trigger.words.split()) >= LEAST_WORDS
    }


def overheard(books: Playbooks, text: str) -> Iterator[Overheard]:
    """The triggers whose words stand in a text."""
    said = f" {fold(text)} "
    for book in books.values():
        for trigger in book.triggers:
            words = fold(trigger.words)
            if len(words.split()) >= LEAST_WORDS and f" {words} " in said:
                yield Overheard(playbook=book, trigger=trigger)


def reward_rules(books: Playbooks) -> dict[str, str]:
    """What to know before something is given for a referral, by topic."""
    return {service: book.reward for book in books.values() if book.reward for service in book.services}


def plain(words: str) -> str:
    """Words as a text is compared with them: lower case, one space, a plain apostrophe."""
    return " ".join(words.lower().replace("’", "'").split())

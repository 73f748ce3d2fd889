"""What it takes to make two people of one again: both as they were, and what was moved from one to the other."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from assistant.domain.people import Person
from assistant.domain.prompts import Prompt


@dataclass(frozen=True, kw_only=True, slots=True)
class Belonged:
    """To whom a mention belonged, and to which prompt, before two people were made one."""

    mention_id: str
    person_id: str
    prompt_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A field of a record that named somebody, and names whom they were made one with now.

    `kind` is the record's class. `had` says that the field held several people, the one who was kept among them.
    """

    kind: str
    id: str
    field: str
    had: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Apart:
    """That the user said of two records that they are two people, so that it is never suggested again."""

    id: str
    one_id: str
    other_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """Two people who were made one: `other` became part of `keep`, which was then `merged`.

    `number` counts upwards, so that what was done last is undone first. `prompts` are those of both that were touched,
    as they were; `mentions` where each was; `cards`, `favours` (of earlier versions) and `introductions` are the ids of
    what was moved, `moved` all else. `at` is None for a merge that a sync did by itself.
    """

    id: str
    number: int
    keep_id: str
    other_id: str
    keep: Person
    other: Person
    merged: Person
    mentions: tuple[Belonged, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    cards: tuple[str, ...] = ()
    favours: tuple[str, ...] = ()
    introductions: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    at: datetime | None = None

    def parted(self, now: Person) -> tuple[Person, Person]:
        """The two people again, from the one that they are `now`: what was changed since stays with who was kept.

        That somebody is never to be asked holds for both.
        """
        since = {
            field.name: value
            for field in fields(Person)
            if (value := getattr(now, field.name)) != getattr(self.merged, field.name)
        }
        never = now.preferences.never_ask
        keep, other = replace(self.keep, **since), self.other
        if never:
            keep = replace(keep, preferences=replace(keep.preferences, never_ask=True))
            other = replace(other, preferences=replace(other.preferences, never_ask=True))
        return keep, other

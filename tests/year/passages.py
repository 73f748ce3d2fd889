"""The year's ordinary mail: training passages as their bodies, whose labels say which of them tell of a real matter."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from assistant.domain.mentions import Kind
from tests.year.people import Someone

TRAINING = Path(__file__).parents[2] / "nlp" / "training"
AT_WEEKENDS = 0.2  # of a business day's mail comes on a Saturday or a Sunday


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """What its writer needs, in which words; the first of the `categories` is the best, the others are right too."""

    kind: Kind
    quote: str
    categories: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A mail's words, and what they truly tell of."""

    title: str
    text: str
    matters: tuple[Matter, ...]

    def tells(self, category: str) -> bool:
        """Whether somebody needs something of this category."""
        return any(category in matter.categories for matter in self.matters)

    def requests(self, category: str) -> bool:
        """Whether it is asked for outright."""
        return any(category in matter.categories for matter in self.matters if matter.kind is Kind.REQUEST)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail that somebody writes to the user."""

    at: datetime
    who: Someone
    passage: Passage
    message_id: str


def passages() -> list[Passage]:
    """Every mail of the training passages in which people speak of themselves alone."""
    files = sorted(file for file in TRAINING.glob("*.jsonl") if file.stem != "plain")
    rows = (json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())
    return [
        Passage(
            title=row.get("title", ""),
            text=row["text"],
            matters=tuple(
                Matter(kind=Kind(each["kind"]), quote=each["quote"], categories=(each["category"], *each["also"]))
                for each in row["mentions"]
            ),
        )
        for row in rows
        if row["medium"] == "email" and all(each["holder"] == row["speaker"] for each in row["mentions"])
    ]


def planned(
    people: list[Someone], *, mails: int, matters: float, begin: datetime, days: int, chance: Random
) -> list[Mail]:
    """The year's mail in order; of all `matters` tell of something that its writer needs.

    Nothing is said twice as long as there is something left to say.
    """
    known = passages()
    chance.shuffle(known)
    telling = _endless([each for each in known if each.matters])
    ordinary = _endless([each for each in known if not each.matters])
    planned_days = [begin + timedelta(days=day) for day in range(days)]
    weights = [AT_WEEKENDS if day.weekday() > 4 else 1.0 for day in planned_days]
    seekers = [one for one in people if not one.is_provider]
    found = []
    for number, day in enumerate(sorted(chance.choices(planned_days, weights, k=mails))):
        is_matter = chance.random() < matters
        who = chance.choice(seekers if is_matter else people)
        at = day.replace(hour=7) + timedelta(minutes=chance.randrange(600))
        passage = next(telling if is_matter else ordinary)
        found.append(
            Mail(at=at, who=who, passage=passage, message_id=f"<mail{number}@{who.address.partition('@')[2]}>")
        )
    return sorted(found, key=lambda mail: mail.at)


def _endless(known: list[Passage]) -> Iterator[Passage]:
    while True:
        yield from known

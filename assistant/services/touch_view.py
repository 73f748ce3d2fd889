"""The touches of one person, as they are shown: the latest ones with what shows them, and the reason of the warmth."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from assistant.domain.acquaintance import Acquaintance
from assistant.domain.documents import Document
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.domain.touches import Noted, Touch, TouchKind, Way
from assistant.ports import Lookup, Store
from assistant.services.touches import Touches

LATEST = 10
WORDS = {
    (TouchKind.MAIL, Way.THEIRS): "They wrote",
    (TouchKind.MAIL, Way.YOURS): "You wrote",
    (TouchKind.MEETING, Way.BOTH): "You met",
    (TouchKind.CARD, Way.YOURS): "You sent a card",
    (TouchKind.CALL, Way.THEIRS): "They called",
    (TouchKind.CALL, Way.YOURS): "You called",
    (TouchKind.CALL, Way.BOTH): "You talked",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One touch in words; `title` is of the mail or the meeting, or what the user noted. `path` is its page, if any.

    `is_noted` says whether the user noted it, so that it can be taken back.
    """

    touch: Touch
    words: str
    title: str
    path: str
    is_noted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TouchView:
    """How it stands with a person at a moment. `latest` are the last `LATEST` touches, `number` how many there are."""

    last: datetime | None
    lately: int
    number: int
    warmth: float
    reason: str
    cadence: int
    due: date | None
    latest: tuple[Shown, ...]


def touch_view(store: Store, lookup: Lookup, touches: Touches, person: Person, *, now: datetime) -> TouchView:
    """How it stands with the person."""
    found: Acquaintance = touches.acquaintance(person)
    return TouchView(
        last=found.last.at.astimezone(now.tzinfo) if found.last else None,
        lately=found.lately,
        number=len(found.touches),
        warmth=found.warmth,
        reason=found.reason(now),
        cadence=found.cadence,
        due=found.due_on,
        latest=tuple(_shown(lookup, found.touches[:LATEST])),
    )


def _shown(lookup: Lookup, touches: tuple[Touch, ...]) -> Iterator[Shown]:
    ids = [touch.evidence for touch in touches]
    documents, meetings = lookup.several(Document, ids), lookup.several(Meeting, ids)
    noted, introductions = lookup.several(Noted, ids), lookup.several(Introduction, ids)
    for touch in touches:
        which, title, path = touch.evidence, "", ""
        if which in documents:
            title = documents[which].title
        elif which in meetings:
            title, path = meetings[which].title, f"/meetings/{which}"
        elif which in noted:
            title = noted[which].words
        elif which in introductions:
            title, path = "about an introduction", f"/introductions/{which}"
        words = WORDS.get((touch.kind, touch.way), touch.kind.capitalize())
        yield Shown(touch=touch, words=words, title=title, path=path, is_noted=which in noted)

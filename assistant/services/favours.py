"""Offers, promises and cards that the user noted after a meeting: kept until they are done (S5, S17, S23)."""

from collections.abc import Sequence
from datetime import datetime

from assistant.domain.captures import Mark
from assistant.domain.favours import Favour, FavourKind, FavourState, favour_id
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, Person
from assistant.domain.time import Clock
from assistant.ports import Store
from assistant.services.identify import identify
from assistant.services.marks import whose

OWED = (FavourKind.PROMISE, FavourKind.CARD)
"""What is the user's to do."""


def open_favours(store: Store, person: Person | None = None, kind: FavourKind | None = None) -> list[Favour]:
    """What is open, of one person or of all, the oldest first."""
    of_whom = {"person_id": person.id} if person else {}
    found = store.find(Favour, state=FavourState.OPEN, **of_whom)
    return sorted((each for each in found if kind in (None, each.kind)), key=lambda favour: favour.noted_at)


def done(store: Store, clock: Clock, favour: Favour) -> Favour:
    """Record that it is done."""
    favour = favour.done(at=clock())
    store.put(favour)
    return favour


def undo(store: Store, favour: Favour) -> Favour:
    """Record that it is not done after all."""
    favour = favour.reopened()
    store.put(favour)
    return favour


def keep_favours(
    store: Store, meeting: Meeting, marks: Sequence[Mark], there: Sequence[Participant], now: datetime
) -> None:
    """Keep what the marks of a meeting's answer say was offered or promised, in place of what they said before.

    What is done stays, whether it is still marked or not. Raises UserError where a mark does not say whose it is.
    """
    still = set()
    for mark in marks:
        kind = mark.kind.favour
        if kind is None:
            continue
        person = identify(store, whose(mark, there), among=there)
        fresh = Favour(
            id=favour_id(meeting.id, kind, mark.words),
            kind=kind,
            words=mark.words.strip(),
            person_id=person.id,
            meeting_id=meeting.id,
            noted_at=now,
        )
        still.add(fresh.id)
        known = store.get(Favour, fresh.id)
        if known is None or (known.state is FavourState.OPEN and known.person_id != person.id):
            store.put(fresh)
    for known in list(store.find(Favour, meeting_id=meeting.id, state=FavourState.OPEN)):
        if known.id not in still:
            store.delete(Favour, known.id)

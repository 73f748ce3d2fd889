"""Whom people want to reach: noted on their page or after a meeting, and open until they met somebody (S12)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from assistant.domain.captures import Mark, MarkKind
from assistant.domain.meetings import Meeting
from assistant.domain.people import Participant, Person
from assistant.domain.time import Clock
from assistant.domain.wishes import Wish, WishKind, WishState, kind_said, wish_id
from assistant.errors import UserError
from assistant.ports import Store
from assistant.services.identify import identify
from assistant.services.marks import whose


def open_wishes(store: Store, person: Person | None = None) -> list[Wish]:
    """Those that are open, of one person or of all, the latest first."""
    of_whom = {"person_id": person.id} if person else {}
    found = store.find(Wish, state=WishState.OPEN, **of_whom)
    return sorted(found, key=lambda wish: (wish.said_at, wish.id), reverse=True)


def note(store: Store, person: Person, words: str, *, kind: WishKind | None, category: str = "", at: datetime) -> Wish:
    """Keep a wish; one of the same words is opened again. Raises UserError without words.

    Without a `kind`, it is taken from the words.
    """
    words = " ".join(words.split())
    if not words:
        raise UserError("whom would they like to meet? write it in their words")
    known = store.get(Wish, wish_id(person.id, words))
    wish = (
        known.reopened()
        if known
        else Wish(
            id=wish_id(person.id, words),
            person_id=person.id,
            kind=kind or kind_said(words),
            words=words,
            said_at=at,
            category=category,
        )
    )
    store.put(wish)
    return wish


def take_back(store: Store, person_id: str, told: Iterable[str], *, at: datetime) -> None:
    """Forget the wishes of these words that somebody told of at a moment."""
    for words in told:
        wish = store.get(Wish, wish_id(person_id, words))
        if wish and wish.said_at == at:
            store.delete(Wish, wish.id)


def close(store: Store, clock: Clock, wish: Wish, state: WishState) -> Wish:
    """Record that they met somebody, or that they do not want it any more."""
    wish = wish.closed(state, at=clock())
    store.put(wish)
    return wish


def reopen(store: Store, wish: Wish) -> Wish:
    """Let the wish stand again."""
    wish = wish.reopened()
    store.put(wish)
    return wish


def keep_wishes(
    store: Store, meeting: Meeting, marks: Sequence[Mark], there: Sequence[Participant], now: datetime
) -> None:
    """Keep the wishes that the marks of a meeting's answer tell of, in place of those that they told of before.

    What is closed stays. Raises UserError where a mark does not say whose it is.
    """
    still = set()
    for mark in marks:
        if mark.kind is not MarkKind.WISH:
            continue
        person = identify(store, whose(mark, there), among=there)
        fresh = Wish(
            id=wish_id(meeting.id, mark.words),
            person_id=person.id,
            kind=kind_said(mark.words),
            words=mark.words.strip(),
            said_at=now,
            category=mark.category,
            meeting_id=meeting.id,
        )
        still.add(fresh.id)
        known = store.get(Wish, fresh.id)
        if known is None or (known.state is WishState.OPEN and known.person_id != person.id):
            store.put(fresh)
    for known in list(store.find(Wish, meeting_id=meeting.id, state=WishState.OPEN)):
        if known.id not in still:
            store.delete(Wish, known.id)

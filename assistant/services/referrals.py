"""Referrals: those that came of our introductions, and those that were seen or noted; what is done about each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.people import Person
from assistant.domain.referrals import COUNTED, Direction, Referral, ReferralState, referral_id, source_kind
from assistant.errors import UserError
from assistant.ports import Store

USER = "user"
"""Stands for the user where a referral names who sent, or to whom."""


def referrals(store: Store, direction: Direction | None = None) -> list[Referral]:
    """Everything that is a referral for sure, the latest first: stored ones, and those that our introductions made."""
    stored = (each for each in store.find(Referral) if each.state in COUNTED)
    made = _made(store) if direction in (None, Direction.GIVEN) else iter(())
    found = [each for each in (*stored, *made) if direction in (None, each.direction)]
    return sorted(found, key=lambda referral: referral.at, reverse=True)


def suggested(store: Store) -> list[Referral]:
    """What was seen in mail and may be a referral, the latest first."""
    found = store.find(Referral, state=ReferralState.SUGGESTED)
    return sorted(found, key=lambda referral: referral.at, reverse=True)


def note(store: Store, who: Person, *, at: datetime, sender: Person | None = None, words: str = "") -> Referral:
    """Keep that somebody was sent to the user, by a person or by nobody who is known."""
    if sender and sender.id == who.id:
        raise UserError("nobody sends themselves", hint="leave out who sent them")
    from_id = sender.id if sender else ""
    referral = Referral(
        id=referral_id(from_id, who.id, USER, at),
        direction=Direction.RECEIVED,
        from_id=from_id,
        who_id=who.id,
        to_id=USER,
        at=at,
        note=words.strip(),
    )
    referral = replace(referral, kind=source_kind(sender)) if sender else referral
    store.put(referral)
    return referral


def decide(store: Store, referral: Referral, state: ReferralState, *, at: datetime, value: int = 0) -> Referral:
    """Keep what came of a stored referral, and what it brought."""
    decided_at = None if state is ReferralState.OPEN else at
    return _kept(store, replace(referral, state=state, decided_at=decided_at, value=value))


def thank(store: Store, referral: Referral, *, at: datetime | None) -> Referral:
    """Keep that whoever sent it was thanked; without a moment, that they were not."""
    return _kept(store, replace(referral, thanked_at=at))


def close_loop(store: Store, referral: Referral, *, at: datetime | None) -> Referral:
    """Keep that whoever sent it was told what came of it; without a moment, that they were not."""
    return _kept(store, replace(referral, closed_at=at))


def _kept(store: Store, referral: Referral) -> Referral:
    if store.get(Referral, referral.id) is None:
        raise UserError("that referral came of an introduction", hint="say there what came of it")
    store.put(referral)
    return referral


def _made(store: Store) -> Iterator[Referral]:
    """One for each introduction that was made: the user sent the seeker to the provider."""
    people = {card.id: card.person_id for card in store.find(Provider)}
    for introduction in store.find(Introduction):
        days = {event.kind: event.at for event in reversed(introduction.events)}
        if EventKind.INTRODUCED not in days:
            continue
        ends = ((EventKind.WON, ReferralState.WON), (EventKind.NOT_NOW, ReferralState.LOST))
        kind, state = next((end for end in ends if end[0] in days), (None, ReferralState.OPEN))
        yield Referral(
            id=referral_id(USER, introduction.id, introduction.provider_id, days[EventKind.INTRODUCED]),
            direction=Direction.GIVEN,
            from_id=USER,
            who_id=introduction.seeker_id,
            to_id=people.get(introduction.provider_id, ""),
            at=days[EventKind.INTRODUCED],
            state=state,
            decided_at=days[kind] if kind else None,
            closed_at=days.get(EventKind.THANKED),
            introduction_id=introduction.id,
        )

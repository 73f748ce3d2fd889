"""Referrals: those that came of our introductions, and those that were seen or noted; what is done about each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.people import USER, Person
from assistant.domain.referrals import COUNTED, Direction, Referral, ReferralState, SourceKind, referral_id, source_kind
from assistant.errors import UserError
from assistant.ports import Store


def referrals(
    store: Store, direction: Direction | None = None, *, known: Sequence[Referral] | None = None
) -> list[Referral]:
    """Everything that is a referral for sure, the latest first: stored ones, and those that our introductions made.

    `known` are the latter (see `made`), where they were worked out before.
    """
    if direction is Direction.RECEIVED:
        return received(store)
    stored = (each for each in store.find(Referral) if each.state in COUNTED)
    found = [
        each for each in (*stored, *(made(store) if known is None else known)) if direction in (None, each.direction)
    ]
    return sorted(found, key=lambda referral: referral.at, reverse=True)


def made(store: Store) -> list[Referral]:
    """Those that our introductions made, in no order; it takes a moment where there are thousands."""
    return list(_made(store, store.find(Introduction)))


def of(store: Store, person: Person) -> list[Referral]:
    """Everything that is a referral for sure and in which a person has a part, the latest first."""
    seeking = store.find(Introduction, seeker_id=person.id)
    cards = [card.id for card in store.find(Provider, person_id=person.id)]
    providing = (introduction for card in cards for introduction in store.find(Introduction, providers=card))
    stored = (each for field in ("from_id", "who_id", "to_id") for each in store.find(Referral, **{field: person.id}))
    ours = _made(store, {each.id: each for each in (*seeking, *providing)}.values())
    found = {each.id: each for each in (*stored, *ours) if each.state in COUNTED}
    mine = (each for each in found.values() if person.id in (each.from_id, each.who_id, each.to_id))
    return sorted(mine, key=lambda referral: referral.at, reverse=True)


def suggested(store: Store) -> list[Referral]:
    """What was seen in mail and may be a referral, the latest first."""
    found = store.find(Referral, state=ReferralState.SUGGESTED)
    return sorted(found, key=lambda referral: referral.at, reverse=True)


def received(store: Store, person: Person | None = None) -> list[Referral]:
    """What somebody sent to the user, or everybody did, and is a referral for sure, the latest first."""
    sender = {"from_id": person.id} if person else {}
    found = store.find(Referral, direction=Direction.RECEIVED, **sender)
    return sorted((each for each in found if each.state in COUNTED), key=lambda each: each.at, reverse=True)


def note(
    store: Store,
    who: Person,
    *,
    at: datetime,
    sender: Person | None = None,
    words: str = "",
    is_online: bool = False,
) -> Referral:
    """Keep that somebody was sent to the user, by a person, by nobody who is known, or that they came online.

    Raises UserError for what is noted already, and where somebody would have sent themselves.
    """
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
    if sender or is_online:
        kind = source_kind(sender) if sender else SourceKind.ONLINE
        referral = replace(referral, kind=kind)
    known = store.get(Referral, referral.id)
    if known and known.state in COUNTED:
        raise UserError(f"that {who.name} was sent to you on that day is noted already")
    store.put(referral)
    return referral


def take_back(store: Store, referral: Referral) -> None:
    """Forget what was noted by hand; what was seen in mail is a suggestion again."""
    if referral.document_id:
        decide(store, replace(referral, thanked_at=None, closed_at=None), ReferralState.SUGGESTED, at=referral.at)
    else:
        store.delete(Referral, referral.id)


def decide(store: Store, referral: Referral, state: ReferralState, *, at: datetime, value: int = 0) -> Referral:
    """Keep what came of a stored referral, and what it brought."""
    decided_at = at if state in (ReferralState.WON, ReferralState.LOST) else None
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


def _made(store: Store, introductions: Iterable[Introduction]) -> Iterator[Referral]:
    """One for each introduction that was made: the user sent the seeker to the provider."""
    people = {card.id: card.person_id for card in store.find(Provider)}
    for introduction in introductions:
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

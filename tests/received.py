"""Referrals that a made-up user has received, drawn from those who are in a store already."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.domain.people import Person
from assistant.domain.referrals import Direction, Referral, ReferralState, SourceKind, referral_id, source_kind

STATES = (ReferralState.OPEN, ReferralState.WON, ReferralState.WON, ReferralState.LOST)


def received(people: Sequence[Person], number: int, now: datetime, *, days: int = 900) -> Iterator[Referral]:
    """So many referrals within these days, each with an id of its own; a tenth came from nobody who is known."""
    chance = random.Random(29)
    for _ in range(number):
        sender, who = chance.sample(people, 2)
        at = now - timedelta(minutes=chance.randrange(60, days * 1440))
        state = chance.choice(STATES)
        referral = Referral(
            id=referral_id(sender.id, who.id, "user", at),
            direction=Direction.RECEIVED,
            from_id=sender.id,
            who_id=who.id,
            to_id="user",
            at=at,
            kind=source_kind(sender),
            state=state,
            decided_at=None if state is ReferralState.OPEN else min(now, at + timedelta(days=20)),
            value=chance.randrange(1, 90) * 100 if state is ReferralState.WON else 0,
        )
        is_online = chance.random() < 0.1
        yield replace(referral, from_id="", kind=SourceKind.ONLINE) if is_online else referral

"""The goodwill ledger: what was given and received, and what is still to be thanked for and told (S5, S23)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from assistant.domain.favours import Favour, FavourKind, FavourState
from assistant.domain.goodwill import Entry, Good
from assistant.domain.people import Person
from assistant.domain.referrals import COUNTED, Direction, Referral, ReferralState
from assistant.domain.time import Clock
from assistant.ports import Store
from assistant.services import referrals

UNDECIDED = timedelta(days=30)  # after which the user is asked what came of a referral

_FAVOURS = {
    FavourKind.PROMISE: (Direction.GIVEN, Good.PROMISE),
    FavourKind.CARD: (Direction.GIVEN, Good.CARD),
    FavourKind.OFFER: (Direction.RECEIVED, Good.OFFER),
}
SAID = {
    (Direction.GIVEN, Good.INTRODUCTION): "you introduced them to",
    (Direction.GIVEN, Good.REFERRAL): "you brought them together with",
    (Direction.GIVEN, Good.PROMISE): "you kept a promise",
    (Direction.GIVEN, Good.CARD): "you sent a card",
    (Direction.GIVEN, Good.UNNAMED): "you sent them somebody",
    (Direction.RECEIVED, Good.REFERRAL): "sent you",
    (Direction.RECEIVED, Good.UNNAMED): "sent you somebody",
    (Direction.RECEIVED, Good.OFFER): "kept what they offered",
}
"""How a line of the ledger reads, between the person and who else had a part in it."""


class Next(StrEnum):
    """What there is to do about a referral that was received."""

    THANK = "thank"
    TELL = "tell"
    DECIDE = "decide"


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A referral to the user, and what is to be done about it, if anything. `sender` sent `who`; each may be gone."""

    referral: Referral
    sender: Person | None
    who: Person | None
    next: Next | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Goodwill:
    """Reads the ledger. No sum is drawn: what was given and what was received stand beside each other."""

    store: Store
    clock: Clock

    def suggested(self) -> list[Waiting]:
        """What was seen in mail and waits for the user to say whether it is a referral, the latest first."""
        return [self._waiting(each, None) for each in referrals.suggested(self.store)]

    def waiting(self) -> list[Waiting]:
        """What is unthanked, then what is not told to whoever sent, then what nothing is known of; the oldest first."""
        found = [
            self._waiting(referral, to_do)
            for referral in reversed(referrals.received(self.store))
            if (to_do := self.next_of(referral))
        ]
        return sorted(found, key=lambda each: tuple(Next).index(each.next or Next.DECIDE))

    def about(self, referral: Referral) -> Waiting:
        """A referral to the user with both people, and what is to be done about it."""
        is_sure = referral.state in COUNTED
        return self._waiting(referral, self.next_of(referral) if is_sure else None)

    def next_of(self, referral: Referral) -> Next | None:
        """What is to be done about a referral to the user; None where nothing is."""
        if referral.from_id and referral.thanked_at is None:
            return Next.THANK
        is_decided = referral.state is not ReferralState.OPEN
        if referral.from_id and is_decided and referral.closed_at is None:
            return Next.TELL
        return None if is_decided or self.clock() - referral.at < UNDECIDED else Next.DECIDE

    def entries(self, known: Sequence[Referral] | None = None) -> list[Entry]:
        """The whole ledger, the latest first; those who were brought together stand in one line.

        `known` are the referrals that introductions made, where they were worked out before.
        """
        done = self.store.find(Favour, state=FavourState.DONE)
        firsts = (next(_of_referral(each), None) for each in referrals.referrals(self.store, known=known))
        return _in_order((*filter(None, firsts), *_of_favours(done)))

    def of(self, person: Person) -> list[Entry]:
        """What was given to a person, and received from them, the latest first."""
        done = self.store.find(Favour, person_id=person.id, state=FavourState.DONE)
        known = referrals.of(self.store, person)
        found = (*(entry for each in known for entry in _of_referral(each)), *_of_favours(done))
        return _in_order(entry for entry in found if entry.person_id == person.id)

    def _waiting(self, referral: Referral, to_do: Next | None) -> Waiting:
        sender, who = (self.store.get(Person, each) for each in (referral.from_id, referral.who_id))
        return Waiting(referral=referral, sender=sender, who=who, next=to_do)


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.at, entry.evidence, entry.person_id), reverse=True)


def _of_referral(referral: Referral) -> Iterator[Entry]:
    """A received one is goodwill of who sent; a given one is goodwill to both of those who were brought together."""
    who, to = referral.who_id, referral.to_id
    received = referral.direction is Direction.RECEIVED
    kind = Good.INTRODUCTION if referral.introduction_id else Good.REFERRAL if who else Good.UNNAMED
    for person_id, other_id in ((referral.from_id, who),) if received else ((who, to), (to, who)):
        if person_id:
            yield Entry(
                person_id=person_id,
                way=referral.direction,
                kind=kind,
                at=referral.at,
                evidence=referral.introduction_id or referral.id,
                other_id=other_id,
                words=referral.note,
            )


def _of_favours(done: Iterable[Favour]) -> Iterator[Entry]:
    for each in done:
        if each.done_at:
            way, kind = _FAVOURS[each.kind]
            yield Entry(
                person_id=each.person_id, way=way, kind=kind, at=each.done_at, evidence=each.id, words=each.words
            )

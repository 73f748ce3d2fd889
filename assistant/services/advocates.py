"""Where people stand on the ladder from knowing the user to sending others, by what was seen of each (S22)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.advocates import Rung, Sign, Standing, standing
from assistant.domain.bullpen import Provider
from assistant.domain.favours import Favour, FavourKind
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person, Role
from assistant.domain.referrals import Direction, Referral
from assistant.domain.replies import Label, Reply
from assistant.domain.time import day
from assistant.domain.touches import Touch, TouchKind, Way
from assistant.ports import Lookup, Store
from assistant.services import referrals
from assistant.services.touches import Touches

LOOKED_AT = 40  # people of each rung, the latest heard first
FEW = 2  # mails of theirs, from which on they write of themselves

SENDING = (Rung.TRUST, Rung.ADVOCATE, Rung.REFERRER)
"""What it shows that somebody sends others: nobody does so who does not trust the user and speak well of them."""

_ROLES = {Role.CUSTOMER: "is a customer of yours", Role.FORMER_CUSTOMER: "was a customer of yours"}

NEXT = {
    Rung.KNOW: "Have a talk, on the telephone or over a coffee, about them.",
    Rung.LIKE: "Ask what they are working on, and help with one thing of it.",
    Rung.TRUST: "Keep what you promised, and bring them together with somebody they would be glad to know.",
    Rung.ADVOCATE: "When they ask what you do and for whom, give them the page on how to refer you.",
    Rung.REFERRER: "Tell them what came of it, whatever it was.",
}
"""The natural next step from each rung. Nobody is asked to send anybody."""
MISSING = {
    Rung.KNOW: "no mail, meeting or call with them is known",
    Rung.LIKE: "you have not met, and they have not written of themselves",
    Rung.TRUST: "nothing shows yet that they would trust you with a matter of their own",
    Rung.ADVOCATE: "nothing shows yet that they speak well of you",
    Rung.REFERRER: "they have sent nobody yet",
}
"""What is not seen of each rung."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Somebody, where they stand, and what is against asking anything of them now for the user's own sake."""

    person: Person
    standing: Standing
    against: tuple[str, ...]

    @property
    def may_ask(self) -> bool:
        """Whether it is a time to ask anything of them."""
        return not self.against

    @property
    def next(self) -> str:
        """The next step, in words; empty for those who stand on no rung."""
        if not self.may_ask:
            return f"Ask nothing for yourself now: {'; '.join(self.against)}."
        return NEXT[self.standing.rung] if self.standing.rung else ""

    @property
    def why_not(self) -> str:
        """Why a higher sign does not count yet; empty where none is left out."""
        missing = self.standing.missing
        if missing is None or not self.standing.beyond:
            return ""
        return f"{MISSING[missing]}, so this does not count yet: {self.standing.beyond[-1].words}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Advocates:
    """Works out who stands where."""

    store: Store
    lookup: Lookup
    touches: Touches
    against: Callable[[Person], Sequence[str]]

    def of(self, person: Person) -> Placed:
        """Where one person stands."""
        found = standing(self._signs(person))
        return Placed(person=person, standing=found, against=tuple(self.against(person)))

    def nearest(self) -> list[Placed]:
        """Those who have come far enough to be worth a look: the highest first, at most `LOOKED_AT` of each sort."""
        sorts = (self._senders(), self._helped(), self._trusting())
        known = self.lookup.several(Person, set().union(*sorts))
        heard = self.touches.last(list(known.values()))
        near: dict[str, None] = {}
        for ids in sorts:
            latest = sorted(ids - near.keys(), key=lambda each: (each in heard and heard[each].at.timestamp()) or 0.0)
            near |= dict.fromkeys(latest[-LOOKED_AT:])
        people = (known[each] for each in near if each in known)
        order = tuple(Rung)
        placed = (self.of(person) for person in people)
        return sorted(
            (each for each in placed if each.standing.rung),
            key=lambda each: (-order.index(each.standing.rung or Rung.KNOW), each.person.sorts_as),
        )

    def _senders(self) -> set[str]:
        return {each.from_id for each in self.store.find(Referral, direction=Direction.RECEIVED)} - {""}

    def _helped(self) -> set[str]:
        ended = (each for state in (State.WON, State.THANKED) for each in self.store.find(Introduction, state=state))
        offers = (each.person_id for each in self.store.find(Favour) if each.kind is FavourKind.OFFER)
        return {*(each.seeker_id for each in ended), *offers}

    def _trusting(self) -> set[str]:
        customers = {person.id for role in _ROLES for person in self.store.find(Person, roles=role)}
        under_way = (State.INTRODUCED, State.CONNECTED, State.MET, State.AGREED)
        return customers | {
            each.seeker_id for state in under_way for each in self.store.find(Introduction, state=state)
        }

    def _signs(self, person: Person) -> Iterator[Sign]:
        touches = self.touches.of(person)
        yield from _of_touches(touches)
        seeking = list(self.store.find(Introduction, seeker_id=person.id))
        yield from self._of_trust(person, seeking, touches)
        yield from self._of_advocacy(person, seeking)
        for each in referrals.received(self.store, person)[:1]:
            who = self.store.get(Person, each.who_id)
            words = f"sent {who.name if who else 'somebody'} to you on {day(each.at)}"
            for rung in SENDING:
                yield Sign(rung=rung, words=words, at=each.at, evidence=each.id)

    def _of_trust(self, person: Person, seeking: list[Introduction], touches: list[Touch]) -> Iterator[Sign]:
        if touches and (role := next((role for role in _ROLES if role in person.roles), None)):
            yield Sign(rung=Rung.TRUST, words=_ROLES[role], at=touches[0].at, evidence=person.id)
        for mention in self.lookup.listing(Mention, limit=10, person_id=person.id).records:
            if mention.told_by in (mention.holder, Participant()) and not mention.withdrawn:
                words = f"told you of a trouble of their own on {day(mention.heard_at)}"
                yield Sign(rung=Rung.TRUST, words=words, at=mention.heard_at, evidence=mention.prompt_id or mention.id)
                break
        for card in _cards_of(self.store, person):
            for each in self.store.find(Introduction, providers=card):
                yield from _of_event(each, EventKind.PROVIDER_AGREED, Rung.TRUST, "agreed to be suggested by you", card)
        for each in seeking:
            yield from _of_event(each, EventKind.HELP_WANTED, Rung.TRUST, "took your offer to find somebody")

    def _of_advocacy(self, person: Person, seeking: list[Introduction]) -> Iterator[Sign]:
        for each in seeking:
            yield from _of_event(each, EventKind.WON, Rung.ADVOCATE, "was helped by an introduction of yours")
            for reply in self.store.find(Reply, introduction_id=each.id):
                if reply.label in (Label.THANKS, Label.WON) and reply.who.address.strip().lower() in person.addresses:
                    words = f"thanked you on {day(reply.at)}"
                    yield Sign(rung=Rung.ADVOCATE, words=words, at=reply.at, evidence=each.id)
        for favour in self.store.find(Favour, person_id=person.id):
            if favour.kind is FavourKind.OFFER:
                words = f"offered you something on {day(favour.noted_at)}: “{favour.words}”"
                yield Sign(rung=Rung.ADVOCATE, words=words, at=favour.noted_at, evidence=favour.meeting_id)


def _cards_of(store: Store, person: Person) -> list[str]:
    """The ids of somebody's cards in the bullpen."""
    return [card.id for card in store.find(Provider, person_id=person.id)]


def _of_touches(touches: list[Touch]) -> Iterator[Sign]:
    if not touches:
        return
    latest = touches[0]
    words = f"you last had to do with each other on {day(latest.at)}"
    yield Sign(rung=Rung.KNOW, words=words, at=latest.at, evidence=latest.evidence)
    met = [touch for touch in touches if touch.kind is TouchKind.MEETING]
    if met:
        times = "you met" if len(met) == 1 else f"you met {len(met)} times, the last time"
        yield Sign(rung=Rung.LIKE, words=f"{times} on {day(met[0].at)}", at=met[0].at, evidence=met[0].evidence)
    wrote = [touch for touch in touches if touch.kind is TouchKind.MAIL and touch.way is Way.THEIRS]
    if len(wrote) >= FEW:
        words = f"wrote to you {len(wrote)} times, the last time on {day(wrote[0].at)}"
        yield Sign(rung=Rung.LIKE, words=words, at=wrote[0].at, evidence=wrote[0].evidence)


def _of_event(introduction: Introduction, kind: EventKind, rung: Rung, words: str, card: str = "") -> Iterator[Sign]:
    for event in introduction.events:
        if event.kind is kind and card in ("", event.provider_id):
            yield Sign(rung=rung, words=f"{words} on {day(event.at)}", at=event.at, evidence=introduction.id)
            return

"""Cards written by hand: whom to send one, where to, and one true thing to begin with (S17). The user writes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.documents import Document
from assistant.domain.favours import Favour, FavourKind, FavourState, favour_id
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.sheets import Labels, Sheet, Table
from assistant.domain.time import Clock, day
from assistant.domain.touches import TouchKind
from assistant.errors import UserError
from assistant.ports import Lookup, Store
from assistant.services import referrals
from assistant.services.attended import events_attended
from assistant.services.favours import open_favours
from assistant.services.touches import Touches

DAYS = timedelta(days=30)
LATELY = timedelta(days=14)  # after a first meeting, a card still comes in time
AGAIN = timedelta(days=180)  # nobody gets a card more often than that by suggestion
FACTS = 3
SUGGESTED = 12
PRIVATE = "sensitive"


@dataclass(frozen=True, kw_only=True, slots=True)
class ToWrite:
    """A card that waits to be written. `facts` are true things to begin with, the best first; there may be none."""

    favour: Favour
    person: Person
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Idea:
    """Somebody who would be glad of a card, and why now."""

    person: Person
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What the practice counts (S17), over the days before now."""

    events: int
    contacts: int
    cards: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenCards:
    """Keeps the queue of cards."""

    store: Store
    lookup: Lookup
    clock: Clock
    touches: Touches

    def queue(self) -> list[ToWrite]:
        """What waits to be written, the oldest first."""
        waiting = ((each, self.store.get(Person, each.person_id)) for each in open_favours(self.store))
        return [
            ToWrite(favour=favour, person=person, facts=self.facts(person))
            for favour, person in waiting
            if person and favour.kind is FavourKind.CARD
        ]

    def sent(self) -> list[Favour]:
        """The cards that were sent in the last `DAYS`, the latest first."""
        since = self.clock() - DAYS
        found = [each for each in self._all_sent() if each.done_at and each.done_at >= since]
        return sorted(found, key=lambda favour: favour.done_at or since, reverse=True)

    def add(self, person: Person, words: str) -> Favour:
        """Put a card for somebody into the queue; `words` are what it is for. One of the same words is put there once.

        Raises UserError where no words are given.
        """
        if not words.strip():
            raise UserError("what is the card for?", hint="a few words, such as: thanks for the tour of the workshop")
        now = self.clock()
        favour = Favour(
            id=favour_id(f"{person.id} {now:%Y-%m-%d}", FavourKind.CARD, words),
            kind=FavourKind.CARD,
            words=words.strip(),
            person_id=person.id,
            meeting_id="",
            noted_at=now,
        )
        with self.store.transaction():
            known = self.store.get(Favour, favour.id)
            if known is None:
                self.store.put(favour)
        return known or favour

    def remove(self, favour: Favour) -> None:
        """Take a card out of the queue that was put there by hand, or by a mark after a meeting."""
        self.store.delete(Favour, favour.id)

    def facts(self, person: Person) -> tuple[str, ...]:
        """True things of somebody to begin a card with; nothing that was said in confidence or of their health."""
        return tuple(fact for _, fact in zip(range(FACTS), self._facts(person), strict=False))

    def ideas(self) -> list[Idea]:
        """Whom a card would please now, with the reason: those met for the first time, and those who sent somebody."""
        now = self.clock()
        busy = {favour.person_id for favour in open_favours(self.store) if favour.kind is FavourKind.CARD}
        busy |= {each.person_id for each in self._all_sent() if each.done_at and each.done_at >= now - AGAIN}
        ideas: dict[str, Idea] = {}
        for idea in (*self._senders(now), *self._met(now)):
            if idea.person.id not in busy:
                ideas.setdefault(idea.person.id, idea)
        return list(ideas.values())[:SUGGESTED]

    def counts(self) -> Counts:
        """How many events, new contacts and cards there were in the last `DAYS`."""
        since = self.clock() - DAYS
        events = len(events_attended(self.store, since, self.clock()))
        return Counts(events=events, contacts=len(self.touches.first_since(since)), cards=len(self.sent()))

    def sheet(self) -> Sheet:
        """The queue to print: whom, where to, and what to begin with."""
        rows = [
            (
                "\n".join(filter(None, (each.person.name, each.person.organisation))),
                "\n".join(each.person.postal) or "no address yet",
                "\n".join((each.favour.words, *(f"– {fact}" for fact in each.facts))),
                "☐",
            )
            for each in self.queue()
        ]
        table = Table(head=("For", "Where to", "What for", "Sent"), rows=tuple(rows), widths=(3, 3, 7, 1))
        now = self.clock()
        return Sheet(
            title="Cards to write",
            lead=f"As of {day(now)}. By hand, two or three sentences, one true thing, nothing to sell.",
            parts=(table,),
        )

    def envelopes(self) -> Sheet:
        """The lines for the envelopes of those in the queue whose address is known."""
        lines = {each.person.id: (each.person.name, *each.person.postal) for each in self.queue() if each.person.postal}
        return Sheet(title="Envelopes", parts=(Labels(texts=tuple(lines.values())),))

    def _all_sent(self) -> Iterator[Favour]:
        return (each for each in self.store.find(Favour, state=FavourState.DONE) if each.kind is FavourKind.CARD)

    def _met(self, now: datetime) -> Iterator[Idea]:
        for person_id, touch in self.touches.first_since(now - LATELY).items():
            person = self.store.get(Person, person_id)
            if person and touch.kind is TouchKind.MEETING:
                yield Idea(person=person, why=f"you met for the first time on {day(touch.at)}")

    def _senders(self, now: datetime) -> Iterator[Idea]:
        for referral in referrals.received(self.store):
            sender, who = self.store.get(Person, referral.from_id), self.store.get(Person, referral.who_id)
            if sender and referral.thanked_at is None and referral.at >= now - DAYS:
                sent = who.name if who else "somebody"
                yield Idea(person=sender, why=f"sent {sent} to you on {day(referral.at)}, and was not thanked yet")

    def _facts(self, person: Person) -> Iterator[str]:
        if person.cares_about:
            yield f"what matters to them: {person.cares_about}"
        for referral in referrals.received(self.store, person):
            who = self.store.get(Person, referral.who_id)
            more = f": {referral.note}" if referral.note and not who else ""
            yield f"they sent {who.name if who else 'somebody'} to you on {day(referral.at)}{more}"
        met = next((touch for touch in self.touches.of(person) if touch.kind is TouchKind.MEETING), None)
        meeting = self.store.get(Meeting, met.evidence) if met else None
        if met and meeting:
            title = "" if meeting.private or not meeting.title else f": “{meeting.title}”"
            yield f"you met on {day(met.at)}{title}"
        for mention in self.lookup.listing(Mention, limit=FACTS, person_id=person.id).records:
            document = self.store.get(Document, mention.document_id)
            if document and PRIVATE not in document.traps and not mention.withdrawn:
                yield f"on {day(mention.heard_at)} they said: “{mention.quote}”"

"""Whom to meet alone, why, and when there is time: an event is for learning whom to meet one to one (S6)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.bullpen import Provider
from assistant.domain.events import Event, Met
from assistant.domain.groups import Group, Slip, SlipKind
from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction, State
from assistant.domain.manners import phrases
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import USER, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.time import Clock, day
from assistant.domain.topics import Topic
from assistant.domain.touches import Touch, TouchKind
from assistant.errors import UserError
from assistant.ports import Invitations, Lookup, Span, Store
from assistant.services.agenda import HALF_HOUR
from assistant.services.refer_me import profile_of
from assistant.services.timing import Timing
from assistant.services.touches import Touches

LATELY = timedelta(days=90)  # an event that is longer ago suggests nobody
SHOWN = 12
SLOTS = 6
LOOKED_AT = 200  # people: of the latest events, and of the groups
STEM = 5  # letters that two forms of a word share
_SAID = "wants needs looking their about after with from that this some have more other asked hiring"
EMPTY = frozenset(_SAID.split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """One reason, and the id of what shows it."""

    words: str
    evidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggested:
    """Somebody to meet alone. `facts` are the reasons, the strongest first."""

    person: Person
    facts: tuple[Ground, ...]
    event: Event | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OneToOnes:
    """Suggests one-to-ones, finds time for them, and words the question."""

    store: Store
    lookup: Lookup
    clock: Clock
    touches: Touches
    timing: Callable[[], Timing]
    topics: Callable[[], Mapping[str, Topic]]
    invitations: Invitations

    def suggestions(self) -> list[Suggested]:
        """Whom to meet alone, with whom it fits most first. Nobody who is unhappy at present, or met alone already."""
        timing = self.timing()
        found = []
        for person, met in self._candidates().items():
            if person.preferences.never_ask or self._is_seen_alone(person, met, timing):
                continue
            facts = tuple(self._facts(person, met))
            if facts and not timing.proposal(person).held:
                event = self.store.get(Event, met[0].event_id) if met else None
                found.append(Suggested(person=person, facts=facts, event=event))
        return sorted(found, key=lambda each: (-len(each.facts), each.person.sorts_as))[:SHOWN]

    def why(self, person: Person) -> tuple[Ground, ...]:
        """What speaks for meeting one person alone; there may be nothing."""
        return tuple(self._facts(person, self._met(person)))

    def slots(self) -> list[datetime]:
        """Free half-hours of the next two weeks, spread over the days: one in each morning and each afternoon."""
        slots: dict[tuple[object, bool], datetime] = {}
        for start in self.timing().agenda.every_free():
            slots.setdefault((start.date(), start.hour < 12), start)
        every = list(slots.values())
        step = max(1, len(every) // SLOTS)
        return every[::step][:SLOTS]

    def words(self, person: Person, slots: Iterable[datetime]) -> str:
        """A question to copy: shall we meet, at one of two times. It offers nothing for sale."""
        met = self._met(person)
        event = self.store.get(Event, met[0].event_id) if met else None
        where = f" at {event.title}" if event else ""
        days = [f"{slot:%A} {slot.day} {slot:%B} at {slot:%H:%M}" for slot in list(slots)[:2]]
        when = f"Would {' or '.join(days)} suit you?" if days else "When would suit you?"
        return (
            f"Hello {person.first_name},\n\nit was good to meet you{where}. I would like to hear more about what you "
            f"do, and whom you would like to meet. {when} Half an hour is enough, here or by telephone; if neither "
            "suits, tell me what does. And if you have no time at present, that is quite all right.\n"
        )

    def salesy(self, words: str) -> list[str]:
        """What sounds like selling in words to somebody met at an event (S7), each once."""
        return list(dict.fromkeys(match.group() for match in phrases.matches(phrases.SELLING, words)))

    def invitation(self, person: Person, slot: datetime) -> bytes:
        """A half-hour with somebody as a file for the user's own calendar. Raises UserError for one that is past."""
        if slot <= self.clock():
            raise UserError("that half-hour is over", hint="choose another one")
        words = "\n".join(fact.words for fact in self.why(person))
        return self.invitations.file(
            uid=f"{person.id}-{slot:%Y%m%dT%H%M}",
            title=f"One-to-one with {person.name}",
            start=slot,
            end=slot + HALF_HOUR,
            words=words,
            written=self.clock(),
        )

    def _candidates(self) -> dict[Person, list[Met]]:
        """Whom the user met at events lately, and the members of their groups."""
        since = self.clock() - LATELY
        met: dict[str, list[Met]] = {}
        for each in self.lookup.listing(Met, limit=LOOKED_AT, span=Span(start=since)).records:
            met.setdefault(each.person_id, []).append(each)
        for group in self.store.find(Group):
            for member in group.members[:LOOKED_AT]:
                met.setdefault(member, [])
        people = self.lookup.several(Person, met)
        return {people[known]: each for known, each in met.items() if known in people}

    def _met(self, person: Person) -> list[Met]:
        return sorted(self.store.find(Met, person_id=person.id), key=lambda met: met.at, reverse=True)

    def _is_seen_alone(self, person: Person, met: list[Met], timing: Timing) -> bool:
        """Whether they met alone since the event, or lately, or are about to."""
        since = max((each.at for each in met), default=self.clock() - LATELY)
        coming = any(len(meeting.attendees) == 1 for meeting in timing.agenda.meetings_with(person))
        noted = any(slip.on >= since.date() for slip in self._slips(person))
        return coming or noted or any(touch.at >= since and self._is_alone(touch) for touch in self.touches.of(person))

    def _slips(self, person: Person) -> Iterator[Slip]:
        """The one-to-ones with them that the user noted of a group."""
        for slip in self.store.find(Slip, kind=SlipKind.ONE_TO_ONE):
            if {slip.from_id, slip.to_id} == {USER, person.id}:
                yield slip

    def _is_alone(self, touch: Touch) -> bool:
        if touch.kind is not TouchKind.MEETING:
            return touch.kind is TouchKind.CALL
        meeting = self.store.get(Meeting, touch.evidence)
        return meeting is not None and len(meeting.attendees) == 1

    def _facts(self, person: Person, met: list[Met]) -> Iterator[Ground]:
        for prompt in self.store.find(Prompt, person_id=person.id, state=PromptState.OPEN):
            topic = self.topics().get(prompt.category)
            yield Ground(words=f"told of a matter: {topic.title if topic else prompt.category}", evidence=prompt.id)
        for each in met[:1]:
            if each.wants:
                yield Ground(words=f"asked for something: “{each.wants}”", evidence=each.event_id)
                yield from self._known_to_fit(each)
            yield from self._waited_for(each)
        yield from self._looked_for(person, met)
        yield from self._never_alone(person)

    def _known_to_fit(self, met: Met) -> Iterator[Ground]:
        """The provider who serves what they want: by the matter that was read of it, else by the name of a service."""
        matters = {
            prompt.category
            for mention in self.store.find(Mention, document_id=met.document_id)
            if met.document_id and mention.person_id == met.person_id
            for prompt in [self.store.get(Prompt, mention.prompt_id)]
            if prompt and prompt.state is not PromptState.WRONG
        }
        wanted = _stems(met.wants)
        found: list[tuple[bool, int, str, Ground]] = []
        for card in self.store.find(Provider):
            serves = not matters.isdisjoint(card.services)
            services = (title.title for each in card.services if (title := self.topics().get(each)))
            if card.person_id == met.person_id or not (serves or wanted & _stems(" ".join(services))):
                continue
            if provider := self.store.get(Person, card.person_id):
                words = f"you know somebody for it: {provider.name}"
                shared = len(wanted & _stems(card.does))
                found.append((not serves, -shared, card.id, Ground(words=words, evidence=card.id)))
        yield from (ground for *_, ground in sorted(found, key=lambda each: each[:3])[:1])

    def _waited_for(self, met: Met) -> Iterator[Ground]:
        """A matter that waits until somebody fits, and what they do fits."""
        does = _stems(met.focus)
        for introduction in self.store.find(Introduction, state=State.PARKED):
            if does & _stems(self._title(introduction.category)):
                seeker = self.store.get(Person, introduction.seeker_id)
                words = f"does what {seeker.name if seeker else 'somebody'} waits for: {met.focus}"
                yield Ground(words=words, evidence=introduction.id)
                return

    def _looked_for(self, person: Person, met: list[Met]) -> Iterator[Ground]:
        wanted = _stems(profile_of(self.store).ideal_partner)
        does = _stems(" ".join((person.organisation, *(each.focus for each in met))))
        if wanted & does:
            yield Ground(words="is like those whom you look for as partners", evidence=person.id)

    def _never_alone(self, person: Person) -> Iterator[Ground]:
        touches = [touch for touch in self.touches.of(person) if touch.kind in (TouchKind.MEETING, TouchKind.CALL)]
        is_alone = any(self._is_alone(touch) for touch in touches) or any(self._slips(person))
        if len(touches) >= 2 and not is_alone:
            words = f"you met {len(touches)} times, never alone as far as is known here, last on {day(touches[0].at)}"
            yield Ground(words=words, evidence=touches[0].evidence)

    def _title(self, category: str) -> str:
        topic = self.topics().get(category)
        return f"{topic.title} {topic.covers}" if topic else category


def _stems(words: str) -> frozenset[str]:
    """The beginnings of the words that mean something; of short ones, only those in capitals do."""
    said = (fold(word) for word in words.split() if len(word) > 3 or (len(word) > 1 and word.isupper()))
    return frozenset(part[:STEM] for word in said for part in word.split() if part not in EMPTY)

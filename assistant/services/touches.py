"""When the user and somebody last had to do with each other, and how often: derived, never typed in."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from assistant.domain.acquaintance import Acquaintance, acquaintance_of, cadence_of
from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document
from assistant.domain.favours import Favour, FavourKind, FavourState
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import LONGEST, Meeting
from assistant.domain.people import Person
from assistant.domain.practice import Practice
from assistant.domain.reached import own_addresses
from assistant.domain.time import Clock
from assistant.domain.touches import Noted, Touch, TouchKind, Way, noted_id
from assistant.errors import UserError
from assistant.ports import Lookup, Moment, Span, Store
from assistant.services.derive import is_derived

WORDS = 2000
WAYS = {"<": Way.THEIRS, ">": Way.YOURS}


class Touches:
    """The touches of people. `user` are the user's own names and addresses.

    Without a `lookup`, or before a sync has derived whom each document touches, every document is looked at.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        user: Collection[str],
        lookup: Lookup | None = None,
        practice: Practice | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._user = tuple(user)
        self._lookup = lookup
        self._practice = practice or Practice()

    def of(self, person: Person) -> list[Touch]:
        """Every touch with a person, the latest first. One fact that is seen twice is one touch."""
        seen = [*self._mails(person), *self._meetings(person), *self._cards(person)]
        return _sorted([*seen, *self._told(person, seen)])

    def last(self, people: Sequence[Person]) -> dict[str, Touch]:
        """The latest touch with each of these people, by the person's id; those without any are left out."""
        lookup = self._index()
        if lookup is None:
            return {person.id: found[0] for person in people if (found := self.of(person))}
        owners = _owners(people)
        return self._last(lookup, people, owners, list(owners))

    def last_of_all(self) -> dict[str, Touch]:
        """The latest touch with everybody who is known, by the person's id."""
        people, lookup = list(self._store.find(Person)), self._index()
        if lookup is None:
            return self.last(people)
        return self._last(lookup, people, _owners(people), None)

    def first_since(self, since: datetime) -> dict[str, Touch]:
        """The first touch with everybody with whom there was none before that moment, by the person's id."""
        lookup = self._index()
        people = self._store.find(Person) if lookup is None else self._new_ones(lookup, since)
        found = ((person.id, self.of(person)) for person in people)
        return {who: touches[-1] for who, touches in found if touches and touches[-1].at >= since}

    def acquaintance(self, person: Person) -> Acquaintance:
        """How it stands with a person, with every touch behind it."""
        return acquaintance_of(
            self.of(person),
            now=self._clock(),
            cadence=cadence_of(person, self._practice.cadence),
            half_life=self._practice.half_life,
        )

    def note(self, person: Person, *, kind: TouchKind, on: date | None = None, words: str = "") -> Noted:
        """Keep that the user had to do with somebody on a day (today, unless one is given). Raises UserError."""
        now = self._clock()
        day = on or now.date()
        if day > now.date():
            raise UserError("that day is still to come", hint="give the day on which it was")
        if kind is TouchKind.MAIL:
            raise UserError("mails are read, and need not be noted")
        at = now if day == now.date() else datetime(day.year, day.month, day.day, 12, tzinfo=now.tzinfo)
        way = Way.BOTH if kind is TouchKind.MEETING else Way.YOURS
        noted = Noted(
            id=noted_id(person.id, kind, at),
            person_id=person.id,
            at=at,
            kind=kind,
            way=way,
            words=words.strip()[:WORDS],
        )
        self._store.put(noted)
        return noted

    def take_back(self, noted_id: str) -> None:
        """Take back what the user noted."""
        self._store.delete(Noted, noted_id)

    def _index(self) -> Lookup | None:
        return self._lookup if self._lookup and is_derived(self._store, self._user) else None

    def _last(
        self, lookup: Lookup, people: Sequence[Person], owners: dict[str, list[str]], keys: list[str] | None
    ) -> dict[str, Touch]:
        found: dict[str, Touch] = {}
        now = self._clock()

        def keep(touch: Touch) -> None:
            known = found.get(touch.person_id)
            if known is None or (known.at, known.evidence) < (touch.at, touch.evidence):
                found[touch.person_id] = touch

        ways = None if keys is None else [way + key for key in keys for way in WAYS]
        for moment in lookup.moments(Document, "touched", ways, only_last=True):
            for owner in owners.get(moment.value[1:], ()):
                keep(_mail(owner, moment))
        again = set()
        met = lookup.moments(Meeting, "met", keys, span=Span(end=now), only_last=True)
        lately = lookup.several(Meeting, {moment.id for moment in met if now - moment.at <= timedelta(days=LONGEST)})
        for moment in met:
            for owner in owners.get(moment.value, ()):
                if moment.id in lately and not lately[moment.id].is_over(now):
                    again.add(owner)  # it goes on still
                else:
                    keep(_meeting(owner, moment))
        again |= self._who_told(lookup)
        for person in people:
            if person.id in again and (touches := self.of(person)):
                found[person.id] = touches[0]
        return found

    def _new_ones(self, lookup: Lookup, since: datetime) -> list[Person]:
        """Those with whom an index shows something after that moment, and nothing before."""
        told = lookup.several(Person, self._who_told(lookup))
        fresh = _keys_in(lookup, Span(start=since)) | {key for person in told.values() for key in person.sure_keys}
        known = _keys_in(lookup, Span(end=since), fresh)
        found = {person.id: person for key in fresh - known for person in self._store.find(Person, keys=key)}
        both = sorted((found | told).values(), key=lambda person: person.id)
        return [person for person in both if known.isdisjoint(person.sure_keys)]

    def _who_told(self, lookup: Lookup) -> set[str]:
        """The people with a touch that no mail and no calendar shows."""
        spoken = set(lookup.tally(Introduction, "spoken"))
        cards = lookup.several(Provider, spoken)
        return {
            *lookup.tally(Noted, "person_id"),
            *lookup.tally(Favour, "person_id", state=FavourState.DONE, kind=FavourKind.CARD),
            *(spoken - cards.keys()),
            *(card.person_id for card in cards.values()),
        }

    def _mails(self, person: Person) -> Iterable[Touch]:
        lookup = self._index()
        if lookup is None:
            moments: Iterable[Moment] = self._by_looking(person)
        else:
            moments = lookup.moments(Document, "touched", [way + key for key in person.sure_keys for way in WAYS])
        return {moment.id: _mail(person.id, moment) for moment in moments}.values()

    def _by_looking(self, person: Person) -> Iterator[Moment]:
        own, keys = own_addresses(self._user), set(person.sure_keys)
        for document in {d.id: d for key in keys for d in self._store.find(Document, people=key)}.values():
            for each in document.with_touches(own).touched:
                if each[1:] in keys:
                    yield Moment(each, document.when, document.id)

    def _meetings(self, person: Person) -> Iterable[Touch]:
        now = self._clock()
        found: dict[datetime, str] = {}
        for meeting in (m for key in person.sure_keys for m in self._store.find(Meeting, people=key)):
            if set(meeting.met) & set(person.sure_keys) and meeting.is_over(now):
                start = meeting.span[0]  # the same meeting may stand in two calendars
                found[start] = min(found.get(start, meeting.id), meeting.id)
        for start, which in found.items():
            yield _meeting(person.id, Moment("", start, which))

    def _told(self, person: Person, seen: Sequence[Touch]) -> Iterator[Touch]:
        """What the user says: a talk that is known anyway, or is noted twice on a day, is not counted again."""
        zone = self._clock().tzinfo
        days = {(touch.kind, touch.at.astimezone(zone).date()) for touch in seen}
        for noted in sorted(self._store.find(Noted, person_id=person.id), key=lambda each: each.at, reverse=True):
            day = noted.at.astimezone(zone).date()
            if (noted.kind, day) not in days:
                days.add((noted.kind, day))
                yield Touch(person_id=person.id, at=noted.at, kind=noted.kind, way=noted.way, evidence=noted.id)
        for introduction, at in sorted(self._talks(person), key=lambda talk: talk[1]):
            day = at.astimezone(zone).date()
            if not any(near in (day, day - timedelta(days=1)) for _, near in days):
                days.add((TouchKind.CALL, day))
                yield Touch(person_id=person.id, at=at, kind=TouchKind.CALL, way=Way.BOTH, evidence=introduction)

    def _talks(self, person: Person) -> Iterator[tuple[str, datetime]]:
        for who in (person.id, *(card.id for card in self._store.find(Provider, person_id=person.id))):
            for introduction in self._store.find(Introduction, spoken=who):
                yield from ((introduction.id, event.at) for told, event in introduction.talks if told == who)

    def _cards(self, person: Person) -> Iterator[Touch]:
        for favour in self._store.find(Favour, person_id=person.id, state=FavourState.DONE):
            if favour.kind is FavourKind.CARD and favour.done_at:
                yield Touch(
                    person_id=person.id, at=favour.done_at, kind=TouchKind.CARD, way=Way.YOURS, evidence=favour.id
                )


def _keys_in(lookup: Lookup, span: Span, keys: Collection[str] | None = None) -> set[str]:
    """Which keys, or which of these, a mail or a meeting of that span shows."""
    ways = None if keys is None else [way + key for key in keys for way in WAYS]
    mails = lookup.moments(Document, "touched", ways, span=span, only_last=True)
    return {
        *(moment.value[1:] for moment in mails),  # the way comes first
        *(moment.value for moment in lookup.moments(Meeting, "met", keys, span=span, only_last=True)),
    }


def _mail(person_id: str, moment: Moment) -> Touch:
    way = WAYS[moment.value[0]]
    return Touch(person_id=person_id, at=moment.at, kind=TouchKind.MAIL, way=way, evidence=moment.id)


def _meeting(person_id: str, moment: Moment) -> Touch:
    return Touch(person_id=person_id, at=moment.at, kind=TouchKind.MEETING, way=Way.BOTH, evidence=moment.id)


def _owners(people: Iterable[Person]) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for person in people:
        for key in person.sure_keys:
            owners.setdefault(key, []).append(person.id)
    return owners


def _sorted(touches: Iterable[Touch]) -> list[Touch]:
    return sorted(touches, key=lambda touch: (touch.at, touch.evidence), reverse=True)

"""After an event: whom the user met, line by line, confirmed before anything is kept, and all of it taken back again.

Nobody is taken for somebody who is known already but by an exact address or full name; else the user chooses.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.domain.bullpen import Provider
from assistant.domain.captures import Capture, CaptureState, Mark, MarkKind
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.events import Event, Met, event_id, met_id
from assistant.domain.ids import fold, make_id
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.merging import Merged
from assistant.domain.met import Entry, read_met
from assistant.domain.met_words import NEEDS
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt
from assistant.domain.time import Clock, day
from assistant.domain.touches import Noted, TouchKind, met_at, noted_id
from assistant.errors import UserError
from assistant.ports import Lookup, Reader, Store
from assistant.services import wishes
from assistant.services.belonging import owned
from assistant.services.debrief import capture_id
from assistant.services.identify import completed, find
from assistant.services.marks import marked, with_lines
from assistant.services.notice import forget_document, notice

SOURCE = "event"
LONGEST = 50_000  # characters of one evening
MOST = 35  # people of one evening: more do not fit on one page to confirm
OPTIONS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What was read of one person: `sure` is who they are for certain, `options` who they may be."""

    entry: Entry
    sure: Person | None = None
    options: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """One line as the user confirmed it. `person_id` is whom they chose, empty for somebody new; with `ask`, what they
    want becomes a question to the user.
    """

    entry: Entry
    person_id: str = ""
    ask: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Events:
    """Keeps events and who was met there."""

    store: Store
    lookup: Lookup
    clock: Clock
    user: Participant

    def propose(self, text: str, meeting: Meeting | None = None) -> tuple[list[Line], list[str]]:
        """The people of a text with who they may be, and its remarks about nobody. Nothing is kept.

        Whoever is called in full as the meeting's calendar entry calls them has the address that stands there.

        Raises UserError for a text that is too long, or names more people than can be confirmed at once.
        """
        if len(text) > LONGEST:
            raise UserError(f"this is {len(text):,} characters long", hint="tell one evening at a time")
        entries = read_met(text)
        if sum(bool(entry.name) for entry in entries) > MOST:
            raise UserError(f"this names more than {MOST} people", hint="tell it in two parts")
        there = meeting.attendees if meeting else ()
        return self.known_of([_addressed(entry, there) for entry in entries if entry.name]), [
            entry.words for entry in entries if not entry.name
        ]

    def known_of(self, entries: Sequence[Entry]) -> list[Line]:
        """Each entry with who it may be."""
        return [self._line(entry) if fold(entry.name) else Line(entry=entry) for entry in entries]

    def keep(
        self,
        title: str,
        at: datetime,
        chosen: Sequence[Chosen],
        reader: Reader,
        *,
        remarks: str = "",
        meeting: Meeting | None = None,
    ) -> Event:
        """Keep an event with who was met, and read what they said. What was kept of it before is kept beside.

        Raises UserError where it lies ahead, has no name, or somebody has none.
        """
        now, title = self.clock(), " ".join(title.split())
        if at > now:
            raise UserError("this event lies ahead", hint="tell whom you met when it is over")
        if not title:
            raise UserError("the event has no name", hint="a word is enough: breakfast")
        if any(not fold(each.entry.name) for each in chosen if not each.person_id):
            raise UserError("somebody in the list has no name", hint="write one, or leave out the line")
        event = Event(id=event_id(title, at), title=title, at=at, noted_at=now, remarks=remarks)
        with self.store.transaction():
            known = self.store.get(Event, event.id)
            told = "\n".join(dict.fromkeys(filter(None, (known.remarks if known else "", remarks))))
            event = replace(event, remarks=told, meeting_id=meeting.id if meeting else "")
            self.store.put(event)
            people = [(each, *self._person(each, event)) for each in chosen]
            documents = self._read(event, [(each, person) for each, person, _ in people], reader)
            for each, person, is_new in people:
                self._keep_met(event, each.entry, person, is_new=is_new, document_id=documents[each.entry.words])
            if meeting and self.store.get(Capture, capture_id(meeting)) is None:
                self._answer(meeting, event, [person for _, person, _ in people])
        return event

    def moment(self, title: str, on: date) -> datetime:
        """The moment of an event noted by hand: that of one told before, else noon, or midnight before noon."""
        now = self.clock()
        noon = datetime(on.year, on.month, on.day, 12, tzinfo=now.tzinfo)
        at = noon if noon <= now else noon.replace(hour=0)
        same = (at, noon, noon.replace(hour=0))
        return next((each for each in same if self.store.get(Event, event_id(" ".join(title.split()), each))), at)

    def of(self, event: Event) -> list[tuple[Met, Person]]:
        """Whom the user met there, by name."""
        found = ((met, self.store.get(Person, met.person_id)) for met in self.store.find(Met, event_id=event.id))
        return sorted(((met, person) for met, person in found if person), key=lambda each: each[1].sorts_as)

    def take_back(self, event: Event) -> int:
        """Forget the event and all that it added; gives how many people it had made known, of whom nothing is left.

        Whoever has to do with anything else by now stays.
        """
        gone = 0
        with self.store.transaction():
            everybody = list(self.store.find(Met, event_id=event.id))
            for met in everybody:
                self.store.delete(Met, met.id)
                wishes.take_back(self.store, met.person_id, met.wants.split("; "), at=met.at)
                self.store.delete(Noted, noted_id(met.person_id, TouchKind.MEETING, event.at))
            for document_id in {met.document_id for met in everybody} - {""}:
                forget_document(self.store, document_id)
            for met in everybody:
                if met.is_new and not self._has_anything(met.person_id):
                    self.store.delete(Person, met.person_id)
                    gone += 1
            if event.meeting_id:
                meeting = self.store.get(Meeting, event.meeting_id)
                capture = self.store.get(Capture, capture_id(meeting)) if meeting else None
                if capture and capture.version == 1 and capture.at == event.noted_at:
                    self.store.delete(Capture, capture.id)
            self.store.delete(Event, event.id)
        return gone

    def _line(self, entry: Entry) -> Line:
        who = Participant(name=entry.name, address=entry.address)
        known = find(self.store, who)
        is_exact = known is not None and (entry.address in known.addresses or not entry.is_first_name)
        houses = {fold(entry.organisation), fold(known.organisation) if known else ""} - {""}
        if known and is_exact and (len(houses) < 2 or entry.address in known.addresses):
            return Line(entry=entry, sure=known)
        options = {person.id: person for person in ((known,) if known else ())}
        first, last = fold(entry.name).split()[0], fold(entry.name).split()[-1]
        words = [f"{first} {entry.organisation}"] if entry.organisation else []
        for query in (*words, entry.name, first):
            for person in self.lookup.search(Person, query, limit=OPTIONS * 4):
                names = {part for key in person.keys if "@" not in key for part in (key.split()[0], key.split()[-1])}
                if first in names and (entry.is_first_name or last in names or not person.name.strip().count(" ")):
                    options.setdefault(person.id, person)
        return Line(entry=entry, options=tuple(options.values())[:OPTIONS])

    def _person(self, chosen: Chosen, event: Event) -> tuple[Person, bool]:
        """Who is meant, and whether they became known by it."""
        entry = chosen.entry
        if chosen.person_id:
            person = self.store.get(Person, chosen.person_id)
            if person is None:
                raise UserError(f"{entry.name} was to be somebody who is gone meanwhile", hint="choose again")
            return person, False
        known = find(self.store, Participant(name=entry.name, address=entry.address)) if entry.address else None
        if known and entry.address in known.addresses:
            return known, False
        name = entry.name
        if any(self.store.find(Person, keys=fold(name))):  # two of one name could not be told apart by name
            name = f"{name} ({entry.organisation or event.title})"
        note = "; ".join(
            filter(None, (f"met at {event.title}, {day(event.at)}", entry.focus, entry.wants, entry.phone))
        )
        who = Participant(name=name, address=entry.address)
        person = Person.known_as(who, organisation=entry.organisation, note=note)
        known = self.store.get(Person, person.id)
        if known:  # of the same name at the same event: told in two parts
            return known, any(met.is_new for met in self.store.find(Met, person_id=known.id))
        self.store.put(person)
        return person, True

    def _keep_met(self, event: Event, entry: Entry, person: Person, *, is_new: bool, document_id: str) -> None:
        known = self.store.get(Met, met_id(event.id, person.id))
        fresh = Met(
            id=met_id(event.id, person.id),
            event_id=event.id,
            person_id=person.id,
            at=event.at,
            words=entry.words,
            focus=", ".join(filter(None, (entry.organisation if not person.organisation else "", entry.focus))),
            wants=entry.wants,
            is_new=is_new,
            document_id=document_id,
        )
        if known and known.words != fresh.words:
            fresh = replace(
                fresh,
                words=f"{known.words} {fresh.words}",
                focus=", ".join(filter(None, (known.focus, fresh.focus))),
                wants="; ".join(filter(None, (known.wants, fresh.wants))),
                is_new=known.is_new,
            )
        self.store.put(fresh)
        if entry.wants and not NEEDS.match(entry.wants):
            wishes.note(self.store, person, entry.wants, kind=None, at=event.at)
        meeting = self.store.get(Meeting, event.meeting_id) if event.meeting_id else None
        if not (meeting and set(meeting.people) & set(person.sure_keys)):  # else the calendar shows that they met
            self.store.put(met_at(person.id, event.at, event.title))

    def _read(self, event: Event, people: Sequence[tuple[Chosen, Person]], reader: Reader) -> dict[str, str]:
        """Read the words of each line as a note about those in it; gives the id of the document by the words."""
        documents: dict[str, str] = {}
        contents, marks = [], []
        for words in dict.fromkeys(each.entry.words for each, _ in people):
            there = [(each, person) for each, person in people if each.entry.words == words]
            wanted = [
                Mark(kind=MarkKind.NEED, words=each.entry.wants, who=person.participant)
                for each, person in there
                if each.ask and each.entry.wants.strip()
            ]
            text = with_lines(words, wanted)
            document = self._document(event, text, [person for _, person in there])
            documents[words] = document.id
            contents.append(Content(document=document, text=text))
            marks.append(wanted)
        own = (self.user.name, self.user.address)
        for content, wanted, read in zip(contents, marks, reader.read(contents), strict=True):
            whole = replace(read, mentions=marked(content, read.mentions, wanted))
            notice(self.store, whole, reader=reader.version, user=own)
        return documents

    def _document(self, event: Event, text: str, there: Sequence[Person]) -> Document:
        return Document(
            id=make_id("doc", SOURCE, event.id, fold(text)),
            source=SOURCE,
            locator=f"whom you met: {event.title}",
            medium=Medium.NOTE,
            when=event.at,
            digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            title=event.title,
            author=self.user,
            listeners=tuple(person.participant for person in there),
            about=event.meeting_id,
        )

    def _answer(self, meeting: Meeting, event: Event, people: Sequence[Person]) -> None:
        """The meeting need not be asked about any more."""
        self.store.put(
            Capture(
                id=capture_id(meeting),
                meeting_id=meeting.id,
                state=CaptureState.ANSWERED,
                at=event.noted_at,
                text=event.remarks,
                who=tuple(person.participant for person in people),
            )
        )

    def _has_anything(self, person_id: str) -> bool:
        kinds: tuple[type, ...] = (Mention, Prompt, Provider)
        matters = any(any(self.store.find(kind, person_id=person_id)) for kind in kinds)
        others = any(self.store.find(Introduction, seeker_id=person_id)) or any(
            self.store.find(Merged, keep_id=person_id)
        )
        return matters or others or any(owned(self.store, person_id))


def _addressed(entry: Entry, there: Sequence[Participant]) -> Entry:
    if entry.address or entry.is_first_name:
        return entry
    return replace(entry, address=completed(Participant(name=entry.name), there).address.lower())

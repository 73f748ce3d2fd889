"""The brief before a meeting: who comes, when you last had to do with them, what is open, and what to ask back (S19).

Everything is looked up by person, so that it costs what is open with them, not what the mailbox holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.domain.asking import Insiders, no_question, present
from assistant.domain.bullpen import Provider
from assistant.domain.documents import NOTED, Document, Medium
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.favours import Favour
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt
from assistant.domain.timing import Proposal
from assistant.ports import Lookup, Span, Store
from assistant.services.favours import open_favours
from assistant.services.identify import find
from assistant.services.timing import Timing
from assistant.services.today import Question, ask

MOST = 12  # people who are looked up for one meeting
RECENT = 20  # mails, meetings and requests of a person that are looked at for the latest that counts
SHOWN = 5  # requests
CROWD = 12  # people: a mail or meeting of more is no contact with any of them


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """The last time the user had to do with somebody: `how` says what it was, `id` is that document's or meeting's."""

    at: datetime
    how: str
    title: str
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskBack:
    """A question to raise at the end of the meeting; `words` remind them of what they said."""

    question: Question
    words: str
    proposal: Proposal


@dataclass(frozen=True, kw_only=True, slots=True)
class Attending:
    """Somebody who is in a meeting, and all that is open with them.

    `person` is None for a stranger; then there is nothing else. `drafts` wait for approval, `asked_for` are their
    latest requests, answered or not, `wishes` whom they like to meet. `held` says why nothing is to be asked now.
    """

    who: Participant
    person: Person | None = None
    last: Contact | None = None
    questions: tuple[Question, ...] = ()
    introductions: tuple[Introduction, ...] = ()
    drafts: tuple[Draft, ...] = ()
    favours: tuple[Favour, ...] = ()
    asked_for: tuple[Mention, ...] = ()
    ask_back: tuple[AskBack, ...] = ()
    wishes: tuple[str, ...] = ()
    held: str = ""

    @property
    def is_open(self) -> bool:
        """Whether anything is open with them."""
        return bool(self.questions or self.introductions or self.drafts or self.favours)


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """A meeting with those who come. `left_out` counts whom it does not go into, where they are many."""

    meeting: Meeting
    attending: tuple[Attending, ...]
    left_out: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Briefing:
    """Makes briefs, as of the agenda's moment."""

    store: Store
    lookup: Lookup
    timing: Timing
    insiders: Insiders

    @property
    def now(self) -> datetime:
        """The moment that they are made for."""
        return self.timing.agenda.now

    def coming(self, days: int = 7) -> list[Meeting]:
        """The meetings of the next days with people from outside, those under way too, the soonest first."""
        until = self.now + timedelta(days=days)
        touched = (self.now.date() + timedelta(days=n) for n in range(-1, days + 2))
        found = {meeting.id: meeting for day in touched for meeting in self.store.find(Meeting, days=day)}
        ahead = (each for each in found.values() if self.now < each.end.astimezone(UTC) and each.start <= until)
        wanted = (each for each in ahead if no_question(each, self.insiders) is None)
        return sorted(wanted, key=lambda meeting: (meeting.span, meeting.id))

    def brief(self, meeting: Meeting) -> Brief:
        """What to know before a meeting."""
        people = present(meeting, self.insiders)
        attending = self.open_with(people, meeting)
        return Brief(meeting=meeting, attending=attending, left_out=len(people) - len(attending))

    def open_with(self, people: Sequence[Participant], meeting: Meeting) -> tuple[Attending, ...]:
        """Each of the first `MOST` people with what is open, as one wants to know it before or after this meeting."""
        return tuple(self._attending(who, meeting) for who in people[:MOST])

    def _attending(self, who: Participant, meeting: Meeting) -> Attending:
        person = find(self.store, who)
        if person is None:
            return Attending(who=who)
        questions = tuple(self._questions(person))
        cards = list(self.store.find(Provider, person_id=person.id))
        introductions = tuple(self._introductions(person, cards))
        proposals = [(each, self.timing.proposal(person, each.prompt.category)) for each in questions]
        return Attending(
            who=who,
            person=person,
            last=self._last(person, meeting),
            questions=questions,
            introductions=introductions,
            drafts=tuple(self._drafts(person, introductions)),
            favours=tuple(open_favours(self.store, person)),
            asked_for=tuple(self._asked_for(person)),
            ask_back=tuple(
                AskBack(question=question, words=_earlier(question, person), proposal=proposal)
                for question, proposal in proposals
                if proposal.meeting_id == meeting.id
            ),
            wishes=tuple(card.ideal_client for card in cards if card.ideal_client),
            held=next((proposal.held for _, proposal in proposals if proposal.held), ""),
        )

    def _questions(self, person: Person) -> Iterator[Question]:
        for prompt in self.store.find(Prompt, person_id=person.id):
            question = ask(self.store, prompt) if prompt.waits(self.now.date()) else None
            if question:
                yield question

    def _introductions(self, person: Person, cards: Sequence[Provider]) -> Iterator[Introduction]:
        theirs = (intro for intro in self.store.find(Introduction, seeker_id=person.id))
        helping = (intro for card in cards for intro in self.store.find(Introduction, provider_id=card.id))
        found = {intro.id: intro for intro in (*theirs, *helping) if intro.is_open}
        return iter(found.values())

    def _drafts(self, person: Person, introductions: Sequence[Introduction]) -> Iterator[Draft]:
        for introduction in introductions:
            for draft in self.store.find(Draft, introduction_id=introduction.id):
                is_waiting = draft.state in (DraftState.WAITING, DraftState.APPROVED)
                if is_waiting and any(each.address.lower() in person.addresses for each in (*draft.to, *draft.cc)):
                    yield draft

    @property
    def _so_far(self) -> Span:
        return Span(end=self.now + timedelta.resolution)

    def _asked_for(self, person: Person) -> list[Mention]:
        found = self.lookup.listing(Mention, limit=RECENT, span=self._so_far, person_id=person.id).records
        return [mention for mention in found if mention.kind is Kind.REQUEST and not mention.withdrawn][:SHOWN]

    def _last(self, person: Person, besides: Meeting) -> Contact | None:
        contacts = (
            contact
            for key in person.sure_keys
            for contact in (self._last_written(person, key), self._last_met(key, besides))
        )
        return max(filter(None, contacts), key=lambda contact: contact.at, default=None)

    def _last_written(self, person: Person, key: str) -> Contact | None:
        """The last mail between the two, or note about a talk; what both only got a copy of is none."""
        for document in self.lookup.listing(Document, limit=RECENT, span=self._so_far, people=key).records:
            author = document.author.address.lower()
            if document.medium in NOTED and document.about == "":
                how = "you noted a talk"
            elif document.medium is not Medium.EMAIL or len(document.people) > CROWD:
                continue
            elif author in person.addresses and not document.skipped:
                how = "they wrote to you"
            elif author in self.insiders.addresses:
                how = "you wrote to them"
            else:
                continue
            return Contact(at=document.when, how=how, title=document.title, id=document.id)
        return None

    def _last_met(self, key: str, besides: Meeting) -> Contact | None:
        for meeting in self.lookup.listing(Meeting, limit=RECENT, span=self._so_far, people=key).records:
            was_there = key not in meeting.absent and len(meeting.people) <= CROWD
            if meeting.id != besides.id and meeting.is_over(self.now) and was_there:
                return Contact(at=meeting.start, how="you met", title=meeting.title, id=meeting.id)
        return None


def _earlier(question: Question, person: Person) -> str:
    """Words that remind them of what they said, or that say where it comes from."""
    mention = question.mention
    quote = " ".join(mention.quote.split())
    is_theirs = question.document is not None and question.document.medium is Medium.EMAIL
    if is_theirs and mention.told_by == mention.holder:
        return f"Earlier you said: “{quote}”"
    return f"Earlier you spoke of this, as I noted: “{quote}”"

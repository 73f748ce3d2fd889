"""Forgetting somebody for good: planned first, so that the user sees what goes; and seeing to it that they stay so."""

import secrets
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from assistant.domain.access import Token
from assistant.domain.activity import Activity
from assistant.domain.advocates import AskedFor
from assistant.domain.bringing import Changed, Imported
from assistant.domain.bullpen import Provider
from assistant.domain.campaigns import Campaign, Candidate
from assistant.domain.captures import Capture
from assistant.domain.care import CheckIn, Settled
from assistant.domain.consents import Consent, Side
from assistant.domain.digest import Digest
from assistant.domain.documents import Content, Document
from assistant.domain.drafts import Draft
from assistant.domain.events import Event, Met
from assistant.domain.favours import Favour
from assistant.domain.forgetting import Forgotten, Marks, Traces, marks_of
from assistant.domain.groups import Group, Slip
from assistant.domain.introductions import CLOSED, Introduction, State
from assistant.domain.jobs import Done
from assistant.domain.judging import Asked
from assistant.domain.meetings import AskedAfter, Meeting
from assistant.domain.mentions import Mention
from assistant.domain.merging import Apart, Merged
from assistant.domain.pairs import Looked, Pair
from assistant.domain.people import Person
from assistant.domain.profile import Profile
from assistant.domain.prompts import Prompt
from assistant.domain.referrals import Referral
from assistant.domain.replies import Reply
from assistant.domain.sources import Failure, SourceState
from assistant.domain.touches import Noted
from assistant.domain.wishes import Wish
from assistant.errors import TransitionError
from assistant.ports import Record, Store
from assistant.services.belonging import owned, without
from assistant.services.told import mentions_of

FORGOTTEN = "forgotten"
"""The reason for which a document is passed over."""

KEPT = (
    Person, Provider, Document, Mention, Prompt, Introduction, Draft, Reply, Meeting, Capture, Failure, Activity,
    Merged, Favour, Noted, Referral, Apart, Imported, Changed, Digest, Done, SourceState, Token, Profile,
    Event, Met, Group, Slip, Campaign, Candidate, Pair, Wish, Looked, CheckIn, Settled, Asked, AskedFor,
)  # fmt: skip
"""What somebody may be named in."""

_ENDED = CLOSED | {State.WON, State.NOT_NOW}


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgetting:
    """What forgetting a person takes: the records that `go`, and the ids of introductions that are still under way.

    `shared` counts the documents, meetings and introductions of others that stay, without the person.
    """

    person: Person
    go: tuple[Record, ...]
    shared: int
    under_way: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many records of each kind go, by the kind's name in small letters; the person is not counted."""
        names = [type(record).__name__.lower() for record in self.go if not isinstance(record, Person)]
        return {name: names.count(name) for name in sorted(set(names))}


def plan_forget(store: Store, person: Person, *, user: Collection[str]) -> Forgetting:
    """What would go; `user` are the user's own addresses."""
    return _Plan(store, person, user).made()


def apply_forget(store: Store, person: Person, *, user: Collection[str]) -> Forgetting:
    """Forget the person; gives what went. What is written anew of the file must follow, see `Assistant.compact`.

    Raises TransitionError where an introduction of theirs is under way: others wait for its end.
    """
    with store.transaction():
        plan, alone = plan_forget(store, person, user=user), _alone(store, person)
        if plan.under_way:
            raise TransitionError(
                f"introductions with {person.name} are under way: {', '.join(plan.under_way)}",
                hint="end each first: assistant intros record ID cancelled (or rested, once they were introduced)",
            )
        cards = {record.id for record in plan.go if isinstance(record, Provider)}
        for record in plan.go:
            store.delete(type(record), record.id)
            if isinstance(record, Document):
                for question in list(store.find(Asked, ref=record.id)):
                    store.delete(Asked, question.id)
        for asked in {record.prompt_id for record in plan.go if isinstance(record, Mention)}:
            prompt = store.get(Prompt, asked) if asked else None
            if prompt and (left := mentions_of(store, prompt)):
                store.put(prompt.told_by(left))
        store.put(*without(store, person.id))
        traces = Traces.of(alone, quotes=[record.quote for record in plan.go if isinstance(record, Mention)])
        for kind in KEPT:
            for kept in list(store.find(kind)):
                quiet = kept
                if isinstance(kept, Introduction):
                    quiet = _without_words(kept, cards)
                elif isinstance(kept, Capture):
                    quiet = _without_marks(kept, traces)
                if (hidden := traces.hidden_in(quiet)) == kept:
                    continue
                if isinstance(kept, Asked):  # its places in the text would not fit any more
                    store.delete(Asked, kept.id)
                else:
                    store.put(hidden)
        store.put(*marks_of(person, forgotten(store).salt or secrets.token_hex(16)))
    return plan


def lift(store: Store, person: Person) -> bool:
    """Let somebody be known again, as from now on; gives whether they had been forgotten."""
    known = next(store.find(Forgotten), None)
    marks = marks_of(person, known.salt) if known else ()
    with store.transaction():
        there = [mark for mark in marks if store.get(Forgotten, mark.id)]
        for mark in there:
            store.delete(Forgotten, mark.id)
    return bool(there)


def forgotten(store: Store) -> Marks:
    """Those who were forgotten."""
    found = list(store.find(Forgotten))
    return Marks(salt=found[0].salt, ids=frozenset(mark.id for mark in found)) if found else Marks()


def heeded(marks: Marks, content: Content, user: Collection[str]) -> Content | None:
    """A document without those who were forgotten; None where it is theirs: written by them, or with nobody else."""
    document, user = content.document, {own.strip().lower() for own in user}
    others = [
        who for who in document.listeners if who.address.strip().lower() not in user and who.name.lower() not in user
    ]
    if marks.has(document.author) or (others and all(map(marks.has, others)) and _is_user(document, user)):
        return None
    return replace(
        content,
        document=replace(
            document,
            title=marks.unnamed(document.title),
            listeners=tuple(who for who in document.listeners if not marks.has(who)),
        ),
        meetings=tuple(
            replace(
                each,
                title=marks.unnamed(each.title),
                attendees=tuple(who for who in each.attendees if not marks.has(who)),
            )
            for each in content.meetings
        ),
    )


def _alone(store: Store, person: Person) -> Person:
    """The person without the addresses that others write from as well: those tell of nobody alone."""
    shared = (address for address in person.addresses if store.count(Person, keys=address) > 1)
    others = frozenset(shared)
    return (
        replace(person, addresses=tuple(each for each in person.addresses if each not in others)) if others else person
    )


def _is_user(document: Document, user: Collection[str]) -> bool:
    """Whether nobody else wrote it."""
    author = document.author
    return not (author.name or author.address) or author.address.strip().lower() in user or author.name.lower() in user


def _without_words(introduction: Introduction, cards: Set[str]) -> Introduction:
    """The introduction without what these providers said, and what was noted about them."""
    if not cards & set(introduction.providers):
        return introduction
    events = (
        replace(event, note="", consent=_silent(event.consent)) if event.provider_id in cards else event
        for event in introduction.events
    )
    return replace(introduction, events=tuple(events))


def _without_marks(capture: Capture, traces: Traces) -> Capture:
    """The answer after a meeting without what the user marked as theirs."""
    return replace(
        capture,
        marks=tuple(mark for mark in capture.marks if not traces.has(mark.who)),
        corrected=tuple(each for each in capture.corrected if not traces.has(each.holder)),
    )


def _silent(consent: Consent | None) -> Consent | None:
    if consent is None or consent.side is not Side.PROVIDER:
        return consent
    return replace(consent, quote="", message_id=FORGOTTEN if consent.message_id else "")


class _Plan:
    """Gathers what goes with a person, each record once."""

    def __init__(self, store: Store, person: Person, user: Collection[str]) -> None:
        self._store = store
        person = _alone(store, person)
        self._person = person
        self._user = frozenset(address.lower() for address in user)
        self._traces = Traces.of(person)
        self._go: dict[tuple[type, str], Record] = {}
        self._shared = 0

    def made(self) -> Forgetting:
        """The plan."""
        store, person = self._store, self._person
        cards = list(store.find(Provider, person_id=person.id))
        seeking = list(store.find(Introduction, seeker_id=person.id))
        providing = [intro for card in cards for intro in store.find(Introduction, providers=card.id)]
        live = [intro for intro in seeking if intro.state not in _ENDED]
        own = {card.id for card in cards}
        live += [intro for intro in providing if intro.state not in _ENDED and intro.provider_id in own]
        self._add([person, *cards, *seeking, *self._merges()])
        self._of_introductions(seeking, own)
        self._matters()
        self._met_and_written()
        others = {intro.id for intro in providing} - {intro.id for intro in seeking}
        return Forgetting(
            person=person,
            go=tuple(self._go.values()),
            shared=self._shared + len(others),
            under_way=tuple(dict.fromkeys(intro.id for intro in live)),
        )

    def _add(self, records: Sequence[Record]) -> None:
        self._go.update({(type(record), record.id): record for record in records})

    def _merges(self) -> list[Merged]:
        fields = ("keep_id", "other_id")
        return [merged for field in fields for merged in self._store.find(Merged, **{field: self._person.id})]

    def _of_introductions(self, seeking: Sequence[Introduction], cards: Collection[str]) -> None:
        """Messages to them, about them as a provider, or in a matter of theirs; and whatever answered those."""
        own, gone = {intro.id for intro in seeking}, set()
        for draft in self._store.find(Draft):
            is_to_them = any(map(self._traces.has, (*draft.to, *draft.cc)))
            if is_to_them or draft.introduction_id in own or draft.provider_id in cards:
                self._add([draft])
                gone.add(draft.id)
        for reply in self._store.find(Reply):
            if reply.introduction_id in own or reply.draft_id in gone or self._traces.has(reply.who):
                self._add([reply])

    def _matters(self) -> None:
        """Their own matters, and what they told of others, with the questions of which nothing else is left."""
        store, person = self._store, self._person
        self._add(list(store.find(Prompt, person_id=person.id)))
        told = []
        for mention in store.find(Mention):
            if mention.person_id == person.id or any(map(self._traces.has, (mention.holder, mention.told_by))):
                told.append(mention)
        self._add(told)
        for known in {mention.prompt_id for mention in told} - {""}:
            prompt = store.get(Prompt, known)
            left = [each for each in mentions_of(store, prompt) if (Mention, each.id) not in self._go] if prompt else []
            if prompt and not left and not prompt.introduction_id:
                self._add([prompt])

    def _met_and_written(self) -> None:
        """Documents and meetings in which nobody else from outside had a part, and what was told after those."""
        gone = list(self._alone(Document))
        meetings = list(self._alone(Meeting))
        captures = [capture for meeting in meetings for capture in self._store.find(Capture, meeting_id=meeting.id)]
        read = [document for each in captures if (document := self._store.get(Document, each.document_id))]
        asked = [known for meeting in meetings if (known := self._store.get(AskedAfter, meeting.id))]
        favours = [favour for meeting in meetings for favour in self._store.find(Favour, meeting_id=meeting.id)]
        own = list(owned(self._store, self._person.id))
        self._add([*gone, *meetings, *captures, *read, *asked, *favours, *own])

    def _alone(self, kind: type[Document] | type[Meeting]) -> Iterator[Document | Meeting]:
        found = {each.id: each for key in self._traces.keys for each in self._store.find(kind, people=key)}
        for each in found.values():
            if set(each.people) - self._user <= self._traces.keys:
                yield each
            else:
                self._shared += 1

"""What a digest says: the few things that wait most, numbered, each with its reason and its place on the page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TypeVar

from assistant.domain.digest import Entry, Item, ItemKind, Word
from assistant.domain.documents import Medium
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.findings import Finding
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind
from assistant.domain.people import Participant, Person
from assistant.domain.replies import SAID, Reply
from assistant.domain.topics import Topic
from assistant.ports import Store
from assistant.services.act import ASKING
from assistant.services.identify import find
from assistant.services.today import Question, Today

MOST = 12  # items: more is no mail to answer on a telephone
FIRST = (2, 4)  # of each kind, before there is more of any
LONGEST_DRAFT = 4_000  # characters of a message that is shown whole
WORDS: dict[ItemKind, tuple[Word, ...]] = {
    ItemKind.QUESTION: (Word.YES, Word.NO, Word.LATER, Word.WRONG),
    ItemKind.DRAFT: (Word.APPROVE, Word.DISCARD),
    ItemKind.MEETING: (Word.NOTHING, Word.NO),
    ItemKind.IDLE: (Word.DRAFT,),
}
"""What each kind of item may be answered; replies see below."""

_ASKED = (Word.YES, Word.NO, Word.LATER, Word.STOP, Word.NOTHING)
_TOLD = (Word.MET, Word.WON, Word.LOST, Word.NOTHING)
_MEDIA = {
    Medium.EMAIL: "a mail",
    Medium.NOTE: "a note",
    Medium.TRANSCRIPT: "a transcript",
    Medium.CALENDAR: "a calendar entry",
}
_KINDS = {Kind.PROBLEM: "a problem", Kind.NEED: "a need", Kind.REQUEST: "a request"}
Waiting = Question | Reply | Draft | Meeting | Introduction
Planned = tuple[Item, Entry]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a digest will say: items with how each is shown, and how many more wait on the page."""

    items: tuple[Item, ...] = ()
    entries: tuple[Entry, ...] = ()
    more: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Planner:
    """Makes plans. `page` is the address of the page; `findings` are what the etiquette would mend in a draft."""

    store: Store
    topics: Mapping[str, Topic]
    page: str
    zone: tzinfo
    findings: Callable[[Draft], Sequence[Finding]]

    def plan(self, today: Today) -> Plan:
        """The digest of what waits; nothing is changed by it."""
        drafts = [draft for draft in today.drafts if draft.state is DraftState.WAITING]
        kinds: Sequence[Sequence[Waiting]] = (today.replies, drafts, today.meetings, today.questions, today.idle)
        chosen, more = choose(kinds)
        planned = [self._planned(number, waiting) for number, waiting in enumerate(chosen, 1)]
        return Plan(items=tuple(item for item, _ in planned), entries=tuple(entry for _, entry in planned), more=more)

    def meeting_item(self, meeting: Meeting, number: int = 1) -> Planned:
        """A meeting to tell about."""
        item = self._item(number, ItemKind.MEETING, meeting.id)
        people = ", ".join(who.name or who.address for who in meeting.attendees)
        reason = f"{self._day(meeting.start)}, {meeting.start.astimezone(self.zone):%H:%M}, with {people}"
        return item, self._entry(item, f"What came up in {_named(meeting.title)}?", reason, f"/meetings/{meeting.id}")

    def _planned(self, number: int, waiting: Waiting) -> Planned:
        match waiting:
            case Question():
                return self._question(number, waiting)
            case Reply():
                return self._reply(number, waiting)
            case Draft():
                return self._draft(number, waiting)
            case Meeting():
                return self.meeting_item(waiting, number)
            case Introduction():
                return self._idle(number, waiting)

    def _question(self, number: int, question: Question) -> Planned:
        prompt, mention, document = question.prompt, question.mention, question.document
        item = self._item(number, ItemKind.QUESTION, prompt.id)
        where = _MEDIA[document.medium] if document else "a document that is gone"
        teller = mention.told_by.name or mention.told_by.address
        told = f", told by {teller}" if teller and mention.told_by != mention.holder else ""
        again = f", told {len(prompt.mention_ids)} times" if len(prompt.mention_ids) > 1 else ""
        reason = f"I take it for {_KINDS[mention.kind]}: {where} of {self._day(mention.heard_at)}{told}{again}."
        head = f"Would {_full(question.person)} like outside help with {self._matter(prompt.category)}?"
        return item, replace(self._entry(item, head, reason, f"/prompts/{prompt.id}"), quote=mention.quote)

    def _reply(self, number: int, reply: Reply) -> Planned:
        words = _ASKED if reply.stage in ASKING else _TOLD
        item = replace(self._item(number, ItemKind.REPLY, reply.id), words=words)
        known = find(self.store, reply.who)
        who = known.name if known else reply.who.name or reply.who.address
        taken = f"I take it for “{SAID[reply.label]}”"
        reason = f"{self._day(reply.at)}. {taken}: {reply.why}." if reply.why else f"{self._day(reply.at)}. {taken}."
        entry = self._entry(item, f"What does {who} mean?", reason, f"/replies/{reply.id}")
        return item, replace(entry, quote=reply.quote)

    def _draft(self, number: int, draft: Draft) -> Planned:
        findings = tuple(found for found in self.findings(draft) if found not in draft.overruled)
        is_whole = _shows_whole(draft)
        may = is_whole and all(found.may_be_overruled for found in findings)
        words = tuple(word for word in WORDS[ItemKind.DRAFT] if may or word is not Word.APPROVE)
        seen = draft.hash if is_whole else ""
        item = Item(
            number=number, kind=ItemKind.DRAFT, record_id=draft.id, words=words, seen_hash=seen, findings=findings
        )
        to = ", ".join(map(str, draft.to)) + (f"; in copy: {', '.join(map(str, draft.cc))}" if draft.cc else "")
        first = draft.to[0] if draft.to else Participant()
        reason = "" if is_whole else "It is too long for this mail: read and approve it on the page."
        entry = self._entry(item, f"Shall this go to {first.name or first.address}?", reason, f"/drafts/{draft.id}")
        text = draft.text if is_whole else ""
        why = tuple(found.why for found in findings)
        return item, replace(entry, to=to, subject=draft.subject, text=text, findings=why)

    def _idle(self, number: int, introduction: Introduction) -> Planned:
        item = self._item(number, ItemKind.IDLE, introduction.id)
        person = self.store.get(Person, introduction.seeker_id)
        who = person.name if person else "somebody who is forgotten"
        head = f"Nothing is drafted for {who} and {self._matter(introduction.category)}"
        reason = f"The next message is yours: it stands at “{introduction.state}”."
        return item, self._entry(item, head, reason, f"/introductions/{introduction.id}")

    def _item(self, number: int, kind: ItemKind, record_id: str) -> Item:
        return Item(number=number, kind=kind, record_id=record_id, words=WORDS.get(kind, ()))

    def _entry(self, item: Item, head: str, reason: str, path: str) -> Entry:
        words = ("what came up", Word.NOTHING) if item.kind is ItemKind.MEETING else item.words
        return Entry(
            number=item.number, kind=item.kind, head=head, reason=reason, link=self.page + path, words=tuple(words)
        )

    def _matter(self, category: str) -> str:
        topic = self.topics.get(category)
        return topic.phrase if topic else category

    def _day(self, moment: datetime) -> str:
        moment = moment.astimezone(self.zone)
        return f"{moment.day} {moment:%B}"


def choose(kinds: Sequence[Sequence[T]], most: int = MOST) -> tuple[list[T], int]:
    """At most `most` of all, some of every kind before there are many of one, in order; and how many are left out."""
    takes = [0] * len(kinds)
    for share in (*FIRST, most):
        for number, kind in enumerate(kinds):
            takes[number] += max(0, min(len(kind), share, takes[number] + most - sum(takes)) - takes[number])
    chosen = [each for kind, take in zip(kinds, takes, strict=True) for each in kind[:take]]
    return chosen, sum(map(len, kinds)) - len(chosen)


def _shows_whole(draft: Draft) -> bool:
    """Whether a mail shows all that the recipient will get, sign by sign, so that it can be approved by it."""
    people = "".join(map(str, (*draft.to, *draft.cc)))
    plain = all(sign.isprintable() or sign == "\n" for sign in draft.text) and f"{people}{draft.subject}".isprintable()
    return plain and len(draft.text) <= LONGEST_DRAFT


def _full(person: Person) -> str:
    return f"{person.name} of {person.organisation}" if person.organisation else person.name


def _named(title: str) -> str:
    return f"“{title}”" if title.strip() else "the meeting"


def counted(entries: Sequence[Entry]) -> str:
    """How many of what, in words: 2 questions, 1 message to approve."""
    return ", ".join(_counts(entries)) or "nothing new"


_COUNTED = {
    ItemKind.REPLY: ("reply", "replies"),
    ItemKind.DRAFT: ("message to approve", "messages to approve"),
    ItemKind.MEETING: ("meeting", "meetings"),
    ItemKind.QUESTION: ("question", "questions"),
    ItemKind.IDLE: ("introduction that stands still", "introductions that stand still"),
}


def _counts(entries: Sequence[Entry]) -> Iterator[str]:
    for kind, (one, many) in _COUNTED.items():
        number = sum(entry.kind is kind for entry in entries)
        if number:
            yield f"{number} {one if number == 1 else many}"

"""What mail and calendar say of two people: that they were introduced, that they write to each other, that they met.

Looked up by the two together, so that it costs what the two have in common, not what the mailbox holds. The words of a
mail are not kept: what it was is told by who wrote it to whom, and by its title.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.facts import Fact, FactKind, Weight
from assistant.domain.ids import fold
from assistant.domain.meetings import Meeting
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.ports import R, Store
from assistant.services.look_in_records import Pair, introductions_of, spoken

CROWD = 12  # people: that two were among more than these says nothing of the two
FEW = 3  # others than the user in a mail that may have introduced two of them without saying so in its title
OFTEN = 3  # mails to both that make it likely that they know each other
SHOWN = 5  # documents named as evidence
PRESENTING = re.compile(r"<-?>|\b(?:meets?|intro\w*|connect\w*)\b", re.IGNORECASE)  # in a title: this is to introduce


class InCommon:
    """What two people have in common in mail and calendar, each part looked up once and when it is first asked for."""

    def __init__(self, store: Store, pair: Pair) -> None:
        self._store = store
        self._pair = pair

    def introduced(self) -> Iterator[Fact]:
        """The mail, the latest one, by which the user introduced the two."""
        mails = _newest({each.id: each for each in (*self._presented(), *self._sorted["introduced"])}.values())
        if mails:
            words = f"you introduced them by mail on {spoken(mails[0].when)}: “{mails[0].title}”"
            yield _fact(FactKind.INTRODUCED, Weight.FORBIDS, words, mails[0].when, mails)

    def written(self) -> Iterator[Fact]:
        """That somebody else introduced them, that they write to each other, or are often written to together."""
        others, between, both = (_newest(self._sorted[how]) for how in ("by others", "between", "to both"))
        if others:
            who = others[0].author.name or others[0].author.address
            words = f"{who} introduced them on {spoken(others[0].when)}: “{others[0].title}”"
            yield _know(words, others)
        if between:
            times = "once" if len(between) == 1 else f"{len(between)} times"
            words = (
                f"they have written to each other ({times}, last on {spoken(between[0].when)}: “{between[0].title}”)"
            )
            yield _know(words, between)
        elif len(both) >= OFTEN:
            words = f"both are in {len(both)} mails, the last on {spoken(both[0].when)}: “{both[0].title}”"
            yield _know(words, both)

    def met(self) -> Iterator[Fact]:
        """That both are in one meeting, or were in one conversation that was noted."""
        known = _both(self._store, Meeting, self._pair)
        meetings = [each for each in known if not each.cancelled and len(each.people) <= CROWD]
        talks = _newest(each for each in self._documents if each.medium in (Medium.NOTE, Medium.TRANSCRIPT))
        if meetings:
            meetings.sort(key=lambda meeting: meeting.start, reverse=True)
            latest, several = meetings[0], f" ({len(meetings)} meetings)" if len(meetings) > 1 else ""
            words = f"both are in “{latest.title}” on {spoken(latest.start)}{several}"
            yield _fact(FactKind.KNOW_EACH_OTHER, Weight.MIND, words, latest.start, meetings)
        elif talks:
            yield _know(f"both were in “{talks[0].title}” on {spoken(talks[0].when)}", talks)

    @cached_property
    def _documents(self) -> list[Document]:
        ours = _Ours.of(self._store, self._pair)
        found = _both(self._store, Document, self._pair)
        return [document for document in found if len(document.people) <= CROWD and not ours.has(document)]

    @cached_property
    def _sorted(self) -> Mapping[str, list[Document]]:
        """The mails that both have a part in, by what they say."""
        heard = _heard(self._store, self._pair)
        found: dict[str, list[Document]] = {}
        for document in self._documents:
            if document.medium is Medium.EMAIL:
                found.setdefault(_says(document, self._pair, heard), []).append(document)
        return defaultdict(list, found)

    def _presented(self) -> Iterator[Document]:
        """Mails of the user's that present the two to each other in the title, and went to one of them at least."""
        pair, ours = self._pair, None
        spoken_of = zip(_spoken_names(pair.seeker), _spoken_names(pair.provider), strict=True)
        for words in sorted({frozenset(each) for each in spoken_of}, key=sorted):
            for document in self._store.find(Document, introduced=words) if len(words) == 2 else ():
                went_to = {*pair.seeker.sure_keys, *pair.provider.sure_keys} & set(document.people)
                presents = _is_by(document, pair.user) and PRESENTING.search(document.title)
                if not presents or not went_to or len(document.people) > CROWD:
                    continue
                ours = ours or _Ours.of(self._store, pair)
                if not ours.has(document):
                    yield document


def _says(document: Document, pair: Pair, heard: datetime | None) -> str:
    """What a mail that both have a part in says: by whom and how they were introduced, or that they write."""
    if _is_by(document, pair.seeker) or _is_by(document, pair.provider):
        return "between"
    names_both = _names_both(document, pair)
    if not _is_by(document, pair.user):
        return "by others" if names_both and PRESENTING.search(document.title) else "to both"
    is_for_two = len(set(document.people) - set(pair.user.addresses)) <= FEW
    since_then = heard is not None and document.when >= heard
    return "introduced" if names_both or (is_for_two and since_then) else "to both"


def _is_by(document: Document, person: Person) -> bool:
    return document.author.address.strip().lower() in person.addresses


def _spoken_names(person: Person) -> tuple[str, str]:
    """First and last name as a title may have them; the same one twice where there is only one."""
    words = fold(person.name).split() or [""]
    return words[0], words[-1]


def _names_both(document: Document, pair: Pair) -> bool:
    """Whether the title presents the two: the names of both stand in it, and a sign or word that joins them."""
    words = set(document.introduced)
    return all(words & set(_spoken_names(person)) - {""} for person in (pair.seeker, pair.provider))


def _heard(store: Store, pair: Pair) -> datetime | None:
    """When the matter was first heard of; the latest one where there were several."""
    prompts = (prompt for prompt in store.find(Prompt, person_id=pair.seeker.id) if prompt.category == pair.category)
    return max((prompt.first_heard for prompt in prompts), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ours:
    """The joint messages of introductions that are on record: those tell of themselves, and say what it was about."""

    ids: frozenset[str]
    titles: frozenset[str]

    @classmethod
    def of(cls, store: Store, pair: Pair) -> "_Ours":
        """The joint messages between the two."""
        seeking = introductions_of(store, pair.seeker, pair.provider)
        introductions = [*seeking, *introductions_of(store, pair.provider, pair.seeker)]
        drafts = [draft for intro in introductions for draft in store.find(Draft, introduction_id=intro.id)]
        joint = [draft for draft in drafts if draft.kind is DraftKind.JOINT and draft.delivered_at]
        return cls(
            ids=frozenset(draft.sent_id for draft in joint) - {""},
            titles=frozenset(fold(title) for draft in joint for title in (draft.subject, draft.own_subject)) - {""},
        )

    def has(self, document: Document) -> bool:
        """Whether the document is one of them."""
        return document.message_id in self.ids or fold(document.title) in self.titles


def _both(store: Store, kind: type[R], pair: Pair) -> list[R]:
    """The records that both are in, by any of their addresses, or by full name."""
    ways = [frozenset((a, b)) for a in pair.seeker.sure_keys for b in pair.provider.sure_keys if a != b]
    found = {record.id: record for way in ways for record in store.find(kind, people=way)}
    return list(found.values())


def _newest(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda document: document.when, reverse=True)


def _know(words: str, documents: Sequence[Document]) -> Fact:
    return _fact(FactKind.KNOW_EACH_OTHER, Weight.MIND, words, documents[0].when, documents)


def _fact(kind: FactKind, weight: Weight, words: str, when: datetime, records: Sequence[Document | Meeting]) -> Fact:
    evidence = tuple(record.id for record in records[:SHOWN])
    return Fact(kind=kind, weight=weight, words=words, day=when.date(), evidence=evidence)

"""One search over everything that a page shows: people, mentions, introductions, meetings, documents and providers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document
from assistant.domain.ids import fold
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.ports import Lookup, Store

MOST = 10  # of each group
OF_ONE = 3  # introductions of one person who was found
_OF_PEOPLE = ("name", "aliases", "organisation", "addresses", "note")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One record that was found, who it is about, and where the words stand: a field's name, and its text.

    A prompt is found as its `mention`, whose `prompt_id` leads to it. `person` is None where it is about nobody.
    """

    record: Person | Mention | Introduction | Meeting | Document | Provider
    field: str
    text: str
    person: Person | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was found, in groups, the best first in each."""

    people: tuple[Hit, ...] = ()
    mentions: tuple[Hit, ...] = ()
    introductions: tuple[Hit, ...] = ()
    meetings: tuple[Hit, ...] = ()
    providers: tuple[Hit, ...] = ()
    documents: tuple[Hit, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        groups = (self.people, self.mentions, self.introductions, self.meetings, self.providers, self.documents)
        return not any(groups)


def search(store: Store, lookup: Lookup, words: str, *, most: int = MOST) -> Found:
    """Everything in which each of the words begins a word; nothing where no words are given."""
    mentions, cards = lookup.search(Mention, words, limit=most), lookup.search(Provider, words, limit=most)
    about = lookup.several(Person, [*(each.person_id for each in mentions), *(each.person_id for each in cards)])
    people = [_hit(who, words, _OF_PEOPLE, who) for who in lookup.search(Person, words, limit=most)]
    told = [_hit(each, words, ("quote",), about.get(each.person_id)) for each in mentions]
    return Found(
        people=tuple(people),
        mentions=tuple(told),
        introductions=_introductions(store, lookup, people, told, most),
        meetings=tuple(_hit(each, words, ("title",)) for each in lookup.search(Meeting, words, limit=most)),
        providers=tuple(_hit(each, words, ("does", "services"), about.get(each.person_id)) for each in cards),
        documents=tuple(_hit(each, words, ("title",)) for each in lookup.search(Document, words, limit=most)),
    )


def _introductions(
    store: Store, lookup: Lookup, people: Sequence[Hit], mentions: Sequence[Hit], most: int
) -> tuple[Hit, ...]:
    """The latest introductions of the people who were found, on either side, and those of the matters that were."""
    found: dict[str, Hit] = {}
    for hit in people:
        assert isinstance(hit.record, Person)
        ways = [("seeker_id", hit.record.id), *(("providers", card.id) for card in _cards(store, hit.record))]
        for field, value in ways:
            for each in lookup.listing(Introduction, limit=OF_ONE, **{field: value}).records:  # type: ignore[arg-type]
                found.setdefault(each.id, Hit(record=each, field=hit.field, text=hit.text, person=hit.person))
    for hit in mentions:
        assert isinstance(hit.record, Mention)
        for each in store.find(Introduction, prompt_id=hit.record.prompt_id) if hit.record.prompt_id else ():
            found.setdefault(each.id, Hit(record=each, field=hit.field, text=hit.text, person=hit.person))
    return tuple(found.values())[:most]


def _cards(store: Store, person: Person) -> Iterator[Provider]:
    return store.find(Provider, person_id=person.id)


def _hit(
    record: Person | Mention | Introduction | Meeting | Document | Provider,
    words: str,
    fields: Iterable[str],
    person: Person | None = None,
) -> Hit:
    field, text = where(record, words, fields)
    return Hit(record=record, field=field, text=text, person=person)


def where(record: object, words: str, fields: Iterable[str]) -> tuple[str, str]:
    """The field that holds most of the words, the first one of several, and its text."""
    pieces = [piece for piece in map(fold, words.split()) if piece]
    texts = []
    for field in fields:
        value = getattr(record, field)
        texts += [(field, str(each)) for each in (value if isinstance(value, tuple) else (value,)) if each]
    counts = [sum(f" {piece}" in f" {fold(text)}" for piece in pieces) for _, text in texts]
    return texts[counts.index(max(counts))] if texts else ("", "")

"""The two sides of the memory game: what somebody is looking for, and everybody who might be it (S4)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from assistant.domain.bullpen import Provider
from assistant.domain.introductions import Introduction, State
from assistant.domain.pairs import About, mark_of
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.wishes import Wish, WishKind, WishState
from assistant.ports import Candidate, Store, Wanted
from assistant.services.match import candidate_of
from assistant.services.told import standing_mentions_of

CLIENTS = "sales-clients"
"""The topic of who needs clients, as in an open lament (S18)."""

STANDS = timedelta(days=365)  # a matter that nobody has told of for a year is not looked for any more


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What a person is looking for: `subject_id` is the prompt, the wish, or the card with the ideal client."""

    subject_id: str
    about: About
    person: Person
    category: str
    words: str

    @property
    def wanted(self) -> Wanted:
        """As it is compared."""
        return Wanted(words=self.words, area=self.person.area)

    @property
    def mark(self) -> str:
        """Another text where it says something else."""
        return mark_of(self.subject_id, self.words, *self.person.area)


@dataclass(frozen=True, kw_only=True, slots=True)
class Acquaintance:
    """Somebody as they are compared, with their card where they have one."""

    person: Person
    candidate: Candidate
    card: Provider | None = None

    def beside(self, about: About) -> Candidate:
        """As they are compared with a matter, or with a wish: whom they serve is not who they are."""
        return self.candidate if about is About.MATTER else replace(self.candidate, ideal_client="")

    @property
    def mark(self) -> str:
        """Another text where other things are known of them."""
        return mark_of(repr(self.candidate))


def sought(store: Store, now: datetime) -> Iterator[Sought]:
    """Every open question, every introduction that waits for somebody fitting, every wish, every ideal client."""
    states = (PromptState.OPEN, PromptState.LATER)
    open_ones = (prompt for state in states for prompt in store.find(Prompt, state=state))
    parked = (store.get(Prompt, each.prompt_id) for each in store.find(Introduction, state=State.PARKED))
    for prompt in chain(open_ones, parked):
        if prompt and prompt.last_heard >= now - STANDS and (found := of_prompt(store, prompt)):
            yield found
    for wish in store.find(Wish, state=WishState.OPEN):
        if found := of_wish(store, wish):
            yield found
    for card in store.find(Provider):
        if found := of_card(store, card):
            yield found


def of_prompt(store: Store, prompt: Prompt) -> Sought | None:
    """A matter in the words in which it was told; None where nothing of it stands, or they are never to be asked.

    Who needs clients is looked for by their wishes alone: whoever repairs telephones is of no use where "the phone does
    not ring".
    """
    person, words = _askable(store, prompt.person_id), [each.quote for each in standing_mentions_of(store, prompt)]
    if person is None or not words or prompt.category == CLIENTS:
        return None
    return Sought(
        subject_id=prompt.id, about=About.MATTER, person=person, category=prompt.category, words=" ".join(words)
    )


def of_wish(store: Store, wish: Wish) -> Sought | None:
    """A wish in its words; None where they are never to be asked."""
    person = _askable(store, wish.person_id)
    category = wish.category if wish.category and wish.kind is WishKind.SUPPLIER else "partnerships"
    if person is None:
        return None
    return Sought(subject_id=wish.id, about=About.WISH, person=person, category=category, words=wish.words)


def of_card(store: Store, card: Provider) -> Sought | None:
    """The ideal client of a card, which is a wish, too; None without one."""
    person = _askable(store, card.person_id) if card.ideal_client.strip() else None
    if person is None:
        return None
    return Sought(subject_id=card.id, about=About.WISH, person=person, category="partnerships", words=card.ideal_client)


def acquaintances(store: Store) -> Iterator[Acquaintance]:
    """Everybody of whom enough is known to be compared: a card, a note, or at least an organisation."""
    carded = set()
    for card in store.find(Provider):
        carded.add(card.person_id)
        if person := _askable(store, card.person_id):
            yield Acquaintance(person=person, candidate=candidate_of(card), card=card)
    for person in store.find(Person):
        if person.id not in carded and not person.preferences.never_ask and (person.note or person.organisation):
            yield Acquaintance(person=person, candidate=candidate_without_card(person))


def candidate_without_card(person: Person) -> Candidate:
    """Somebody without a card as they are compared."""
    return Candidate(
        id=person.id,
        says="\n".join(filter(None, (person.organisation, person.note))),
        services=tuple(role.replace("_", " ") for role in person.roles),
        area=person.area,
    )


def _askable(store: Store, person_id: str) -> Person | None:
    person = store.get(Person, person_id)
    return None if person is None or person.preferences.never_ask else person

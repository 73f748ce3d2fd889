"""Partners: two who serve the same ideal client without doing each other's work (S11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.bullpen import Provider
from assistant.domain.ids import fold
from assistant.domain.pairs import About, Looked, Pair, mark_of, pair_id
from assistant.domain.people import USER, Person, unique
from assistant.domain.profile import PROFILE, Profile
from assistant.domain.time import Clock
from assistant.domain.wishes import Wish, WishKind, WishState
from assistant.ports import Candidate, Compared, Matcher, Store, Wanted
from assistant.services.known_pairs import was_put

SAME_CLIENT = 0.99  # of chance between two ideal clients alone: 11 of 12 like ones reach it, 2 of 12 that only sound so
RIVALS = 0.5  # of chance that what the one does would do for the other's, where no services are named
NEAR = 10  # of whom more than their ideal client is looked at
FOR_ONE = 3  # partners at most that one pass finds for one person


@dataclass(frozen=True, kw_only=True, slots=True)
class Business:
    """What somebody does, for whom, and where; `id` is a person's, or `USER`."""

    id: str
    does: str
    services: tuple[str, ...]
    ideal_client: str
    area: tuple[str, ...] = ()
    organisation: str = ""

    @property
    def mark(self) -> str:
        """Another text where any of it changed."""
        return mark_of(repr(self))


@dataclass(frozen=True, kw_only=True, slots=True)
class Partners:
    """Finds partners among those whose ideal client is known, and for the user."""

    store: Store
    matcher: Matcher
    clock: Clock

    def run(self) -> tuple[list[Pair], Looked]:
        """Compare those of whom something new is known with all others.

        Gives new pairs and what has been compared by now; neither is stored yet.
        """
        every = list(businesses(self.store))
        looked = self.store.get(Looked, "businesses")
        seen = set(looked.marks) if looked else set()
        fresh = [each for each in every if each.mark not in seen]
        pairs = {pair.id: pair for one in fresh for pair in self._of(one, every)}
        return list(pairs.values()), Looked(id="businesses", marks=tuple(sorted(each.mark for each in every)))

    def _of(self, one: Business, every: Sequence[Business]) -> list[Pair]:
        """The new pairs of one, the likest ideal client first."""
        others = {each.id: each for each in every if each.id != one.id}
        clients = [Candidate(id=each.id, says=each.ideal_client) for each in others.values()]
        near = self.matcher.compare(Wanted(words=one.ideal_client), clients, most=NEAR).compared if clients else ()
        found = []
        for other in (others[each.id] for each in near):
            if self._is_out(one, other):
                continue
            alike = self._alike(one, other)
            if alike.chance >= SAME_CLIENT and self._complements(one, other):
                found.append((alike, other))
        found.sort(key=lambda each: (-each[0].chance, each[1].id))
        return [self._pair(one, other, alike) for alike, other in found[:FOR_ONE]]

    def _is_out(self, one: Business, other: Business) -> bool:
        same_house = one.organisation and fold(one.organisation) == fold(other.organisation)
        return bool(same_house) or was_put(self.store, About.PARTNERS, "", one.id, other.id)

    def _alike(self, one: Business, other: Business) -> Compared:
        """How like their ideal clients are; the same whoever is asked about."""
        first, second = sorted((one, other), key=lambda each: each.id)
        return self._compare(first.ideal_client, second.ideal_client)

    def _complements(self, one: Business, other: Business) -> bool:
        """Whether neither does the other's work, or they do it in different places."""
        if one.services and other.services:
            competes = bool(set(one.services) & set(other.services))
        else:
            first, second = sorted((one, other), key=lambda each: each.id)
            competes = self._compare(first.does, second.does).chance >= RIVALS
        apart = {fold(place) for place in one.area}.isdisjoint(fold(place) for place in other.area)
        return not competes or bool(one.area and other.area and apart)

    def _compare(self, words: str, says: str) -> Compared:
        (compared,) = self.matcher.compare(Wanted(words=words), [Candidate(id="other", says=says)], most=1).compared
        return compared

    def _pair(self, one: Business, other: Business, alike: Compared) -> Pair:
        """The pair; the user stands first, else whoever comes first by id."""
        first, second = sorted((one, other), key=lambda each: (each.id != USER, each.id))
        return Pair(
            id=pair_id(About.PARTNERS, "", first.id, second.id),
            about=About.PARTNERS,
            seeker_id=first.id,
            other_id=second.id,
            found_at=self.clock(),
            chance=alike.chance,
            category="partnerships",
            shared=alike.shared[:5],
        )


def businesses(store: Store) -> Iterator[Business]:
    """The user, whoever has a card with an ideal client, and whoever told the user which clients they want to reach."""
    if user := _of_user(store):
        yield user
    cards: dict[str, list[Provider]] = {}
    for card in store.find(Provider):
        cards.setdefault(card.person_id, []).append(card)
    wishes: dict[str, list[str]] = {}
    for wish in store.find(Wish, state=WishState.OPEN):
        if wish.kind is WishKind.CLIENT:
            wishes.setdefault(wish.person_id, []).append(wish.words)
    for person_id in dict.fromkeys((*cards, *wishes)):
        if found := _of_person(store.get(Person, person_id), cards.get(person_id, []), wishes.get(person_id, [])):
            yield found


def business_of(store: Store, person_id: str) -> Business | None:
    """What is known of one person's business, or of the user's; None where that is too little."""
    if person_id == USER:
        return _of_user(store)
    wishes = store.find(Wish, person_id=person_id, state=WishState.OPEN)
    clients = [wish.words for wish in wishes if wish.kind is WishKind.CLIENT]
    return _of_person(store.get(Person, person_id), list(store.find(Provider, person_id=person_id)), clients)


def _of_user(store: Store) -> Business | None:
    profile = store.get(Profile, PROFILE)
    if profile is None or profile.is_empty:
        return None
    return Business(
        id=USER, does=profile.does, services=profile.services, ideal_client=profile.ideal_client, area=profile.area
    )


def _of_person(person: Person | None, cards: Sequence[Provider], wishes: Sequence[str]) -> Business | None:
    if person is None or person.preferences.never_ask:
        return None
    does = "\n".join(filter(None, [card.does for card in cards] or [person.organisation, person.note]))
    clients = "; ".join([card.ideal_client for card in cards if card.ideal_client.strip()] or wishes)
    if not (does and clients):
        return None
    return Business(
        id=person.id,
        does=does,
        services=unique(service for card in cards for service in card.services),
        ideal_client=clients,
        area=unique(place for card in cards for place in card.area) if cards else person.area,
        organisation=person.organisation,
    )

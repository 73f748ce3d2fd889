"""People, matters, wishes and cards for the memory game, with a matcher that says what it is told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_lookup import MemoryLookup
from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.domain.bullpen import Provider
from assistant.domain.mentions import Kind, Mention
from assistant.domain.pairs import Pair
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.wishes import Wish, WishKind
from assistant.ports import Compared
from assistant.services.pairing import Pairing
from assistant.services.pairs import Pairs
from assistant.services.partners import Partners

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
USER = Person(id="user", name="Helen Marsh", addresses=("helen@marsh.example",))


@dataclass
class PairingWorld:
    """A store, and a matcher that holds everybody in `likely` for likely."""

    store: MemoryStore = field(default_factory=MemoryStore)
    matcher: MemoryMatcher = field(default_factory=MemoryMatcher)

    def person(self, name: str, **more: object) -> Person:
        """Somebody new."""
        person = Person(
            id=f"who-{name}",
            name=f"{name.title()} Li",
            addresses=(f"{name}@x.example",),
            **more,  # type: ignore[arg-type]
        )
        self.store.put(person)
        return person

    def card(self, person: Person, *services: str, does: str = "returns", **more: object) -> Provider:
        """A card of theirs."""
        card = Provider(
            id=f"b-{person.id.removeprefix('who-')}",
            person_id=person.id,
            services=services,
            does=does,
            **more,  # type: ignore[arg-type]
        )
        self.store.put(card)
        return card

    def tell(self, person: Person, quote: str, category: str = "payroll", **more: object) -> Prompt:
        """A matter of theirs."""
        mention = Mention(
            id=f"m-{person.id}-{category}", document_id="doc-1", kind=Kind.PROBLEM, category=category, quote=quote,
            start=0, end=len(quote), holder=person.participant, told_by=person.participant,
            heard_at=NOON - timedelta(days=30), confidence=0.9, found_by="test", person_id=person.id,
        )  # fmt: skip
        prompt = Prompt.about(mention)
        prompt = prompt if not more else _changed(prompt, **more)
        self.store.put(mention, prompt)
        return prompt

    def wish(self, person: Person, words: str, kind: WishKind = WishKind.CLIENT) -> Wish:
        """A wish of theirs."""
        wish = Wish(id=f"wish-{person.id}", person_id=person.id, kind=kind, words=words, said_at=NOON)
        self.store.put(wish)
        return wish

    def likely(self, *ids: str, chance: float = 0.9) -> None:
        """From now on, these are whom everybody looks for."""
        self.matcher.told |= {each: Compared(id=each, chance=chance) for each in ids}

    @property
    def pairing(self) -> Pairing:
        """What finds pairs."""
        store, matcher = self.store, self.matcher
        partners = Partners(store=store, matcher=matcher, clock=lambda: NOON)
        return Pairing(store=store, matcher=matcher, clock=lambda: NOON, user=USER, partners=partners)

    @property
    def pairs(self) -> Pairs:
        """What shows them."""
        return Pairs(store=self.store, lookup=MemoryLookup(self.store), user=USER)

    def found(self) -> set[tuple[str, str, str]]:
        """Who was found for whom, for what."""
        return {(pair.seeker_id, pair.other_id, pair.subject_id) for pair in self.store.find(Pair)}


def _changed(prompt: Prompt, **more: object) -> Prompt:
    from dataclasses import replace

    return replace(prompt, **more)  # type: ignore[arg-type]


__all__ = ["NOON", "PairingWorld", "PromptState"]

"""The user keeps the bullpen by hand: a card is written, changed, taken out. Whoever waits for such a card is told."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from assistant.domain.bullpen import Provider
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.ids import fold, make_id
from assistant.domain.introductions import Introduction
from assistant.domain.people import Participant, Person, Role, unique
from assistant.errors import TransitionError, UserError
from assistant.ports import Store
from assistant.services.drafting import LIVE
from assistant.services.identify import find
from assistant.services.introduce import Introduce


@dataclass(frozen=True, kw_only=True, slots=True)
class Cards:
    """Writes cards. `topics` are the ids that a service may have."""

    introduce: Introduce
    topics: Collection[str]

    def write(self, person: Person, card: Provider) -> tuple[Provider, list[Introduction]]:
        """Keep a new card of a person, who may be new as well; gives it with the introductions that it woke.

        Raises UserError naming all that the card lacks, or where they have a card already.
        """
        store = self.introduce.store
        self._check(card)
        with store.transaction():
            known = store.get(Person, person.id) or person
            if has := next(store.find(Provider, person_id=known.id), None):
                raise UserError(f"{known.name} has a card already", hint=f"assistant bullpen show {has.id}")
            store.put(replace(known, roles=unique((*known.roles, Role.PROVIDER))))
            card = replace(card, id=card_id(known), person_id=known.id)
            store.put(card)
            return card, self.introduce.wake()

    def change(self, before: Provider, after: Provider) -> tuple[Provider, list[Introduction]]:
        """Keep a card as the user has changed it; gives it with the introductions that it woke.

        Raises UserError naming all that the card lacks, TransitionError where it is no longer what it was `before`.
        """
        store = self.introduce.store
        self._check(after)
        with store.transaction():
            if store.get(Provider, before.id) != before:
                raise TransitionError("the card was changed elsewhere meanwhile", hint="compare, then save yours again")
            card = replace(after, id=before.id, person_id=before.person_id).with_decisions_of(before)
            store.put(card)
            return card, self.introduce.wake()

    def remove(self, card: Provider) -> None:
        """Take a card out of the bullpen; introductions for which it was only proposed look for another.

        Raises TransitionError where an introduction has been about it, or is about to be.
        """
        store = self.introduce.store
        with store.transaction():
            asks = [draft for draft in store.find(Draft, provider_id=card.id) if draft.state in LIVE]
            approved = any(draft.state is DraftState.APPROVED for draft in asks)
            if approved or store.count(Introduction, providers=card.id):
                raise TransitionError(
                    "introductions have been about this card, and their story needs it",
                    hint="pause it until a day far off instead",
                )
            store.delete(Provider, card.id)
            for draft in asks:
                store.put(draft.discarded())
                if introduction := store.get(Introduction, draft.introduction_id):
                    self.introduce.go_on(introduction)

    def _check(self, card: Provider) -> None:
        problems = [f"there is no service '{service}'" for service in card.services if service not in self.topics]
        if not card.services:
            problems.append("say what they help with: tick at least one field")
        if not card.does:
            problems.append("say in a sentence what they do")
        if min(card.capacity.at_once, card.capacity.a_month) < 0:
            problems.append("how many introductions they want is a number from 0 on; 0 says no number")
        if problems:
            raise UserError(problems)


def card_id(person: Person) -> str:
    """The id of somebody's card, the same as a file of cards gives it."""
    return make_id("b", person.id)


def whose_card(store: Store, who: Participant, organisation: str = "") -> Person:
    """The person a new card is for: whoever is known by that address or name, else somebody new (not yet stored).

    Raises UserError without a name.
    """
    if not fold(who.name):
        raise UserError("whose card is it? write a name")
    return find(store, who) or Person.known_as(who, organisation=organisation)

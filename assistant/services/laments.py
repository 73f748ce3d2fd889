"""Open laments: somebody says that nobody is buying, and could meet somebody (S18)."""

from dataclasses import dataclass

from assistant.domain.bullpen import Provider
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.wishes import Wish
from assistant.ports import Lookup, Store
from assistant.services.pairs import Pairs, Seen
from assistant.services.sought import CLIENTS
from assistant.services.wishes import open_wishes


@dataclass(frozen=True, kw_only=True, slots=True)
class Lament:
    """One of them in their words, with the question it raised, whom they wish to reach, and whom they could meet."""

    mention: Mention
    person: Person
    prompt: Prompt | None
    wishes: tuple[Wish, ...]
    fits: tuple[Seen, ...]


def laments(
    store: Store, lookup: Lookup, pairs: Pairs, *, after: str = "", limit: int = 30
) -> tuple[list[Lament], str]:
    """The latest that still stand, and where the following part of the list begins; empty at its end."""
    page = lookup.listing(Mention, limit=limit, after=after, category=CLIENTS)
    people = lookup.several(Person, (mention.person_id for mention in page.records))
    found = (
        _lament(store, pairs, mention, people[mention.person_id])
        for mention in page.records
        if not mention.withdrawn and mention.person_id in people
    )
    return [each for each in found if not (each.prompt and each.prompt.state is PromptState.WRONG)], page.next


def _lament(store: Store, pairs: Pairs, mention: Mention, person: Person) -> Lament:
    prompt = store.get(Prompt, mention.prompt_id) if mention.prompt_id else None
    wishes = open_wishes(store, person)
    subjects = [wish.id for wish in wishes] + [card.id for card in store.find(Provider, person_id=person.id)]
    fits = {seen.other.id: seen for subject in subjects for seen in pairs.of(subject)}
    return Lament(mention=mention, person=person, prompt=prompt, wishes=tuple(wishes), fits=tuple(fits.values()))

"""Gaps: needs that came up and that nobody in the bullpen serves, and whom one might ask to serve them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.introductions import Introduction, State
from assistant.domain.people import Person, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.topics import Topic
from assistant.ports import Lookup, Store

CAME_UP = tuple(state for state in PromptState if state is not PromptState.WRONG)
"""The questions that tell of a true need, whatever the user answered."""

THOUGHT_OF = 3  # people a gap


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """One topic that nobody serves, or that nobody who serves it fits.

    `prompts` are the ids of the needs that came up, `mentions` how often they were told, `people` the ids of those who
    told of one, the latest first, `waiting` the ids of the introductions that wait until somebody fits. `is_served`
    says that there are cards for it.
    """

    category: str
    title: str
    prompts: tuple[str, ...] = ()
    mentions: int = 0
    people: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    last: datetime | None = None
    is_served: bool = False


def gaps(store: Store, topics: Mapping[str, Topic]) -> tuple[Gap, ...]:
    """What nobody serves, what waits first, then what was told most often."""
    cards = list(store.find(Provider))
    served = {service for card in cards if not card.benched for service in card.services}
    waiting: dict[str, list[Introduction]] = {}
    for introduction in store.find(Introduction, state=State.PARKED):
        waiting.setdefault(introduction.category, []).append(introduction)
    told: dict[str, list[Prompt]] = {category: [] for category in waiting}
    for state in CAME_UP:
        for prompt in store.find(Prompt, state=state):
            if prompt.category not in served:
                told.setdefault(prompt.category, []).append(prompt)
    for category in waiting.keys() & served:  # somebody serves it, but not these
        parked = (store.get(Prompt, introduction.prompt_id) for introduction in waiting[category])
        told[category] = [prompt for prompt in parked if prompt]
    found = (
        _gap(category, topics, prompts, waiting.get(category, ()), is_served=category in served)
        for category, prompts in told.items()
    )
    return tuple(sorted(found, key=lambda gap: (-len(gap.waiting), -gap.mentions, gap.title)))


def _gap(
    category: str,
    topics: Mapping[str, Topic],
    prompts: Iterable[Prompt],
    waiting: Iterable[Introduction],
    *,
    is_served: bool,
) -> Gap:
    prompts = sorted(prompts, key=lambda prompt: prompt.last_heard, reverse=True)
    return Gap(
        category=category,
        title=topics[category].title if category in topics else category,
        prompts=tuple(prompt.id for prompt in prompts),
        mentions=sum(len(prompt.mention_ids) for prompt in prompts),
        people=tuple(dict.fromkeys(prompt.person_id for prompt in prompts)),
        waiting=tuple(introduction.id for introduction in waiting),
        last=prompts[0].last_heard if prompts else None,
        is_served=is_served,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Thought:
    """Somebody without a card who might serve a gap, or know who does; `word` is what speaks for them."""

    person: Person
    word: str


def might_serve(store: Store, lookup: Lookup, topic: Topic, *, without: Iterable[str] = ()) -> tuple[Thought, ...]:
    """People whose organisation or note speaks of the topic, and who may be asked: no more than a thought.

    `without` are the ids of those who have the need themselves.
    """
    found: dict[str, Thought] = {}
    unwanted = set(without)
    for word in topic.telling:
        for person in lookup.search(Person, word, limit=2 * THOUGHT_OF):
            speaks = f"{person.organisation} {person.note}".casefold()
            if person.id in unwanted or person.id in found or word not in speaks or person.preferences.never_ask:
                continue
            if Role.PROVIDER in person.roles and next(store.find(Provider, person_id=person.id), None):
                continue
            found[person.id] = Thought(person=person, word=word)
            if len(found) == THOUGHT_OF:
                return tuple(found.values())
    return tuple(found.values())

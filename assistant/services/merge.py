"""Making one person of two who are the same, and two again where that was a mistake."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.favours import Favour
from assistant.domain.ids import make_id
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Mention
from assistant.domain.merging import Belonged, Merged
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import TransitionError, UserError
from assistant.ports import R, Store
from assistant.services.belonging import hand_back, hand_over
from assistant.services.told import mentions_of


def merge(store: Store, keep: Person, other: Person, *, at: datetime | None = None) -> Person:
    """Make one person of two, and move all that belongs to `other` to `keep`; `unmerge` takes it back."""
    if keep.id == other.id:
        raise UserError("that is one person already")
    both = ((a.id, b.id) for a, b in ((keep, other), (other, keep)))
    for seeker, provider in both:
        for introduction in store.find(Introduction, seeker_id=seeker):
            card = store.get(Provider, introduction.provider_id)
            if card and card.person_id == provider:
                raise UserError(f"{introduction.id} introduces these two to each other: they are two people")
    with store.transaction():
        merged = keep.merged_with(other)
        prompts = [prompt for who in (keep, other) for prompt in store.find(Prompt, person_id=who.id)]
        mentions = [mention for who in (keep, other) for mention in store.find(Mention, person_id=who.id)]
        cards = list(store.find(Provider, person_id=other.id))
        introductions = list(store.find(Introduction, seeker_id=other.id))
        store.delete(Person, other.id)
        store.put(merged)
        store.put(*(replace(mention, person_id=keep.id) for mention in mentions if mention.person_id == other.id))
        for prompt in prompts:
            if prompt.person_id == other.id:
                _move(store, prompt, keep)
        store.put(*(replace(card, person_id=keep.id) for card in cards))
        moved = hand_over(store, other.id, keep.id)
        store.put(*(replace(intro, seeker_id=keep.id) for intro in introductions))
        number = 1 + max((earlier.number for earlier in store.find(Merged)), default=0)
        store.put(
            Merged(
                id=make_id("merge", keep.id, other.id, str(number)),
                number=number,
                keep_id=keep.id,
                other_id=other.id,
                keep=keep,
                other=other,
                merged=merged,
                mentions=tuple(map(_belonged, _changed(store, mentions))),
                prompts=tuple(_changed(store, prompts)),
                cards=tuple(card.id for card in cards),
                introductions=tuple(intro.id for intro in introductions),
                moved=moved,
                at=at,
            )
        )
    return merged


def merges_of(store: Store, person: Person) -> list[Merged]:
    """Those whom this person was made of, the last one first: that is the one that can be undone."""
    return sorted(store.find(Merged, keep_id=person.id), key=lambda merged: merged.number, reverse=True)


def unmerge(store: Store, merged: Merged) -> tuple[Person, Person]:
    """Make two people of one again, each with what was theirs; gives the one who was kept, and the other.

    What was said, asked and answered since stays with who was kept, but for what came of the other's own matters.
    Raises TransitionError where one of them was merged with somebody since, or is gone.
    """
    with store.transaction():
        now = store.get(Person, merged.keep_id)
        own = {merged.keep_id, merged.other_id}
        later = [m for m in store.find(Merged) if m.number > merged.number and own & {m.keep_id, m.other_id}]
        if later:
            last = max(later, key=lambda each: each.number)
            raise TransitionError(
                f"{last.keep.name} and {last.other.name} were made one person after that",
                hint=f"undo that first: assistant people unmerge {last.keep_id}",
            )
        if now is None or store.get(Merged, merged.id) is None:
            raise TransitionError(f"{merged.keep.name} and {merged.other.name} are not one person any more")
        keep, other = merged.parted(now)
        store.put(keep, other)
        for before in merged.prompts:
            present = store.get(Prompt, before.id)
            store.put(replace(present, person_id=before.person_id) if present else before)
        for was in merged.mentions:
            mention = store.get(Mention, was.mention_id)
            if mention:
                store.put(replace(mention, person_id=was.person_id, prompt_id=was.prompt_id))
        for before in merged.prompts:
            _settle(store, before)
        cards = [card for known in merged.cards if (card := store.get(Provider, known))]
        favours = [favour for known in merged.favours if (favour := store.get(Favour, known))]
        intros = [intro for known in merged.introductions if (intro := store.get(Introduction, known))]
        store.put(*(replace(card, person_id=other.id) for card in cards))
        store.put(*(replace(favour, person_id=other.id) for favour in favours))
        store.put(*(replace(intro, seeker_id=other.id) for intro in intros))
        hand_back(store, merged.moved, keep.id, other.id)
        store.delete(Merged, merged.id)
    return keep, other


def _settle(store: Store, before: Prompt) -> None:
    """Bring a prompt that was handed back in line with its mentions; what came of it goes to whose it is."""
    prompt = store.get(Prompt, before.id)
    assert prompt is not None  # it was put back
    own = list(store.find(Mention, prompt_id=prompt.id))
    if not own:
        store.delete(Prompt, prompt.id)  # its documents say it no longer
        return
    place = {known: number for number, known in enumerate(before.mention_ids)}
    own.sort(key=lambda mention: (place.get(mention.id, len(place)), mention.heard_at, mention.id))
    store.put(prompt.told_by(own))
    store.put(*(replace(mention, person_id=prompt.person_id) for mention in own))
    store.put(*(replace(each, seeker_id=prompt.person_id) for each in store.find(Introduction, prompt_id=prompt.id)))


def _changed(store: Store, before: Sequence[R]) -> list[R]:
    return [record for record in before if store.get(type(record), record.id) != record]


def _belonged(mention: Mention) -> Belonged:
    return Belonged(mention_id=mention.id, person_id=mention.person_id, prompt_id=mention.prompt_id)


def _move(store: Store, prompt: Prompt, keep: Person) -> None:
    """Make the prompt `keep`'s own; a matter that both had been asked about becomes one question."""
    moved = replace(prompt, person_id=keep.id)
    mentions = mentions_of(store, moved)
    covering = (known for known in store.find(Prompt, person_id=keep.id) if any(map(known.covers, mentions)))
    same = next(covering, None)
    if same is None or PromptState.OPEN not in (moved.state, same.state):
        store.put(moved)  # what the user has answered stays as it is
        return
    stays, goes = (same, moved) if moved.state is PromptState.OPEN else (moved, same)
    for mention in store.find(Mention, prompt_id=goes.id):
        stays = stays.told_again(mention)
        store.put(replace(mention, prompt_id=stays.id))
    store.delete(Prompt, goes.id)
    store.put(stays)

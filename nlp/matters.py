"""Neighbouring sentences about one matter become one, with the sentence that tells it best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.encoder import Floats, Judgement
from nlp.taxonomy import OTHER
from nlp.text import Mention
from nlp.utterances import Utterance

NEAR = 200  # characters between two sentences of one matter
REACH = 2  # sentences to each side
LEAST = 0.05  # of probability, for a sentence to count at all
ALIKE = 0.15  # of probability that two sentences are of the same category


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """One matter: the `index` of its best sentence, that sentence's judgement, and what all `indexes` add up to.

    `share` is the probability that one of the sentences is a mention; `categories` the mean by those shares.
    """

    index: int
    indexes: tuple[int, ...]
    judgement: Judgement
    share: float
    categories: Floats


def find_matters(utterances: Sequence[Utterance], judgements: Mapping[int, Judgement]) -> Iterator[Matter]:
    """The matters of a conversation, the likeliest first.

    A careful reader marks one sentence of a matter. So the probabilities of neighbours that tell the same matter
    exclude each other, and add up.
    """
    left = {index: judgement for index, judgement in judgements.items() if judgement.mention >= LEAST}
    for index in sorted(left, key=lambda index: -left[index].mention):
        if index not in left:
            continue
        best = left.pop(index)
        indexes, share, categories = [index], best.mention, best.mention * best.categories
        for near in sorted(range(index - REACH, index + REACH + 1), key=lambda near: abs(near - index)):
            other = left.get(near)
            if (
                other
                and _same(utterances[index], utterances[near])
                and float(best.categories @ other.categories) > ALIKE
            ):
                indexes.append(near)
                share += other.mention
                categories = categories + other.mention * other.categories
                del left[near]
        yield Matter(index=index, indexes=tuple(indexes), judgement=best, share=min(1.0, share), categories=categories)


def _same(one: Utterance, other: Utterance) -> bool:
    gap = max(one.start, other.start) - min(one.end, other.end)
    return gap <= NEAR and one.speaker == other.speaker


def merge_mentions(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions in order of place, with neighbours of one holder and category merged."""
    merged: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: mention.start):
        if merged and _one_matter(merged[-1], mention):
            best, rest = sorted((merged[-1], mention), key=lambda each: -each.confidence)
            merged[-1] = replace(best, category=rest.category if best.category == OTHER else best.category)
        else:
            merged.append(mention)
    return tuple(merged)


def _one_matter(first: Mention, second: Mention) -> bool:
    if second.start - first.end > NEAR or first.holder != second.holder:
        return False
    return first.category == second.category or OTHER in (first.category, second.category)

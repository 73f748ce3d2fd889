"""Pairs that were found before: what was put to the user once is not put again."""

from collections.abc import Iterator

from assistant.domain.pairs import About, Pair, PairState
from assistant.ports import Store


def was_put(store: Store, about: About, subject_id: str, one: str, two: str) -> bool:
    """Whether the user was shown the two for this before, or said that they are never for each other.

    It goes by the people, since two records of one person may have been made one meanwhile.
    """
    return any(
        pair.state is PairState.NEVER or (pair.about is about and pair.subject_id == subject_id)
        for pair in between(store, one, two)
    )


def between(store: Store, one: str, two: str) -> Iterator[Pair]:
    """Every pair of these two, whoever is named first."""
    yield from store.find(Pair, seeker_id=one, other_id=two)
    yield from store.find(Pair, seeker_id=two, other_id=one)

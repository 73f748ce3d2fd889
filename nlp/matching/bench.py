"""A need against every card at once: which fit, how likely, why, and whether anybody does.

Each card gets factors, a weighted sum of them is its worth, and the chance that it is the right one is its share among
the worths of all and of "nobody". The weights were learnt (`nlp/learning/matching`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.matching.areas import Area, Reach, home_of, read_area
from nlp.matching.cards import Card, Need, words_of
from nlp.matching.places import find_place, places_in
from nlp.matching.vectors import Floats, Vectors

LOOKED_AT = 50  # cards with the likest words, of which all factors are computed
FACTORS = ("likeness", "service", "ideal", "limit", "words", "near", "outside", "unknown")
NOBODY = "nobody"
FORBIDS = "forbids"  # the limit factor of the likeliest card from which on it is what they do not do
LEAST = "least"  # the chance that somebody fits below which it is said that nobody does


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """A card, the chance that it is the right one, and what speaks for and against it.

    `factors` are those of `FACTORS`; `points` what each adds to the worth. `shared` are words of both, `limit` the
    thing that they do not do to which the need comes nearest.
    """

    card: Card
    chance: float
    factors: Mapping[str, float]
    points: Mapping[str, float]
    reach: Reach
    shared: tuple[str, ...]
    limit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The likeliest cards, best first, the chance that one of all cards fits, and whether that is too little."""

    fits: tuple[Fit, ...]
    somebody: float
    nobody: bool


class Bench:
    """Cards, ready to be compared with needs. Making one encodes what the vectors do not know yet."""

    def __init__(self, cards: Sequence[Card], vectors: Vectors) -> None:
        self._cards = tuple(cards)
        self._vectors = vectors
        self._whole = vectors.of_all([card.text for card in cards])
        ideals = [card.ideal_client or card.text for card in cards]
        self._ideal = vectors.of_all(ideals)
        self._limits = [tuple(limit for limit in card.not_for if limit.strip()) for card in cards]
        self._forbidden = _rows(self._limits, vectors)
        self._serves = _rows([card.services or (card.headline,) for card in cards], vectors)
        self._areas = [read_area(card.area, card.not_for) for card in cards]
        self._home = home_of(self._areas)
        self._words = [words_of(card.text) for card in cards]
        counts = Counter(word for words in self._words for word in words)
        self._rarity = {word: math.log(1 + len(cards) / count) for word, count in counts.items()}

    def answer(self, need: Need, *, most: int = 5) -> Answer:
        """The likeliest cards, `most` at most."""
        looked, table, told = self._factors(need)
        if not looked:
            return Answer(fits=(), somebody=0.0, nobody=True)
        weights = self._vectors.weights
        points = table * np.array([weights[name] for name in FACTORS])
        worths = points.sum(1)
        powers = np.exp(worths - max(float(worths.max()), weights[NOBODY]))
        none = math.exp(weights[NOBODY] - max(float(worths.max()), weights[NOBODY]))
        chances = powers / (powers.sum() + none)
        order = sorted(range(len(looked)), key=lambda at: (-chances[at], self._cards[looked[at]].id))[:most]
        somebody = float(chances.sum())
        return Answer(
            fits=tuple(
                Fit(
                    card=self._cards[looked[at]],
                    chance=float(chances[at]),
                    factors=dict(zip(FACTORS, table[at].tolist(), strict=True)),
                    points=dict(zip(FACTORS, points[at].tolist(), strict=True)),
                    reach=told[at].reach,
                    shared=told[at].shared,
                    limit=told[at].limit,
                )
                for at in order
            ),
            somebody=somebody,
            nobody=claims_nobody(somebody, table[order[0]].tolist(), weights),
        )

    def factors(self, need: Need) -> tuple[list[str], NDArray[np.float64]]:
        """The ids of the cards that are looked at, with a row of factors each: what the weights are learnt from."""
        looked, table, _ = self._factors(need)
        return [self._cards[at].id for at in looked], table

    def _factors(self, need: Need) -> tuple[list[int], NDArray[np.float64], list[_Told]]:
        vector = self._vectors.encode(need.words)
        likeness = self._whole @ vector
        count = min(LOOKED_AT, len(self._cards))
        looked = np.argpartition(-likeness, count - 1)[:count].tolist() if count else []
        place = find_place(need.area, self._home)
        named = [*places_in(need.words, place), *places_in(need.area, place)]
        words = words_of(need.words)
        told = []
        rows = []
        for at in looked:
            area: Area = self._areas[at]
            reach = area.reach(place)
            if reach is Reach.OUTSIDE and any(area.reach(other) is Reach.INSIDE for other in named):
                reach = Reach.NEAR  # it is wanted there, whoever wants it
            shared = sorted(words & self._words[at], key=lambda word: -self._rarity[word])
            limit, forbids = self._limit(at, vector, float(likeness[at]))
            rows.append(
                (
                    float(likeness[at]),
                    float((self._serves[at] @ vector).max()),
                    float(self._ideal[at] @ vector),
                    forbids,
                    min(10.0, sum(self._rarity[word] for word in shared)),
                    float(reach is Reach.NEAR),
                    float(reach is Reach.OUTSIDE),
                    float(reach is Reach.UNKNOWN),
                )
            )
            told.append(_Told(reach=reach, shared=tuple(shared), limit=limit))
        return looked, np.array(rows, np.float64).reshape(-1, len(FACTORS)), told

    def _limit(self, at: int, vector: Floats, likeness: float) -> tuple[str, float]:
        """The nearest of what a card is not for, and by how much it is nearer than what the card is for."""
        if not self._limits[at]:
            return "", 0.0
        near = self._forbidden[at] @ vector
        best = int(near.argmax())
        return self._limits[at][best], max(0.0, float(near[best]) - likeness)


def claims_nobody(somebody: float, best: Sequence[float], weights: Mapping[str, float]) -> bool:
    """Whether nobody fits: there is too little chance, or the best card (its factors) does not do that."""
    return somebody < weights[LEAST] or best[FACTORS.index("limit")] > weights[FORBIDS]


def _rows(texts: Sequence[Sequence[str]], vectors: Vectors) -> list[Floats]:
    """The vectors of several texts for each card."""
    table = vectors.of_all([text for several in texts for text in several])
    ends = np.cumsum([len(several) for several in texts])
    return np.split(table, ends[:-1]) if texts else []


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    reach: Reach
    shared: tuple[str, ...]
    limit: str

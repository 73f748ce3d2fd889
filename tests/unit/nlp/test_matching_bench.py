"""A need against a bench of cards: what speaks for and against each, and that nobody is an answer."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from nlp.matching.areas import Reach
from nlp.matching.bench import FACTORS, FORBIDS, LEAST, NOBODY, Bench
from nlp.matching.cards import Card, Need, words_of
from nlp.matching.vectors import Floats, Vectors, load_vectors

AXES = ("roof", "wages", "vans")
WEIGHTS = {
    "likeness": 8.0,
    "service": 0.0,
    "ideal": 1.0,
    "limit": -6.0,
    "words": 0.2,
    "near": 0.0,
    "outside": -4.0,
    "unknown": 0.0,
}


class WordVectors(Vectors):
    """An axis for each of three words, and one for everything else."""

    def __init__(self, weights: Mapping[str, float] = WEIGHTS) -> None:
        self.version, self.width, self.weights = "words", 4, {**weights, NOBODY: 4.0, LEAST: 0.5, FORBIDS: 0.9}
        self.encoded: list[str] = []
        self._known, self._nothing = {}, np.zeros((0, 4), np.float32)

    def encode(self, text: str) -> Floats:
        self.encoded.append(text)
        vector = np.array([*(axis in text for axis in AXES), 0.3], np.float32)
        return vector / np.float32(np.linalg.norm(vector))


def card(name: str, says: str, **more: object) -> Card:
    return Card(id=name, says=says, **more)  # type: ignore[arg-type]


CARDS = [
    card("bo", "roof repairs", area="Leeds"),
    card("cy", "wages", area="Leeds"),
    card("di", "roof", not_for=("vans",)),
    card("ed", "roof", area="Bristol"),
]


def order(words: str, cards: Sequence[Card] = CARDS, area: str = "Leeds") -> list[str]:
    return [fit.card.id for fit in Bench(cards, WordVectors()).answer(Need(words=words, area=area)).fits]


def test_the_likest_comes_first_and_who_works_elsewhere_after_those_who_do_not() -> None:
    assert order("the roof repairs")[0] == "bo"
    assert order("our wages")[0] == "cy"
    found = order("a roof")
    assert found.index("ed") > found.index("bo")
    assert found.index("ed") > found.index("di")


def test_a_place_that_the_matter_names_counts_beside_where_the_seeker_is() -> None:
    bench = Bench(CARDS, WordVectors())
    reaches = [
        {fit.card.id: fit.reach for fit in bench.answer(Need(words=words, area="Leeds")).fits}["ed"]
        for words in ("a roof", "a roof in Bristol")
    ]
    assert reaches == [Reach.OUTSIDE, Reach.NEAR]


def test_what_somebody_does_not_do_speaks_against_them() -> None:
    fits = {fit.card.id: fit for fit in Bench(CARDS, WordVectors()).answer(Need(words="our vans")).fits}
    assert fits["di"].limit == "vans"
    assert fits["di"].points["limit"] < -1
    assert fits["bo"].points["limit"] == 0


def test_nobody_is_an_answer() -> None:
    bench = Bench(CARDS, WordVectors())
    roof, song = bench.answer(Need(words="a roof", area="Leeds")), bench.answer(Need(words="a song", area="Leeds"))
    assert (roof.nobody, song.nobody) == (False, True)
    assert roof.somebody > 0.5 > song.somebody
    assert sum(fit.chance for fit in roof.fits) == pytest.approx(roof.somebody)
    forbidden = Bench([CARDS[2]], WordVectors({**WEIGHTS, "limit": 0.0})).answer(Need(words="our vans"))
    assert (forbidden.fits[0].limit, forbidden.nobody) == ("vans", True)
    empty = Bench([], WordVectors()).answer(Need(words="a roof"))
    assert (empty.fits, empty.somebody, empty.nobody) == ((), 0.0, True)


def test_a_text_of_a_card_is_encoded_once() -> None:
    vectors = WordVectors()
    Bench(CARDS, vectors)
    first = list(vectors.encoded)
    assert len(first) == len(set(first))
    Bench(CARDS, vectors)
    assert vectors.encoded == first
    Bench(CARDS, vectors).answer(Need(words="a roof"))
    assert vectors.encoded == [*first, "a roof"]


def test_words_are_compared_without_their_endings() -> None:
    assert words_of("Roofing, roofs and the bakeries") == {"roof", "bakery"}


def test_the_shipped_encoder_gives_vectors_of_length_one_and_keeps_them_by_text_and_model(tmp_path: Path) -> None:
    vectors = load_vectors()
    table = vectors.of_all(["We mend roofs.", "We pay wages."])
    assert table.shape == (2, vectors.width)
    assert np.linalg.norm(table, axis=1) == pytest.approx(1, abs=1e-3)
    leak = vectors.encode("The rain comes in over the beds.")
    assert leak @ table[0] > leak @ table[1]
    assert vectors.key("a") not in vectors.known
    assert set(FACTORS) | {NOBODY, LEAST, FORBIDS} == set(vectors.weights)

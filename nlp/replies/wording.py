"""What the very words of a reply speak for: a weight for each word, run of words and run of letters.

A network knows what words are like; with few examples it overlooks which ones are used. Both together are right more
often than either.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.encoder import Floats, softmax
from nlp.replies.inputs import CHARACTERS, in_words

HALF = 2**15
BUCKETS = 2 * HALF  # of a table by checksum, words below and letters above: what shares one shares its weights
TOKEN = re.compile(r"\w+|[?!:…]")
MOST = 1_000  # words
RUN = 3  # words at most
LETTERS = (2, 3, 4, 5)
Cells = tuple[NDArray[np.int64], Floats]


def find_features(stage: str, words: str) -> Counter[int]:
    """How often each bucket is met by the words, runs of words and runs of letters, and by the stage."""
    shown = unicodedata.normalize("NFKD", in_words(words[:CHARACTERS]).lower())
    tokens = TOKEN.findall("".join(sign for sign in shown if not unicodedata.combining(sign)))
    return Counter(
        crc32(feature.encode("utf-8", "replace")) % HALF + HALF * feature.startswith("c")
        for feature in _features(stage, tokens[:MOST])
    )


def _features(stage: str, tokens: list[str]) -> Iterator[str]:
    yield f"stage {stage}"
    for start, token in enumerate(tokens):
        for length in range(1, RUN + 1):
            if start + length <= len(tokens):
                yield f"w {' '.join(tokens[start : start + length])}"
        padded = f" {token[:40]} "
        for length in LETTERS:
            for at in range(len(padded) - length + 1):
                yield f"c {padded[at : at + length]}"


def weigh(features: Counter[int], rarity: Floats) -> Cells:
    """The buckets and how much each counts, words and letters each of length 1; `rarity` is that of each bucket."""
    buckets = np.fromiter(features, np.int64, len(features))
    counts = np.fromiter(features.values(), np.float32, len(features))
    weights: Floats = (1 + np.log(counts)) * rarity[buckets]
    for part in (buckets < HALF, buckets >= HALF):
        weights[part] /= max(float(np.linalg.norm(weights[part])), 1e-6)
    return buckets, weights


class Wording:
    """A table of weights from a file: `weights` (buckets, labels) of eight bits, `scale`, `offset`, `rarity`."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as kept:
            self._weights = kept["weights"].astype(np.float32) * kept["scale"]
            self._offset: Floats = kept["offset"]
            self._rarity: Floats = kept["rarity"].astype(np.float32)

    def judge(self, stage: str, words: str) -> Floats:
        """The share of each label, in the order of the model's, all together 1."""
        buckets, weights = weigh(find_features(stage, words), self._rarity)
        return softmax(weights @ self._weights[buckets] + self._offset)

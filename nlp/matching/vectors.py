"""Texts as vectors: what a need and somebody who can help with it say lies close together.

`model/` holds what `make train-matching` made: `encoder.onnx` (weights of eight bits) and `model.json`. The word pieces
are those of the reader's encoder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.encoder import SHIPPED as READER
from nlp.encoder import WordPieces, open_session

SHIPPED = Path(str(files("nlp") / "matching" / "model"))
LONGEST = 110  # word pieces of a text; what follows is not seen
LATELY = 2_048  # texts whose vectors are remembered, some 3 MB
OPENS, CLOSES = 101, 102  # the encoder's own [CLS] and [SEP]
Floats = NDArray[np.float32]


class Vectors:
    """The encoder in a folder, and every vector that it gave, so that a text is encoded once."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self._word_pieces = WordPieces(READER / "tokenizer.json", longest=LONGEST)
        self._session = open_session(folder / "encoder.onnx")
        about = json.loads((folder / "model.json").read_text("utf-8"))
        self.version: str = about["version"]
        self.weights: Mapping[str, float] = about["weights"]
        self._known: dict[str, Floats] = {}
        self._lately = lru_cache(maxsize=LATELY)(self._encoded)
        self.width: int = about["width"]
        self._nothing = np.zeros((0, self.width), np.float32)

    def key(self, text: str) -> str:
        """What a text's vector is kept by: other for another text, and for another model."""
        return hashlib.sha256(f"{self.version}\0{text}".encode("utf-8", "replace")).hexdigest()[:32]

    def of_all(self, texts: Sequence[str]) -> Floats:
        """One row a text, of length 1; what was encoded is kept."""
        for text in texts:
            if (key := self.key(text)) not in self._known:
                self._known[key] = self.encode(text)
        return np.stack([self._known[self.key(text)] for text in texts]) if texts else self._nothing

    def keep(self, known: Mapping[str, Floats]) -> None:
        """Take in vectors that were kept from an earlier run, by their keys; of another width they are left out."""
        self._known.update({key: vector for key, vector in known.items() if vector.shape == (self.width,)})

    @property
    def known(self) -> Mapping[str, Floats]:
        """All vectors so far, by their keys."""
        return self._known

    def encode(self, text: str) -> Floats:
        """The vector of a text, of length 1; the latest are remembered, but `of_all` alone keeps any for good.

        One text a run: the arithmetic of eight bits scales by all that it is given at once.
        """
        return self._lately(text)

    def _encoded(self, text: str) -> Floats:
        ids = [OPENS, *self._word_pieces.ids([text])[0], CLOSES]
        (found,) = self._session.run(None, {"ids": np.array([ids], np.int64)})
        vector: Floats = found[0]
        vector.setflags(write=False)
        return vector


@cache
def load_vectors() -> Vectors:
    """The encoder that is shipped."""
    return Vectors()

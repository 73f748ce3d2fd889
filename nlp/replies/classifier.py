"""The trained model: a reply in, the probability of each label out, by ONNX Runtime on the processor."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from nlp.encoder import Floats, open_session, softmax
from nlp.replies.answers import Said
from nlp.replies.inputs import ReplyPieces

SHIPPED = Path(str(files("nlp.replies") / "model"))


class Classifier:
    """A tokenizer and a network that lie in one folder."""

    def __init__(self, folder: Path) -> None:
        self._pieces = ReplyPieces(folder / "tokenizer.json")
        self._session = open_session(folder / "encoder.onnx")
        about = json.loads((folder / "encoder.json").read_text("utf-8"))
        self.version: str = about["version"]
        self.labels: tuple[Said, ...] = tuple(map(Said, about["labels"]))

    def judge(self, stage: str, asked: str, words: str) -> dict[Said, float]:
        """The share of each label, all together 1, for words that answer a question at a stage."""
        return dict(zip(self.labels, map(float, softmax(self.logits(stage, asked, words))), strict=True))

    def logits(self, stage: str, asked: str, words: str) -> Floats:
        """What the network says before it is made into shares, a number a label."""
        ids, sides = self._pieces.lay_out(stage, asked, words)
        (logits,) = self._session.run(None, {"ids": np.array([ids], np.int64), "sides": np.array([sides], np.int64)})
        own: Floats = logits[0]
        return own


@cache
def load_classifier() -> Classifier:
    """The classifier that is shipped."""
    return Classifier(SHIPPED)

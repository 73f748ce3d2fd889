"""The trained encoder: windows in, one judgement a sentence out, by ONNX Runtime on the processor.

`model/` holds what `make train` made: `encoder.onnx` (weights of eight bits), `tokenizer.json` and
`encoder.json`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from nlp.text import Kind
from nlp.utterances import Utterance
from nlp.windows import LONGEST, LONGEST_HEADING, SPEAKER, Piece, Window, mark_of

SHIPPED = Path(str(files("nlp") / "model"))
SURROGATE = re.compile("[\ud800-\udfff]")  # no UTF-8, no word pieces

KINDS = (Kind.PROBLEM, Kind.NEED, Kind.REQUEST)
REASONS = (
    "resolved",
    "negated",
    "hypothetical",
    "past",
    "own",
    "service",
    "handled",
    "pitch",
    "automated",
    "quoted",
    "third-party",
    "offer",
    "smalltalk",
    "sensitive",
    "internal",
)  # of the labelling guidelines
TOLD = ("service", "sensitive")  # of these, those that matter for other reasons
NOTHING, MENTION = 0, 1  # the first two outputs; the reasons follow, then the kinds, then the categories
LEAST_POINTED = 0.02  # of probability, for a place to count
THREADS = 4  # at most: others work on this machine, too
CHARACTERS = 1_000  # of a sentence that are looked at
Floats = NDArray[np.float32]
_Laid = tuple[list[int], list[int], list[int]]  # ids, segments, places


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointer:
    """Where a name starts: the utterance with this index of the conversation, and the word piece in it.

    Piece -1 stands for the heading above that utterance.
    """

    index: int
    piece: int
    chance: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What the encoder says of one sentence, all as probabilities.

    `mention` is that it is one, `reasons` those of each trap, `kinds` and `categories` what it is if it is one;
    `speaks` is that the holder is who speaks, `named` the places at which the holder may be named otherwise.
    """

    mention: float
    reasons: Floats
    kinds: Floats
    categories: Floats
    speaks: float
    named: tuple[Pointer, ...]

    @property
    def kind(self) -> Kind:
        """The likeliest kind."""
        return KINDS[int(self.kinds.argmax())]

    @property
    def reason(self) -> str:
        """The likeliest trap."""
        return REASONS[int(self.reasons.argmax())]


class WordPieces:
    """Utterances as the ids of their word pieces, `longest` at most; `path` is a `tokenizer.json`."""

    def __init__(self, path: Path, longest: int = LONGEST) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest)

    def split(self, utterances: Sequence[Utterance], needed: Collection[int] | None = None) -> list[Piece]:
        """One piece an utterance, `LONGEST` ids at most; those not needed (indexes) stay empty."""
        chosen = range(len(utterances)) if needed is None else sorted(needed)
        ids = dict(zip(chosen, self.ids([utterances[index].words for index in chosen]), strict=True))
        above = sorted({said.heading for said in utterances})
        names = dict(zip(above, (ids[:LONGEST_HEADING] for ids in self.ids(above)), strict=True))
        pieces = []
        for index, utterance in enumerate(utterances):
            label = self.ids([utterance.label])[0] if utterance.label else ()
            pieces.append(
                Piece(
                    mark=mark_of(utterance),
                    ids=(*label, *ids.get(index, ()))[:LONGEST],
                    labelled=len(label),
                    heading=names[utterance.heading],
                )
            )
        return pieces

    def ids(self, sentences: Sequence[str]) -> list[tuple[int, ...]]:
        """Word-piece ids of each sentence, `longest` at most."""
        encoded = self._tokenizer.encode_batch_fast(_bounded(sentences), add_special_tokens=False)
        return [tuple(entry.ids) for entry in encoded]

    def starts(self, sentence: str) -> list[int]:
        """The character at which each word piece of a sentence starts."""
        (entry,) = self._tokenizer.encode_batch(_bounded([sentence]), add_special_tokens=False)
        return [start for start, _ in entry.offsets]


def _bounded(sentences: Sequence[str]) -> list[str]:
    return [SURROGATE.sub("\ufffd", sentence[:CHARACTERS]) for sentence in sentences]


class Encoder:
    """A tokenizer and a network that lie in one folder."""

    def __init__(self, folder: Path) -> None:
        self.word_pieces = WordPieces(folder / "tokenizer.json")
        self._session = open_session(folder / "encoder.onnx")
        about = json.loads((folder / "encoder.json").read_text("utf-8"))
        self.version: str = about["version"]
        self.categories: tuple[str, ...] = tuple(about["categories"])

    def judge(self, windows: Sequence[Window]) -> Iterator[list[Judgement]]:
        """For each window one judgement for each of its judged pieces."""
        for window, (logits, pointers) in zip(windows, run_all(self._session, windows), strict=True):
            chosen = [index - window.first for index in window.judged]
            yield list(_judgements(window, window.lay_out(), logits[0, chosen], pointers[0, chosen]))


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A network, ready to run; one run takes one thread, so that several can run at once."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run_all(session: onnxruntime.InferenceSession, windows: Sequence[Window]) -> Iterator[list[Floats]]:
    """What a network says of each window, in the same order.

    One window a run: the arithmetic of eight bits scales by all that it is given at once, and nobody's reading shall
    depend on what else is read.
    """

    def run(window: Window) -> list[Floats]:
        inputs = zip(("ids", "segments", "places"), window.lay_out(), strict=True)
        told: list[Floats] = session.run(None, {name: np.array([row], np.int64) for name, row in inputs})
        return told

    if len(windows) < 2:
        return map(run, windows)
    return _threads().map(run, windows)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1), thread_name_prefix="network")


def _judgements(window: Window, laid: _Laid, logits: Floats, pointers: Floats) -> Iterator[Judgement]:
    reasons, kinds = 2 + len(REASONS), 2 + len(REASONS) + len(KINDS)
    for types, kind, category, chances in zip(
        softmax(logits[:, :reasons]),
        softmax(logits[:, reasons:kinds]),
        softmax(logits[:, kinds:]),
        softmax(pointers),
        strict=True,
    ):
        yield Judgement(
            mention=float(types[MENTION]),
            reasons=types[2:],
            kinds=kind,
            categories=category,
            speaks=float(chances[SPEAKER]),
            named=tuple(_pointed(window, laid, chances)),
        )


def _pointed(window: Window, laid: _Laid, chances: Floats) -> Iterator[Pointer]:
    """The places at which a name may stand: in a piece, or in the heading before one."""
    ids, segments, places = laid
    for at in np.flatnonzero(chances[: len(ids)] >= LEAST_POINTED).tolist():
        if at < 2 or at in places:
            continue
        number = segments[at]
        index = number - 1 if number else next((n for n, place in enumerate(places) if place > at), 0)
        piece = at - places[index] - 1 if number else -1
        yield Pointer(index=window.first + index, piece=piece, chance=float(chances[at]))


@cache
def load_encoder() -> Encoder:
    """The encoder that is shipped."""
    return Encoder(SHIPPED)


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    powers: Floats = np.exp(logits - logits.max(-1, keepdims=True))
    total: Floats = powers / powers.sum(-1, keepdims=True)
    return total

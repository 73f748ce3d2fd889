"""Passages as tensors: windows of like length, side by side."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nlp.encoder import KINDS, MENTION, NOTHING, REASONS
from nlp.learning.examples import Example
from nlp.learning.network import CATEGORIES
from nlp.windows import Window, cut_windows

TOKENS = 2_048  # ids of a batch, padding included
CROPPED = 0.4  # of the passages of an epoch are seen as the gate shows them: a sentence or a few, and neighbours
STEP = 32  # lengths are padded to multiples: every new shape costs the compilation of its kernels
ALSO = 0.25  # weight of a category that a careful reader would accept, too


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of B windows of L ids with S sentences at most.

    ids, segments (B, L); places, types, kinds (B, S), -100 where nothing is to be learnt; categories
    (B, S, categories) as shares; holders (B, S, L), true where the holder's name stands.
    """

    ids: Tensor
    segments: Tensor
    places: Tensor
    types: Tensor
    kinds: Tensor
    categories: Tensor
    holders: Tensor


def make_batches(examples: Sequence[Example], chance: random.Random | None) -> Iterator[Batch]:
    """Batches of windows of like length; with `chance` in random order and randomly cropped."""
    pairs = [(example, window) for example in examples for window in _windows(example, chance)]
    if chance:
        chance.shuffle(pairs)
    batches: list[list[tuple[Example, Window]]] = []
    for start in range(0, len(pairs), 512):
        batch: list[tuple[Example, Window]] = []
        for pair in sorted(pairs[start : start + 512], key=lambda pair: len(pair[1])):
            if batch and (len(batch) + 1) * _padded(len(pair[1])) > TOKENS:
                batches.append(batch)
                batch = []
            batch.append(pair)
        batches.append(batch)
    if chance:
        chance.shuffle(batches)
    return map(_tensors, batches)


def _windows(example: Example, chance: random.Random | None) -> list[Window]:
    wanted = range(len(example.pieces))
    if chance and len(wanted) > 2 and chance.random() < CROPPED:
        start = chance.randrange(len(wanted))
        wanted = wanted[start : start + chance.randint(1, 6)]
    return cut_windows(example.medium, example.pieces, wanted)


def _padded(length: int) -> int:
    return -(-length // STEP) * STEP


def _tensors(batch: Sequence[tuple[Example, Window]]) -> Batch:
    length = _padded(max(len(window) for _, window in batch))
    rows = max(len(batch), TOKENS // length)
    most = -(-max(len(window.pieces) for _, window in batch) // 16) * 16
    ids, segments = torch.zeros(rows, length, dtype=torch.long), torch.zeros(rows, length, dtype=torch.long)
    ids[:, 0] = 1  # a row without any id has no attention
    places = torch.zeros(rows, most, dtype=torch.long)
    types, kinds = torch.full((rows, most), -100), torch.full((rows, most), -100)
    categories = torch.zeros(rows, most, len(CATEGORIES))
    holders = torch.zeros(rows, most, length, dtype=torch.bool)
    for row, (example, window) in enumerate(batch):
        laid = window.lay_out()
        for tensor, values in zip((ids, segments, places), laid, strict=True):
            tensor[row, : len(values)] = torch.tensor(values)
        for index in window.judged:
            place, verdict = index - window.first, example.verdicts[index]
            if verdict.mention is None:
                types[row, place] = 2 + REASONS.index(verdict.reason) if verdict.reason else NOTHING
                continue
            types[row, place] = MENTION
            kinds[row, place] = [kind.value for kind in KINDS].index(verdict.mention["kind"])
            categories[row, place, CATEGORIES.index(verdict.mention["category"])] = 1
            for other in verdict.mention["also"]:
                categories[row, place, CATEGORIES.index(other)] += ALSO
            categories[row, place] /= categories[row, place].sum()
            holders[row, place, example.find_holder(window, index)] = True
    return Batch(ids, segments, places, types, kinds, categories, holders)

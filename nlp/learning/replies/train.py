"""How the network learns what replies say: a fixed seed, a fixed order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor

from nlp.learning.descending import Descent
from nlp.learning.replies.network import ReplyNetwork
from nlp.learning.replies.rows import Example
from nlp.replies.inputs import NOTHING, Laid

RATE, HEAD_RATE = 5e-5, 1e-3
EPOCHS = 3.0
AVERAGE = 0.99
ROWS = 24  # of a batch
STEP = 16  # lengths are padded to multiples: every new shape costs the compilation of its kernels
BARE = 0.12  # of the replies are seen without their question: mails do not always quote it


def train(examples: Sequence[Example], base: Path, *, epochs: float = EPOCHS, seed: int = 0) -> ReplyNetwork:
    """A trained network; progress goes to standard error."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = ReplyNetwork(base)
    total = int(-(-len(examples) // ROWS) * epochs)
    descent = Descent(network, total=total, rates={"encoder": RATE, "": HEAD_RATE}, average=AVERAGE)
    more = total > 0
    while more:
        for batch in _batches(examples, chance):
            laid = [each.bare if chance.random() < BARE else each.asked for each in batch]
            shares = torch.tensor([each.shares for each in batch])
            surprise = -(shares * network(*_tensors(laid)).float().log_softmax(-1)).sum(-1).mean()
            more = descent.take(surprise)
            if not more:
                break
    descent.finish()
    return network


def _batches(examples: Sequence[Example], chance: random.Random) -> Iterator[list[Example]]:
    """All of them once, of like length side by side, in random order."""
    order = sorted(examples, key=lambda each: len(each.asked[0]) + 12 * chance.random())
    batches = [order[start : start + ROWS] for start in range(0, len(order), ROWS)]
    chance.shuffle(batches)
    return iter(batches)


def _tensors(laid: Sequence[Laid]) -> tuple[Tensor, Tensor]:
    length = -(-max(len(ids) for ids, _ in laid) // STEP) * STEP
    ids, sides = torch.full((len(laid), length), NOTHING), torch.zeros(len(laid), length, dtype=torch.long)
    for row, parts in enumerate(laid):
        for table, values in zip((ids, sides), parts, strict=True):
            table[row, : len(values)] = torch.tensor(values)
    return ids, sides

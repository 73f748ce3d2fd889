"""How the weights of the words are found: the likeliest ones, kept small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import log_softmax

from nlp.encoder import Floats, softmax
from nlp.learning.replies.rows import Example
from nlp.replies.answers import LABELS
from nlp.replies.wording import BUCKETS, find_features, weigh

LENIENCE = 8.0  # how little large weights cost
ROUNDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What was found: a weight for each bucket and label, an offset for each label, the rarity of each bucket."""

    table: Floats
    offset: Floats
    rarity: Floats


def learn_wording(examples: Sequence[Example]) -> Weights:
    """The weights under which the labels of the examples are likeliest."""
    found = [find_features(example.stage, example.words) for example in examples]
    met = np.zeros(BUCKETS, np.float32)
    for features in found:
        met[list(features)] += 1
    rarity: Floats = (np.log((1 + len(found)) / (1 + met)) + 1).astype(np.float32) * (met >= 2)
    cells = [weigh(features, rarity) for features in found]
    places = np.stack(
        (
            np.concatenate([np.full(len(buckets), row) for row, (buckets, _) in enumerate(cells)]),
            np.concatenate([buckets for buckets, _ in cells]),
        )
    )
    values = torch.from_numpy(np.concatenate([weights for _, weights in cells]))
    matrix = torch.sparse_coo_tensor(torch.from_numpy(places), values, (len(found), BUCKETS)).coalesce()
    shares = torch.tensor([example.shares for example in examples])
    table = torch.zeros(BUCKETS, len(LABELS), requires_grad=True)
    offset = torch.zeros(len(LABELS), requires_grad=True)
    search = torch.optim.LBFGS([table, offset], max_iter=ROUNDS, history_size=6, line_search_fn="strong_wolfe")

    def surprise() -> torch.Tensor:
        search.zero_grad()
        logits = torch.sparse.mm(matrix, table) + offset
        loss = -(shares * log_softmax(logits, -1)).sum() + table.square().sum() / (2 * LENIENCE)
        loss.backward()
        return loss

    search.step(surprise)
    return Weights(table=table.detach().numpy(), offset=offset.detach().numpy(), rarity=rarity)


def judge_wording(weights: Weights, examples: Sequence[Example]) -> Floats:
    """The shares (replies, labels) that the words alone give each example."""
    rows = []
    for example in examples:
        buckets, cells = weigh(find_features(example.stage, example.words), weights.rarity)
        rows.append(softmax(cells @ weights.table[buckets] + weights.offset))
    return np.stack(rows)


def ship_wording(weights: Weights, folder: Path) -> None:
    """Write `wording.npz` into a folder."""
    scale = np.float32(np.abs(weights.table).max() / 127)
    np.savez_compressed(
        folder / "wording.npz",
        weights=np.round(weights.table / scale).astype(np.int8),
        scale=scale,
        offset=weights.offset,
        rarity=weights.rarity.astype(np.float16),
    )

"""How the encoder learns: half precision where it is safe, a fixed seed, a fixed order."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from nlp.encoder import KINDS, MENTION
from nlp.learning.batches import Batch, make_batches
from nlp.learning.descending import Descent
from nlp.learning.examples import Example
from nlp.learning.network import CATEGORIES, TYPES, Network, find_base

RATE, HEAD_RATE = 1.5e-4, 1.2e-3
EPOCHS = 5
AVERAGE = 0.995  # of the running average of the weights, which is what is kept


def loss_of(logits: Tensor, pointers: Tensor, batch: Batch) -> Tensor:
    """What is to become small: the type, mention or not, and of mentions kind, category and holder."""
    logits = logits.float()
    types, kinds, categories = logits.split((TYPES, len(KINDS), len(CATEGORIES)), -1)
    known, told = batch.types >= 0, batch.kinds >= 0
    others = torch.cat((types[..., :MENTION], types[..., MENTION + 1 :]), -1).logsumexp(-1)
    odds = types[..., MENTION] - others
    loss = cross_entropy(types[known], batch.types[known])
    mention = (batch.types[known] == MENTION).float()
    loss = loss + binary_cross_entropy_with_logits(odds[known], mention)
    if told.any():
        loss = loss + 0.5 * cross_entropy(kinds[told], batch.kinds[told])
        loss = loss - (batch.categories[told] * categories[told].log_softmax(-1)).sum(-1).mean()
    named = batch.holders.any(-1)
    if named.any():
        chances = pointers.float()[named].log_softmax(-1)
        loss = loss - 0.5 * chances.masked_fill(~batch.holders[named], -1e4).logsumexp(-1).mean()
    return loss


def train(examples: Sequence[Example], *, epochs: float = EPOCHS, seed: int = 0) -> Network:
    """A trained network; progress goes to standard error."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = Network(find_base())
    total = int(sum(1 for _ in make_batches(examples, random.Random(seed))) * epochs)
    descent = Descent(network, total=total, rates={"encoder": RATE, "": HEAD_RATE}, average=AVERAGE)
    more = total > 0
    while more:
        for batch in make_batches(examples, chance):
            logits, pointers = network(batch.ids, batch.segments, batch.places)
            more = descent.take(loss_of(logits, pointers, batch))
            if not more:
                break
    descent.finish()
    return network

"""How the encoder learns: half precision where it is safe, a fixed seed, a fixed order."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from nlp.encoder import KINDS, MENTION
from nlp.learning.batches import Batch, make_batches
from nlp.learning.examples import Example
from nlp.learning.network import CATEGORIES, TYPES, Network, find_base

RATE, HEAD_RATE = 1.5e-4, 1.2e-3
WARM = 0.06  # of all steps
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
    network.bfloat16().train()
    parts = [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]
    masters = [weight.detach().float().clone() for _, weight in parts]  # the sums of many small steps need 32 bits
    averages = [master.clone() for master in masters]
    groups = [
        {"params": [master], "lr": RATE if name.startswith("encoder") else HEAD_RATE}
        for (name, _), master in zip(parts, masters, strict=True)
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    total = int(sum(1 for _ in make_batches(examples, random.Random(seed))) * epochs)
    rate = warm_and_cool(optimizer, total)
    started, step, mean = time.monotonic(), 0, 0.0
    while step < total:
        for batch in make_batches(examples, chance):
            if step == total:
                break
            logits, pointers = network(batch.ids, batch.segments, batch.places)
            loss = loss_of(logits, pointers, batch)
            loss.backward()
            for (_, weight), master in zip(parts, masters, strict=True):
                master.grad = weight.grad.float() if weight.grad is not None else torch.zeros_like(master)
                weight.grad = None
            nn.utils.clip_grad_norm_(masters, 1.0)
            optimizer.step()
            rate.step()
            step += 1
            keep = min(AVERAGE, step / (step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(averages, masters, 1 - keep)
                for (_, weight), master in zip(parts, masters, strict=True):
                    weight.copy_(master)
            mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
            if step % 50 == 0:
                sys.stderr.write(f"\rstep {step} of {total}, loss {mean:.3f}, {time.monotonic() - started:.0f} s ")
                sys.stderr.flush()
    sys.stderr.write("\n")
    network.float().eval()
    with torch.no_grad():
        for (_, weight), average in zip(parts, averages, strict=True):
            weight.copy_(average)
    return network


def warm_and_cool(optimizer: torch.optim.Optimizer, total: int) -> torch.optim.lr_scheduler.LRScheduler:
    """A rate that rises over the first steps and falls to nearly nothing at the last."""
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM * total)) * max(0.02, 1 - step / total)
    )

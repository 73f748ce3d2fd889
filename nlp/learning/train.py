"""Trains the encoder: `python -m nlp.learning.train PASSAGES MODEL`, with the extra `train` installed.

Half precision where it is safe, a fixed seed, a fixed order: the same passages give the same model on the same
machine.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from nlp.encoder import KINDS, MENTION, NOTHING, REASONS
from nlp.learning.examples import Example, load_examples
from nlp.learning.network import CATEGORIES, TYPES, Network, find_base
from nlp.learning.shipping import ship
from nlp.windows import Window, cut_windows

TOKENS = 2_048  # ids of a batch, padding included
RATE, HEAD_RATE = 1.5e-4, 1.2e-3
WARM = 0.06  # of all steps
EPOCHS = 5
CROPPED = 0.4  # of the passages of an epoch are seen as the gate would show them: a sentence or a few, and neighbours
STEP = 32  # lengths are padded to multiples: every new shape costs the compilation of its kernels
ALSO = 0.25  # weight of a category that a careful reader would accept, too
AVERAGE = 0.995  # of the running average of the weights, which is what is kept


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


def loss_of(logits: Tensor, pointers: Tensor, early: Tensor, batch: Batch) -> Tensor:
    """What is to become small: the type, mention or not, and of mentions kind, category and holder."""
    logits = logits.float()
    types, kinds, categories = logits.split((TYPES, len(KINDS), len(CATEGORIES)), -1)
    known, told = batch.types >= 0, batch.kinds >= 0
    others = torch.cat((types[..., :MENTION], types[..., MENTION + 1 :]), -1).logsumexp(-1)
    odds = types[..., MENTION] - others
    loss = cross_entropy(types[known], batch.types[known])
    mention = (batch.types[known] == MENTION).float()
    loss = loss + binary_cross_entropy_with_logits(odds[known], mention)
    loss = loss + 0.3 * binary_cross_entropy_with_logits(early.float()[known], mention, pos_weight=torch.tensor(3.0))
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
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM * total)) * max(0.02, 1 - step / total)
    )
    started, step, mean = time.monotonic(), 0, 0.0
    while step < total:
        for batch in make_batches(examples, chance):
            if step == total:
                break
            logits, pointers, early = network(batch.ids, batch.segments, batch.places)
            loss = loss_of(logits, pointers, early, batch)
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


def main(arguments: Sequence[str]) -> None:
    """Train on every passage of a folder and write the model."""
    parser = argparse.ArgumentParser(prog="python -m nlp.train", description=__doc__)
    parser.add_argument("passages", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    base = find_base()
    examples = load_examples(options.passages, Path(base) / "tokenizer.json")
    network = train([each for each in examples if not each.aside], epochs=options.epochs, seed=options.seed)
    ship(network, base=Path(base), folder=options.model)


if __name__ == "__main__":
    main(sys.argv[1:])

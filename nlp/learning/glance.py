"""The gate's small network: two layers of 128 that say which sentences the encoder should judge."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import AutoModel

from nlp.encoder import MENTION, REASONS, TOLD
from nlp.learning.batches import STEP, Batch, make_batches
from nlp.learning.descending import warm_and_cool
from nlp.learning.examples import Example
from nlp.learning.network import find_base, sentences
from nlp.learning.shipping import SENTENCES, example_inputs, export
from nlp.windows import LIMIT

WIDTH, LAYERS, HEADS = 128, 2, 4
EPOCHS = 8
RATE = 1e-3
MISSED = 4.0  # a sentence missed weighs as much as so many let through for nothing
PLACES = LIMIT + STEP  # of a window, with the heading above its first sentence, padding included
SOUGHT = (MENTION, *(2 + REASONS.index(reason) for reason in TOLD))
RECALL = 0.98  # of the labelled sentences in passages kept aside
RECALLS = (0.9, 0.95, 0.97, RECALL, 0.99, 0.995)


class Glance(nn.Module):
    """Ids, segments and places in; out come the logits (B, S) of each sentence."""

    def __init__(self, words: Tensor) -> None:
        super().__init__()
        vectors, axes = _principal(words)
        self.words = nn.Embedding.from_pretrained(vectors)
        self.turn = nn.Linear(vectors.shape[1], WIDTH, bias=False)
        with torch.no_grad():
            self.turn.weight.copy_(axes)
        self.order = nn.Parameter(torch.randn(PLACES, WIDTH) * 0.02)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.told = nn.Sequential(nn.Dropout(0.1), nn.Linear(2 * WIDTH, 64), nn.GELU(), nn.Linear(64, 1))

    def forward(self, ids: Tensor, segments: Tensor, places: Tensor) -> Tensor:
        """The logits."""
        states = self.turn(self.words(ids)) + self.order[: ids.shape[1]]
        hidden = (ids == 0).to(states.dtype)[:, None, None, :] * -1e4
        for layer in self.layers:
            states = layer(states, hidden)
        told: Tensor = self.told(sentences(self.norm(states), segments, places)).squeeze(-1)
        return told


class Layer(nn.Module):
    """Attention, then a step for each word piece by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(2))
        self.seen, self.mixed = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.step = nn.Sequential(
            nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Dropout(0.1), nn.Linear(4 * WIDTH, WIDTH), nn.Dropout(0.1)
        )

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        """States (B, L, W) in and out; `hidden` is added to the weights of padding."""
        rows, length, _ = states.shape
        seen = self.seen(self.norms[0](states)).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = (seen[0] @ seen[1].transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + hidden).softmax(-1)
        states = states + self.mixed((weights @ seen[2]).transpose(1, 2).reshape(rows, length, WIDTH))
        stepped: Tensor = states + self.step(self.norms[1](states))
        return stepped


def train_glance(examples: Sequence[Example], *, seed: int = 0) -> Glance:
    """A trained network; progress goes to standard error."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    glance = Glance(AutoModel.from_pretrained(find_base()).get_input_embeddings().weight.detach())
    glance.train()
    parts = [weight for weight in glance.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(parts, lr=RATE, weight_decay=0.05, fused=True)
    total = EPOCHS * sum(1 for _ in make_batches(examples, random.Random(seed)))
    rate = warm_and_cool(optimizer, total)
    started, step = time.monotonic(), 0
    while step < total:
        for batch in make_batches(examples, chance):
            if step == total:
                break
            known = batch.types >= 0
            logits = glance(batch.ids, batch.segments, batch.places)[known]
            loss = binary_cross_entropy_with_logits(
                logits, _sought(batch)[known].float(), pos_weight=torch.tensor(MISSED)
            )
            loss.backward()
            nn.utils.clip_grad_norm_(parts, 1.0)
            optimizer.step()
            rate.step()
            optimizer.zero_grad()
            step += 1
            if step % 100 == 0:
                sys.stderr.write(f"\rgate: step {step} of {total}, {time.monotonic() - started:.0f} s ")
                sys.stderr.flush()
    sys.stderr.write("\n")
    glance.eval()
    return glance


def _principal(words: Tensor) -> tuple[Tensor, Tensor]:
    """The word vectors (V, 384) around their mean, and their `WIDTH` principal axes (WIDTH, 384), for states of
    about a half."""
    vectors = words - words.mean(0)
    _, _, axes = torch.linalg.svd(vectors, full_matrices=False)
    chosen = axes[:WIDTH]
    return vectors, chosen / (vectors @ chosen.T).std() / 2


def _sought(batch: Batch) -> Tensor:
    return torch.isin(batch.types, torch.tensor(SOUGHT))


def measure_glance(glance: Glance, examples: Sequence[Example]) -> list[tuple[float, float, float]]:
    """For each recall of mentions the least logit that reaches it, and the share of sentences that then pass."""
    logits, mentions = [], []
    with torch.no_grad():
        for batch in make_batches(examples, None):
            known = batch.types >= 0
            logits.append(glance(batch.ids, batch.segments, batch.places)[known])
            mentions.append(batch.types[known] == MENTION)
    told, sought = torch.cat(logits), torch.cat(mentions)
    ranked = told[sought].sort().values
    curve = []
    for recall in RECALLS:
        least = ranked[int((1 - recall) * len(ranked))].item()
        curve.append((recall, round(least, 3), round((told >= least).float().mean().item(), 4)))
    return curve


def ship_glance(glance: Glance, curve: Sequence[tuple[float, float, float]], folder: Path) -> None:
    """Write `glance.onnx`, and `glance.json` with the curve of recalls, least logits and shares that pass."""
    with torch.no_grad():  # the turn is done once for all words
        glance.words, glance.turn = nn.Embedding.from_pretrained(glance.turn(glance.words.weight)), nn.Identity()
    export(glance, example_inputs(), {"logits": SENTENCES}, folder / "glance.onnx")
    about = {"least": next(least for recall, least, _ in curve if recall == RECALL), "curve": curve}
    (folder / "glance.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")

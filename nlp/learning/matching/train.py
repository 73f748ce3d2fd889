"""Teaches the map: a need lies near the card that is right for it, a quote near the cards of its category."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, dropout, normalize

from nlp.learning.matching.world import World
from nlp.learning.network import CATEGORIES
from nlp.taxonomy import topics

RATE = 5e-4
SHARPNESS = 18.0  # cosines times this are logits
DROPPED = 0.1  # of each vector's numbers
NEEDS, QUOTES = 256, 512  # of a step
CATEGORY, QUOTE_CATEGORY, QUOTE_CARD = 0.3, 0.7, 0.5  # weights of the losses beside the first
RAREST = 1e-5  # share of a card's needs that a category is taken to have at least


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """Everything to learn from, as vectors: needs (N, W), cards (C, W), quotes (Q, W), categories (K, W).

    `right` (N, C) are the shares of the right cards, `named` (N) and `about` (Q) categories, `shares` (C, K) those of
    the needs that a card is right for.
    """

    needs: Tensor
    cards: Tensor
    quotes: Tensor
    categories: Tensor
    right: Tensor
    named: Tensor
    about: Tensor
    shares: Tensor


def prepare(worlds: Sequence[World], quotes: Sequence[tuple[str, str]], means: Mapping[str, Tensor]) -> Lesson:
    """What worlds and quotes teach; `means` holds the vector of each of their texts."""

    def table(texts: Sequence[str]) -> Tensor:
        return torch.stack([means[text] for text in texts])

    cards = [card for world in worlds for card in world.cards]
    places = {card.id: at for at, card in enumerate(cards)}
    needs = [need for world in worlds for need in world.needs if need.right]
    right, shares = torch.zeros(len(needs), len(cards)), torch.zeros(len(cards), len(CATEGORIES))
    for row, need in enumerate(needs):
        for name in need.right:
            right[row, places[name]] = 1 / len(need.right)
            shares[places[name], CATEGORIES.index(need.category)] += 1
    return Lesson(
        needs=table([need.need.words for need in needs]),
        cards=table([card.text for card in cards]),
        quotes=table([words for words, _ in quotes]),
        categories=table([topics()[category] for category in CATEGORIES]),
        right=right,
        named=torch.tensor([CATEGORIES.index(need.category) for need in needs]),
        about=torch.tensor([CATEGORIES.index(category) for _, category in quotes]),
        shares=shares / shares.sum(1, keepdim=True).clamp(min=1),
    )


def texts_of(worlds: Sequence[World], quotes: Sequence[tuple[str, str]]) -> list[str]:
    """Every text of which `prepare` wants a vector."""
    counted = Counter(text for text, _ in quotes)
    counted.update(topics()[category] for category in CATEGORIES)
    for world in worlds:
        counted.update(need.need.words for need in world.needs)
        counted.update(card.text for card in world.cards)
    return list(counted)


def teach(linear: nn.Linear, lesson: Lesson, *, steps: int, seed: int = 0) -> None:
    """Train the map in place; progress goes to standard error."""
    torch.manual_seed(seed)
    categories = nn.Parameter(lesson.categories.clone())
    optimizer = torch.optim.AdamW([linear.weight, categories], lr=RATE, weight_decay=0.0)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.05, 1 - step / steps))
    for step in range(steps):
        optimizer.zero_grad()
        loss = _loss(linear, lesson, categories)
        loss.backward()
        optimizer.step()
        rate.step()
        sys.stderr.write(f"\rstep {step + 1} of {steps}, loss {loss.item():.3f} ")
        sys.stderr.flush()
    sys.stderr.write("\n")


def _loss(linear: nn.Linear, lesson: Lesson, categories: Tensor) -> Tensor:
    drawn = torch.randint(0, len(lesson.needs), (NEEDS,))
    needs, cards = _mapped(linear, lesson.needs[drawn]), _mapped(linear, lesson.cards)
    kinds = normalize(categories, dim=-1)
    loss = -(lesson.right[drawn] * (SHARPNESS * needs @ cards.T).log_softmax(-1)).sum(-1).mean()
    loss = loss + CATEGORY * cross_entropy(SHARPNESS * needs @ kinds.T, lesson.named[drawn])
    loss = loss - CATEGORY * (lesson.shares * (SHARPNESS * cards @ kinds.T).log_softmax(-1)).sum(-1).mean()
    heard = torch.randint(0, len(lesson.quotes), (QUOTES,))
    quotes, about = _mapped(linear, lesson.quotes[heard]), lesson.about[heard]
    loss = loss + QUOTE_CATEGORY * cross_entropy(SHARPNESS * quotes @ kinds.T, about)
    fitting = lesson.shares[:, about].T.clamp(min=RAREST).log()
    return loss - QUOTE_CARD * ((SHARPNESS * quotes @ cards.T).log_softmax(-1) + fitting).logsumexp(-1).mean()


def _mapped(linear: nn.Linear, vectors: Tensor) -> Tensor:
    return normalize(linear(dropout(vectors, DROPPED)), dim=-1)

"""Teaches the encoder: a need lies near the card that is right for it, a quote near the cards of its category."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from nlp.learning.descending import warm_and_cool
from nlp.learning.matching.network import Lower, TextEncoder
from nlp.learning.matching.world import Labelled, World
from nlp.learning.network import CATEGORIES
from nlp.matching.cards import Card
from nlp.taxonomy import topics

RATE, CATEGORY_RATE = 2.5e-4, 1e-3
SHARPNESS = 18.0  # cosines times this are logits
AVERAGE = 0.99  # of the running average of the weights, which is what is kept
CARDS, NEEDS, A_CARD, QUOTES = 14, 32, 3, 40  # of a step; needs of a card at most
MINE, CATEGORY, QUOTE_CATEGORY, QUOTE_CARD = 0.3, 0.3, 0.7, 0.5  # weights of the losses beside the first


class Lesson:
    """One encoder being taught from worlds and quotes."""

    def __init__(
        self, network: TextEncoder, lower: Lower, worlds: Sequence[World], quotes: Sequence[tuple[str, str]], seed: int
    ) -> None:
        self._network, self._lower, self._chance = network, lower, random.Random(seed)
        self._cards: list[Card] = [card for world in worlds for card in world.cards]
        self._place = {card.id: at for at, card in enumerate(self._cards)}
        self._needs = _by_card([need for world in worlds for need in world.needs])
        self._quotes = [(words, CATEGORIES.index(category)) for words, category in quotes]
        titles = [f"{topics()[category]}" for category in CATEGORIES]
        self._lower.learn(
            [
                *titles,
                *(card.text for card in self._cards),
                *(need.need.words for needs in self._needs.values() for need in needs),
                *(words for words, _ in quotes),
            ]
        )
        self._shares = self._share_of_categories()
        with torch.no_grad():
            self._bank = self._vectors([card.text for card in self._cards])
            self._categories = nn.Parameter(self._vectors(titles).clone())
        self._open_cards: list[int] = []
        self._open_quotes: list[int] = []

    def teach(self, steps: int) -> None:
        """Train; progress goes to standard error."""
        weights = [weight for layer in self._network.upper for weight in layer.parameters()]
        masters = [weight.detach().float().clone() for weight in weights]  # small steps need 32 bits
        averages = [master.clone() for master in masters]
        groups = [{"params": masters, "lr": RATE}, {"params": [self._categories], "lr": CATEGORY_RATE}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        rate = warm_and_cool(optimizer, steps)
        started = time.monotonic()
        for step in range(steps):
            optimizer.zero_grad()
            loss = self._loss()
            loss.backward()
            for weight, master in zip(weights, masters, strict=True):
                master.grad, weight.grad = (weight.grad.float() if weight.grad is not None else None), None
            nn.utils.clip_grad_norm_(masters, 1.0)
            optimizer.step()
            rate.step()
            with torch.no_grad():
                torch._foreach_lerp_(averages, masters, 1 - min(AVERAGE, step / (step + 10)))
                for weight, master in zip(weights, masters, strict=True):
                    weight.copy_(master)
            if step % 10 == 9:
                spent = time.monotonic() - started
                sys.stderr.write(f"\rstep {step + 1} of {steps}, loss {loss.item():.3f}, {spent:.0f} s ")
                sys.stderr.flush()
        sys.stderr.write("\n")
        with torch.no_grad():
            for weight, average in zip(weights, averages, strict=True):
                weight.copy_(average)

    def _loss(self) -> Tensor:
        at = self._draw(self._open_cards, len(self._cards), CARDS)
        needs = self._needs_of(at)
        cards = self._lift([self._cards[each].text for each in at])
        self._bank[at] = cards.detach()
        bench = self._bank.index_copy(0, torch.tensor(at), cards)
        categories = normalize(self._categories, dim=-1)
        told = self._lift([need.need.words for need in needs])
        logits = SHARPNESS * told @ bench.T
        right = torch.zeros(len(needs), len(self._cards))
        for row, need in enumerate(needs):
            for name in need.right:
                right[row, self._place[name]] = 1 / len(need.right)
        loss = -(right * logits.log_softmax(-1)).sum(-1).mean()
        loss = loss + MINE * _mine(logits[:, at], right[:, at])
        named = torch.tensor([CATEGORIES.index(need.category) for need in needs])
        loss = loss + CATEGORY * cross_entropy(SHARPNESS * told @ categories.T, named)
        shares = self._shares[at]
        loss = loss - CATEGORY * (shares * (SHARPNESS * cards @ categories.T).log_softmax(-1)).sum(-1).mean()
        if not self._quotes:
            return loss
        quotes = [self._quotes[each] for each in self._draw(self._open_quotes, len(self._quotes), QUOTES)]
        said = self._lift([words for words, _ in quotes])
        about = torch.tensor([category for _, category in quotes])
        loss = loss + QUOTE_CATEGORY * cross_entropy(SHARPNESS * said @ categories.T, about)
        fitting = self._shares[:, about].T
        known = fitting.sum(-1) > 0
        chances = (SHARPNESS * said @ bench.T).log_softmax(-1) + fitting.clamp(min=1e-6).log()
        if known.any():
            loss = loss - QUOTE_CARD * chances[known].logsumexp(-1).mean()
        return loss

    def _draw(self, waiting: list[int], count: int, wanted: int) -> list[int]:
        """Indexes, each of which comes once before any comes again."""
        if len(waiting) < wanted:
            waiting[:] = self._chance.sample(range(count), count)
        return [waiting.pop() for _ in range(min(wanted, count))]

    def _needs_of(self, cards: Sequence[int]) -> list[Labelled]:
        chosen: dict[str, Labelled] = {}
        for at in cards:
            own = self._needs.get(self._cards[at].id, [])
            for need in self._chance.sample(own, min(A_CARD, len(own))):
                chosen[need.need.words] = need
        needs = list(chosen.values())
        self._chance.shuffle(needs)
        return needs[:NEEDS]

    def _share_of_categories(self) -> Tensor:
        """(cards, categories): the shares of the needs that a card is right for."""
        table = torch.zeros(len(self._cards), len(CATEGORIES))
        for name, needs in self._needs.items():
            for category, count in Counter(need.category for need in needs).items():
                table[self._place[name], CATEGORIES.index(category)] = count / len(needs)
        return table

    def _lift(self, texts: Sequence[str]) -> Tensor:
        return self._network.lift(self._lower.of(texts))

    def _vectors(self, texts: Sequence[str]) -> Tensor:
        return torch.cat([self._lift(texts[at : at + 32]) for at in range(0, len(texts), 32)])


def _mine(logits: Tensor, right: Tensor) -> Tensor:
    """The other way round: of these needs, which is the card's?"""
    mine = (right > 0).float()
    some = mine.sum(0) > 0
    shares = mine / mine.sum(0).clamp(min=1)
    return -(shares * logits.log_softmax(0)).sum(0)[some].mean()


def _by_card(needs: Sequence[Labelled]) -> Mapping[str, list[Labelled]]:
    kept: dict[str, list[Labelled]] = {}
    for need in needs:
        for name in need.right:
            kept.setdefault(name, []).append(need)
    return kept


def train(
    base: Path, worlds: Sequence[World], quotes: Sequence[tuple[str, str]], *, steps: int, seed: int = 0
) -> TextEncoder:
    """A taught encoder."""
    torch.manual_seed(seed)
    network = TextEncoder(str(base))
    network.bfloat16()
    network.requires_grad_(False)
    for layer in network.upper:
        layer.requires_grad_(True)
    lower = Lower(network, base)
    Lesson(network, lower, worlds, quotes, seed).teach(steps)
    network.float().eval()
    return network

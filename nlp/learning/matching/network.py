"""The network: a sentence encoder whose lowest layers stay as they are, so that they are run once a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import normalize
from transformers import AutoModel

from nlp.matching.vectors import CLOSES, LONGEST, OPENS

FROZEN = 4  # of six layers
TOKENS = 4_096  # of a batch, padding included, where nothing is learnt


class TextEncoder(nn.Module):
    """Ids (B, L), 0 where there is nothing, in; vectors (B, W) of length 1 out."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            base,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
            add_pooling_layer=False,
        )

    @property
    def upper(self) -> nn.ModuleList:
        """The layers that learn."""
        layers: nn.ModuleList = self.encoder.encoder.layer[FROZEN:]
        return layers

    def forward(self, ids: Tensor) -> Tensor:
        """The vectors."""
        there = (ids != 0).to(self.encoder.dtype)
        states = self.encoder(input_ids=ids, attention_mask=there).last_hidden_state
        return pooled(states, there)

    def lift(self, states: Sequence[Tensor]) -> Tensor:
        """The vectors of texts whose states (L, W) below the layers that learn are known."""
        length = max(map(len, states))
        table = torch.zeros(len(states), length, states[0].shape[-1], dtype=self.encoder.dtype)
        there = torch.zeros(len(states), length, dtype=self.encoder.dtype)
        for row, state in enumerate(states):
            table[row, : len(state)] = state
            there[row, : len(state)] = 1
        hidden = (1 - there[:, None, None, :]) * -10_000.0
        for layer in self.upper:
            told = layer(table, attention_mask=hidden)
            table = told[0] if isinstance(told, tuple) else told
        return pooled(table.float(), there.float())


def pooled(states: Tensor, there: Tensor) -> Tensor:
    """The mean of the states (B, L, W) that are there (B, L), of length 1."""
    means = (states * there.unsqueeze(-1)).sum(1) / there.sum(1, keepdim=True)
    return normalize(means, dim=-1)


class Lower:
    """Word pieces, and what the lowest layers make of them: computed once a text, kept in 16 bits."""

    def __init__(self, network: TextEncoder, base: Path) -> None:
        self._network = network
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._known: dict[str, Tensor] = {}

    def ids(self, text: str) -> list[int]:
        """A text as the encoder takes it."""
        return [OPENS, *self._tokenizer.encode(text, add_special_tokens=False).ids, CLOSES]

    def learn(self, texts: Iterable[str]) -> None:
        """Run the lowest layers over texts."""
        rows = sorted(((text, self.ids(text)) for text in set(texts) - self._known.keys()), key=lambda row: len(row[1]))
        batch: list[tuple[str, list[int]]] = []
        for row in rows:
            if batch and (len(batch) + 1) * len(row[1]) > TOKENS:
                self._run(batch)
                batch = []
            batch.append(row)
        if batch:
            self._run(batch)

    def of(self, texts: Sequence[str]) -> list[Tensor]:
        """The states (L, W) of texts that were learnt."""
        return [self._known[text] for text in texts]

    def _run(self, batch: Sequence[tuple[str, list[int]]]) -> None:
        length = max(len(ids) for _, ids in batch)
        table = torch.zeros(len(batch), length, dtype=torch.long)
        for row, (_, ids) in enumerate(batch):
            table[row, : len(ids)] = torch.tensor(ids)
        with torch.no_grad():
            told = self._network.encoder(input_ids=table, attention_mask=(table != 0).long(), output_hidden_states=True)
        for (text, ids), states in zip(batch, told.hidden_states[FROZEN], strict=True):
            self._known[text] = states[: len(ids)].bfloat16().clone()

"""The network: a sentence encoder that stays as it is, and a linear map of its vectors, which learns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import normalize
from transformers import AutoModel

from nlp.matching.vectors import CLOSES, LONGEST, OPENS

TOKENS = 4_096  # of a batch, padding included


class TextEncoder(nn.Module):
    """Ids (B, L), 0 where there is nothing, in; vectors (B, W) of length 1 out."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="eager", add_pooling_layer=False)
        self.encoder.requires_grad_(False).eval()
        width = self.encoder.config.hidden_size
        self.map = nn.Linear(width, width, bias=False)
        nn.init.eye_(self.map.weight)

    def forward(self, ids: Tensor) -> Tensor:
        """The vectors."""
        return normalize(self.map(self.means(ids)), dim=-1)

    def means(self, ids: Tensor) -> Tensor:
        """The mean of what the encoder makes of the word pieces, of length 1, before it is mapped."""
        there = (ids != 0).to(self.encoder.dtype)
        states = self.encoder(input_ids=ids, attention_mask=there).last_hidden_state
        return normalize((states * there.unsqueeze(-1)).sum(1) / there.sum(1, keepdim=True), dim=-1)


def means_of(network: TextEncoder, base: Path, texts: Sequence[str]) -> dict[str, Tensor]:
    """The vector of each text before it is mapped: this takes minutes, and is done once."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    ids = {text: [OPENS, *tokenizer.encode(text, add_special_tokens=False).ids, CLOSES] for text in texts}
    found: dict[str, Tensor] = {}
    batch: list[str] = []
    for text in sorted(ids, key=lambda text: len(ids[text])):
        if batch and (len(batch) + 1) * len(ids[text]) > TOKENS:
            found |= _run(network, {text: ids[text] for text in batch})
            batch = []
        batch.append(text)
    return found | _run(network, {text: ids[text] for text in batch})


def _run(network: TextEncoder, batch: dict[str, list[int]]) -> dict[str, Tensor]:
    table = torch.zeros(len(batch), max(map(len, batch.values())), dtype=torch.long)
    for row, ids in enumerate(batch.values()):
        table[row, : len(ids)] = torch.tensor(ids)
    with torch.no_grad():
        return dict(zip(batch, network.means(table), strict=True))

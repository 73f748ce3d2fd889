"""The network: the sentence encoder with one head, which says what a reply says."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu
from transformers import AutoModel

from nlp.replies.answers import LABELS

FROZEN = 2  # of the six layers, the lowest: what words are like is known there already, and time is saved


class ReplyNetwork(nn.Module):
    """Ids and sides (B, L) in, logits (B, labels) out; `base` is the folder of the encoder to start from."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            base, attn_implementation="eager", attention_probs_dropout_prob=0.0, add_pooling_layer=False
        )
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.hidden = nn.Linear(2 * width, width)
        self.head = nn.Linear(width, len(LABELS))

    def forward(self, ids: Tensor, sides: Tensor) -> Tensor:
        """One row of logits a reply: from its first mark, and the mean of its own words."""
        told = (ids != 0).to(ids.dtype)
        states = self.encoder(input_ids=ids, attention_mask=told, token_type_ids=sides).last_hidden_state
        own = (sides * told).unsqueeze(-1).to(states.dtype)
        mean = (states * own).sum(1) / own.sum(1).clamp(min=1)
        logits: Tensor = self.head(self.drop(gelu(self.hidden(self.drop(torch.cat((states[:, 0], mean), -1))))))
        return logits

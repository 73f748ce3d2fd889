"""Turns a trained network into the files that are shipped with the reader of replies."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch

from nlp.learning.replies.network import ReplyNetwork
from nlp.learning.shipping import export
from nlp.replies.answers import LABELS

VERSION = "replies-1"
AXES = {0: "replies", 1: "ids"}


def ship_replies(network: ReplyNetwork, *, base: Path, folder: Path) -> None:
    """Write `encoder.onnx`, `tokenizer.json` and `encoder.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ids, sides = torch.randint(1_000, 2_000, (2, 16)), torch.tensor([[0] * 6 + [1] * 10] * 2)
    inputs = {"ids": (ids, AXES), "sides": (sides, AXES)}
    export(network, inputs, {"logits": {0: "replies"}}, folder / "encoder.onnx", bert=network.encoder.config)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    about = {"version": VERSION, "labels": LABELS}
    (folder / "encoder.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")

"""Turns a trained network into the files that are shipped: fused, with weights of eight bits."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn

from nlp.learning.network import CATEGORIES, Network

OPSET = 17
VERSION = "encoder-1"


SENTENCES = {0: "windows", 1: "sentences"}
IDS = {0: "windows", 1: "ids"}


def ship(network: Network, *, base: Path, folder: Path) -> None:
    """Write `encoder.onnx`, `tokenizer.json` and `encoder.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(1_000, 2_000, (2, 16))
    segments = torch.tensor([[0, 0] + [1] * 7 + [2] * 7] * 2)
    places = torch.tensor([[2, 9]] * 2)
    inputs = {"ids": (ids, IDS), "segments": (segments, IDS), "places": (places, SENTENCES)}
    outputs = {"logits": SENTENCES, "pointers": SENTENCES | {2: "ids"}}
    _write(Reader(network), inputs, outputs, folder / "encoder.onnx")
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    about = {"version": VERSION, "categories": CATEGORIES}
    (folder / "encoder.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


class Reader(nn.Module):
    """What is needed to read: the network without what it only learns by."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, segments: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the sentences and of the names."""
        logits, pointers, _ = self.network(ids, segments, places)
        return logits, pointers


def _write(
    part: nn.Module,
    inputs: Mapping[str, tuple[Tensor, dict[int, str]]],
    outputs: Mapping[str, dict[int, str]],
    path: Path,
) -> None:
    config = part.network.encoder.config
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter tells of its successor, and traces what is constant here
        plain, fused = str(Path(scratch) / "plain.onnx"), str(Path(scratch) / "fused.onnx")
        torch.onnx.export(
            part.eval(),
            tuple(example for example, _ in inputs.values()),
            plain,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: axes for name, (_, axes) in inputs.items()} | dict(outputs),
            opset_version=OPSET,
            dynamo=False,
        )
        heads, width = config.num_attention_heads, config.hidden_size
        optimize_model(plain, model_type="bert", num_heads=heads, hidden_size=width).save_model_to_file(fused)
        quantize_dynamic(
            fused,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # fused nodes hide their outputs' types
        )

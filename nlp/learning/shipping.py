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
from transformers import PretrainedConfig

from nlp.learning.network import CATEGORIES, Network

OPSET = 17
VERSION = "encoder-2"

SENTENCES = {0: "windows", 1: "sentences"}
IDS = {0: "windows", 1: "ids"}


def ship(network: Network, *, base: Path, folder: Path) -> None:
    """Write `encoder.onnx`, `tokenizer.json` and `encoder.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = {"logits": SENTENCES, "pointers": SENTENCES | {2: "ids"}}
    export(network, example_inputs(), outputs, folder / "encoder.onnx", bert=network.encoder.config)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    about = {"version": VERSION, "categories": CATEGORIES}
    (folder / "encoder.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def example_inputs() -> dict[str, tuple[Tensor, dict[int, str]]]:
    """What a network takes, by name, with the names of the axes that may be longer."""
    ids = torch.randint(1_000, 2_000, (2, 16))
    segments = torch.tensor([[0, 0] + [1] * 7 + [2] * 7] * 2)
    places = torch.tensor([[2, 9]] * 2)
    return {"ids": (ids, IDS), "segments": (segments, IDS), "places": (places, SENTENCES)}


def export(
    network: nn.Module,
    inputs: Mapping[str, tuple[Tensor, dict[int, str]]],
    outputs: Mapping[str, dict[int, str]],
    path: Path,
    *,
    bert: PretrainedConfig | None = None,
) -> None:
    """Write a network with weights of eight bits; one with the shape of `bert` is fused first, of another only the
    word vectors are made small."""
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter tells of its successor, and traces what is constant here
        plain, fused = str(Path(scratch) / "plain.onnx"), str(Path(scratch) / "fused.onnx")
        torch.onnx.export(
            network.eval(),
            tuple(example for example, _ in inputs.values()),
            plain,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: axes for name, (_, axes) in inputs.items()} | dict(outputs),
            opset_version=OPSET,
            dynamo=False,
        )
        if bert:
            heads, width = bert.num_attention_heads, bert.hidden_size
            optimize_model(plain, model_type="bert", num_heads=heads, hidden_size=width).save_model_to_file(fused)
        quantize_dynamic(
            fused if bert else plain,
            path,
            op_types_to_quantize=None if bert else ["Gather"],
            weight_type=QuantType.QInt8,
            per_channel=bool(bert),
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # fused nodes hide their outputs' types
        )

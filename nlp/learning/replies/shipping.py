"""Turns a trained network into the files that are shipped with the reader of replies: weights of four bits.

With eight bits they would be twice as large; of four bits, each block of weights has a scale of its own. They lie in
files of their own, none too large for a place that keeps source.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

from nlp.learning.replies.network import ReplyNetwork
from nlp.learning.shipping import OPSET
from nlp.replies.answers import LABELS

VERSION = "replies-2"
AXES = {0: "replies", 1: "ids"}
BLOCK = 64  # weights that share a scale
LARGEST = 24_000_000  # bytes of a file
SMALL = 1_000  # bytes: what is no larger stays in the graph


def ship_replies(network: ReplyNetwork, *, base: Path, folder: Path) -> None:
    """Write `encoder.onnx`, `weights-N.bin`, `tokenizer.json` and `encoder.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("weights-*.bin"):
        old.unlink()
    _write(_quantized(network), folder)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    about = {"version": VERSION, "labels": LABELS}
    (folder / "encoder.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def _quantized(network: ReplyNetwork) -> onnx.ModelProto:
    ids, sides = torch.randint(1_000, 2_000, (2, 16)), torch.tensor([[0] * 6 + [1] * 10] * 2)
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter tells of its successor, and traces what is constant here
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            network.eval(),
            (ids, sides),
            str(plain),
            input_names=["ids", "sides"],
            output_names=["logits"],
            dynamic_axes={"ids": AXES, "sides": AXES, "logits": {0: "replies"}},
            opset_version=OPSET,
            dynamo=False,
        )
        how = DefaultWeightOnlyQuantConfig(
            block_size=BLOCK,
            is_symmetric=True,
            accuracy_level=4,  # numbers of eight bits between
            op_types_to_quantize=("MatMul", "Gather"),
            quant_axes=(("MatMul", 0), ("Gather", 1)),
        )
        quantizer = MatMulNBitsQuantizer(onnx.load(plain), algo_config=how)
        logging.disable(logging.INFO)  # a line for each node
        quantizer.process()
        logging.disable(logging.NOTSET)
        model: onnx.ModelProto = quantizer.model.model
        return model


def _write(model: onnx.ModelProto, folder: Path) -> None:
    number, file = 0, b""
    for tensor in model.graph.initializer:
        if len(tensor.raw_data) <= SMALL:
            continue
        if len(file) + len(tensor.raw_data) > LARGEST:
            (folder / f"weights-{number}.bin").write_bytes(file)
            number, file = number + 1, b""
        set_external_data(tensor, f"weights-{number}.bin", offset=len(file), length=len(tensor.raw_data))
        file += tensor.raw_data
        tensor.ClearField("raw_data")
    (folder / f"weights-{number}.bin").write_bytes(file)
    onnx.save(model, folder / "encoder.onnx")

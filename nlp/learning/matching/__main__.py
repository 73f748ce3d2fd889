"""Trains the matcher: `python -m nlp.learning.matching BULLPENS PASSAGES`, with the extra `train` installed.

The map learns from two cards in three of each bullpen, the weights of the factors from the needs of the others,
which it never saw; both go into `nlp/matching/model`. The same data give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from nlp.learning.matching.network import TextEncoder, means_of
from nlp.learning.matching.train import prepare, teach, texts_of
from nlp.learning.matching.weighing import Figures, cases_of, measure, weigh
from nlp.learning.matching.world import load_quotes, load_worlds
from nlp.learning.network import find_base
from nlp.learning.shipping import export
from nlp.matching.bench import FACTORS, FORBIDS, LEAST, NOBODY
from nlp.matching.vectors import SHIPPED, Vectors

VERSION = "matcher-1"
WIDTH = 384
STEPS = 80
UNTRAINED = dict.fromkeys((*FACTORS, NOBODY, LEAST, FORBIDS), 0.0)


def main(arguments: Sequence[str]) -> None:
    """Train on everything and write the shipped model anew."""
    parser = argparse.ArgumentParser(prog="python -m nlp.learning.matching", description=__doc__)
    parser.add_argument("bullpens", type=Path)
    parser.add_argument("passages", type=Path)
    parser.add_argument("--weigh", action="store_true", help="only weigh the factors anew")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    base = Path(find_base())
    worlds, quotes = load_worlds(options.bullpens), load_quotes(options.passages)
    learnt, aside = ([world.part(aside=kept) for world in worlds] for kept in (False, True))
    if not options.weigh:
        network = TextEncoder(str(base))
        means = means_of(network, base, texts_of(learnt, quotes))
        teach(network.map, prepare(learnt, quotes, means), steps=options.steps, seed=options.seed)
        ship(network, SHIPPED)
        tell(UNTRAINED, None, SHIPPED)
    cases = list(cases_of(aside, Vectors()))
    weights = weigh(cases)
    tell(weights, measure(cases, weights), SHIPPED)


def ship(network: TextEncoder, folder: Path) -> None:
    """Write `encoder.onnx` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(1_000, 2_000, (2, 16))
    export(
        network,
        {"ids": (ids, {0: "texts", 1: "ids"})},
        {"vectors": {0: "texts"}},
        folder / "encoder.onnx",
        bert=network.encoder.config,
    )


def tell(weights: Mapping[str, float], figures: Figures | None, folder: Path) -> None:
    """Write `model.json` into a folder; `figures` are those on cards that were not learnt from."""
    about = {
        "version": VERSION,
        "width": WIDTH,
        "weights": {name: round(weight, 4) for name, weight in weights.items()},
        "unseen": {name: round(value, 3) for name, value in asdict(figures).items()} if figures else {},
    }
    (folder / "model.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Trains the reader: `python -m nlp.learning PASSAGES`, with the extra `train` installed.

The encoder, the gate before it, and what their figures are worth, all from the passages, into `nlp/model`. The same
passages give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from nlp.encoder import SHIPPED
from nlp.learning.calibrating import calibrate
from nlp.learning.examples import load_examples
from nlp.learning.glance import measure_glance, ship_glance, train_glance
from nlp.learning.network import find_base
from nlp.learning.shipping import ship
from nlp.learning.train import EPOCHS, train


def main(arguments: Sequence[str]) -> None:
    """Train on every passage of a folder and write the shipped model anew."""
    parser = argparse.ArgumentParser(prog="python -m nlp.learning", description=__doc__)
    parser.add_argument("passages", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    base = Path(find_base())
    examples = load_examples(options.passages, base / "tokenizer.json")
    learnt, aside = ([each for each in examples if each.aside is kept] for kept in (False, True))
    ship(train(learnt, epochs=options.epochs, seed=options.seed), base=base, folder=SHIPPED)
    glance = train_glance(learnt, seed=options.seed)
    ship_glance(glance, measure_glance(glance, aside), SHIPPED)
    calibrate(options.passages)


if __name__ == "__main__":
    main(sys.argv[1:])

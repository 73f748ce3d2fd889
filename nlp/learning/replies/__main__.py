"""Trains the reader of replies: `python -m nlp.learning.replies REPLIES`, with the extra `train` installed.

One training of the network on four fifths makes what is shipped, into `nlp/replies/model`; the other fifth tells what
its figures are worth. With more `--folds` each of so many fifths is left out once, and what is shipped learns from
all: so many times longer. The same replies give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from nlp.learning.network import find_base
from nlp.learning.replies.calibrating import figures, keep, measure
from nlp.learning.replies.folds import FOLDS, train_fold
from nlp.learning.replies.rows import load_rows, to_examples
from nlp.learning.replies.shipping import ship_replies
from nlp.learning.replies.train import EPOCHS, train
from nlp.learning.replies.wording import learn_wording, ship_wording
from nlp.replies.classifier import SHIPPED
from nlp.replies.inputs import ReplyPieces


def main(arguments: Sequence[str]) -> None:
    """Train on every reply of a folder and write the shipped model anew."""
    parser = argparse.ArgumentParser(prog="python -m nlp.learning.replies", description=__doc__)
    parser.add_argument("replies", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folds", type=int, default=1, choices=range(1, FOLDS + 1))
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    base = Path(find_base())
    rows = load_rows(options.replies)
    examples = to_examples(rows, ReplyPieces(base / "tokenizer.json"))
    how = {"epochs": options.epochs, "seed": options.seed}
    folds = [train_fold(examples, number, **how) for number in range(options.folds)]
    network = folds[0].network if len(folds) == 1 else train(examples, **how)
    ship_replies(network, base=base, folder=SHIPPED)
    ship_wording(learn_wording(examples), SHIPPED)
    aside = [rows[number] for fold in folds for number in fold.aside]
    shares = np.concatenate([fold.shares for fold in folds])
    decider = measure(aside, shares)
    measured = figures(aside, shares, decider)
    keep(decider, measured, SHIPPED)
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

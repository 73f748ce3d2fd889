"""Trains the reader of replies: `python -m nlp.learning.replies REPLIES`, with the extra `train` installed.

The network learns from four fifths of the replies and is written into `nlp/replies/model`; the other fifth tells what
its figures are worth. The same replies give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from nlp.encoder import softmax
from nlp.learning.replies.calibrating import figures, keep, measure
from nlp.learning.replies.network import open_base
from nlp.learning.replies.rows import load_rows, to_examples
from nlp.learning.replies.shipping import ship_replies
from nlp.learning.replies.train import EPOCHS, train
from nlp.replies.classifier import SHIPPED, Classifier
from nlp.replies.inputs import ReplyPieces

FIFTH = 5  # one reply in so many is not learnt from


def main(arguments: Sequence[str]) -> None:
    """Train on the replies of a folder and write the shipped model anew."""
    parser = argparse.ArgumentParser(prog="python -m nlp.learning.replies", description=__doc__)
    parser.add_argument("replies", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    rows = load_rows(options.replies)
    order = list(range(len(rows)))
    random.Random(options.seed).shuffle(order)
    with open_base() as base:
        examples = to_examples(rows, ReplyPieces(base / "tokenizer.json"))
        learnt = [examples[number] for place, number in enumerate(order) if place % FIFTH]
        ship_replies(train(learnt, base, epochs=options.epochs, seed=options.seed), base=base, folder=SHIPPED)
    aside, classifier = order[::FIFTH], Classifier(SHIPPED)
    logits = [classifier.logits(rows[number].stage, rows[number].asked, examples[number].words) for number in aside]
    kept, shares = [rows[number] for number in aside], softmax(np.stack(logits))
    decider = measure(kept, shares)
    measured = figures(kept, shares, decider)
    keep(decider, measured, SHIPPED)
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

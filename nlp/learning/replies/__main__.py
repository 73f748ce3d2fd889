"""Trains the reader of replies: `python -m nlp.learning.replies REPLIES`, with the extra `train` installed.

Five trainings on four fifths each tell what its figures are worth, one on all makes what is shipped, into
`nlp/replies/model`. The same replies give the same model on the same machine.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from nlp.learning.network import find_base
from nlp.learning.replies.calibrating import cross_validate, figures, keep, measure
from nlp.learning.replies.rows import load_rows, to_examples
from nlp.learning.replies.shipping import ship_replies
from nlp.learning.replies.train import EPOCHS, train
from nlp.replies.classifier import SHIPPED
from nlp.replies.inputs import ReplyPieces


def main(arguments: Sequence[str]) -> None:
    """Train on every reply of a folder and write the shipped model anew."""
    parser = argparse.ArgumentParser(prog="python -m nlp.learning.replies", description=__doc__)
    parser.add_argument("replies", type=Path)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep-calibration", action="store_true", help="leave out the five trainings")
    options = parser.parse_args(arguments)
    torch.set_num_threads(2)
    base = Path(find_base())
    rows = load_rows(options.replies)
    examples = to_examples(rows, ReplyPieces(base / "tokenizer.json"))
    ship_replies(train(examples, epochs=options.epochs, seed=options.seed), base=base, folder=SHIPPED)
    if options.keep_calibration:
        return
    shares = cross_validate(rows, examples, epochs=options.epochs, seed=options.seed)
    decider = measure(rows, shares)
    measured = figures(rows, shares, decider)
    keep(decider, measured, SHIPPED)
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])

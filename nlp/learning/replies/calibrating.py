"""What the shares of the model are worth: measured on replies that each of five trainings never saw."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from nlp.calibration import Calibration
from nlp.encoder import Floats, softmax
from nlp.learning.calibrating import fit
from nlp.learning.replies.rows import Example, Row
from nlp.learning.replies.train import judge, train
from nlp.replies.answers import LABELS, Said
from nlp.replies.deciding import Decider

FOLDS = 5
FEW = 40  # findings of a label below which all labels together say what its shares are worth
WORST = frozenset({Said.NO, Said.LATER, Said.CONDITIONAL, Said.AUTO, Said.UNCLEAR, Said.STOP})
MOST_WRONG = 0.01  # of the yeses given may be one of the worst
SURE = 0.97  # a yes is never given below the share at which the calibrated confidence is this


def cross_validate(rows: Sequence[Row], examples: Sequence[Example], *, epochs: float, seed: int) -> Floats:
    """The shares (replies, labels) that each reply gets from a network that did not learn from it."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    shares = np.zeros((len(rows), len(LABELS)), np.float32)
    for fold in range(FOLDS):
        aside = order[fold::FOLDS]
        learnt = [examples[number] for number in order if number not in set(aside)]
        network = train(learnt, epochs=epochs, seed=seed)
        shares[aside] = softmax(judge(network, [examples[number].asked for number in aside]))
    return shares


def measure(rows: Sequence[Row], shares: Floats) -> Decider:
    """What the shares are worth, and from which share on a yes is one."""
    best = shares.argmax(-1)
    found = [
        (LABELS[index], float(share[index]), LABELS[index] in row.accepted)
        for row, share, index in zip(rows, shares, best, strict=True)
    ]
    together = fit([(share, right) for _, share, right in found])
    fits = {}
    for label in LABELS:
        own = [(share, right) for given, share, right in found if given is label]
        fits[label] = fit(own) if len(own) >= FEW else together
    calibrations = {
        label: Calibration(slope=slope, offset=offset, thresholds=()) for label, (slope, offset) in fits.items()
    }
    return Decider(calibrations=calibrations, least_yes=_least_yes(rows, shares))


def _least_yes(rows: Sequence[Row], shares: Floats) -> float:
    """The least share of yes from which on at most `MOST_WRONG` of all that have it are one of the worst."""
    yes = LABELS.index(Said.YES)
    ordered = sorted(zip(shares[:, yes], rows, strict=True), key=lambda pair: -pair[0])
    least, wrong = 1.0, 0
    for count, (share, row) in enumerate(ordered, 1):
        wrong += Said.YES not in row.accepted
        if wrong <= MOST_WRONG * count:
            least = float(share)
    return least


def figures(rows: Sequence[Row], shares: Floats, decider: Decider) -> dict[str, object]:
    """How well labels are told, as `decider` tells them."""
    told = [decider.decide(dict(zip(LABELS, map(float, share), strict=True))) for share in shares]
    right = [label in row.accepted for row, (label, _) in zip(rows, told, strict=True)]
    wrong_yes = Counter(
        str(row.label)
        for row, (label, _) in zip(rows, told, strict=True)
        if label is Said.YES and Said.YES not in row.accepted
    )
    raw = [LABELS[index] in row.accepted for row, index in zip(rows, shares.argmax(-1), strict=True)]
    yes = [label is Said.YES for row, (label, _) in zip(rows, told, strict=True) if row.label is Said.YES]
    return {
        "replies": len(rows),
        "accuracy": round(sum(right) / len(rows), 3),
        "accuracy_without_threshold": round(sum(raw) / len(rows), 3),
        "yeses_given": round(sum(yes) / max(1, len(yes)), 3),
        "wrong_yes": dict(wrong_yes),
        "mean_confidence": round(sum(confidence for _, confidence in told) / len(told), 3),
    }


def keep(decider: Decider, measured: Mapping[str, object], folder: Path) -> None:
    """Write `calibration.json`."""
    about = {
        "least_yes": round(decider.least_yes, 4),
        "calibrations": {
            label: [round(each.slope, 4), round(each.offset, 4)] for label, each in decider.calibrations.items()
        },
        "cross_validated": measured,
    }
    (folder / "calibration.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")

"""What the shares of the model are worth: measured on replies that it did not learn from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from nlp.calibration import Calibration
from nlp.encoder import Floats
from nlp.learning.fitting import fit
from nlp.learning.replies.rows import Row
from nlp.replies.answers import LABELS, Said
from nlp.replies.deciding import Decider
from nlp.replies.doubts import is_doubtful, is_two_ways

ENOUGH = 15  # yeses that a threshold rests on
FEW = 40  # findings of a label below which all labels together say what its shares are worth
MOST_WRONG = 0.05  # of the yeses given may be none


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
    doubtful = [is_doubtful(row.text) for row in rows]
    least_yes, least_doubtful = (_least_yes(rows, shares, [one is kind for one in doubtful]) for kind in (False, True))
    return Decider(calibrations=calibrations, least_yes=least_yes, least_doubtful=least_doubtful)


def _least_yes(rows: Sequence[Row], shares: Floats, counted: Sequence[bool]) -> float:
    """The least share of yes from which on at most `MOST_WRONG` of all that count and have it are none."""
    yes = LABELS.index(Said.YES)
    pairs = [
        (share, row)
        for share, row, counts in zip(shares[:, yes], rows, counted, strict=True)
        if counts and not is_two_ways(row.asked, row.text)
    ]
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    least, wrong = 1.0, 0
    for count, (share, row) in enumerate(ordered, 1):
        wrong += Said.YES not in row.accepted
        is_last = count == len(ordered) or ordered[count][0] < share  # of those with this share
        if is_last and count >= ENOUGH and wrong <= MOST_WRONG * count:
            least = float(share)
    return least


def figures(rows: Sequence[Row], shares: Floats, decider: Decider) -> dict[str, object]:
    """How well labels are told, as `decider` tells them."""
    told = [
        decider.decide(dict(zip(LABELS, map(float, share), strict=True)), doubtful=is_doubtful(row.text))
        for row, share in zip(rows, shares, strict=True)
    ]
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
        "least_doubtful": round(decider.least_doubtful, 4),
        "calibrations": {
            label: [round(each.slope, 4), round(each.offset, 4)] for label, each in decider.calibrations.items()
        },
        "measured": measured,
    }
    (folder / "calibration.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")

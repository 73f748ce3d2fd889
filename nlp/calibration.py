"""From the classifier's shares to confidences that mean what they say, and from a wanted precision to a threshold."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CERTAIN = 0.999


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """Measured on passages that the encoder never learnt from.

    The confidence is the logistic function of `slope` times the log-odds of the share, plus `offset`.
    `thresholds` are pairs of precision and the least confidence that reaches it, ascending.
    """

    slope: float
    offset: float
    thresholds: tuple[tuple[float, float], ...]

    def confidence(self, share: float) -> float:
        """The probability that a matter with this share is one that a careful reader would mark."""
        share = _sober(share)
        return _sober(1 / (1 + math.exp(-self.slope * math.log(share / (1 - share)) - self.offset)))

    def threshold(self, precision: float) -> float:
        """The least confidence at which this share of all that is found is right."""
        return next((least for reached, least in self.thresholds if reached >= precision), self.thresholds[-1][1])


def _sober(chance: float) -> float:
    return min(CERTAIN, max(1 - CERTAIN, chance))


def load_gate_curve() -> tuple[tuple[float, float], ...]:
    """For each recall of labelled sentences that the gate could be set to, the share of all sentences it lets through.

    Measured on passages that it never learnt from.
    """
    about = json.loads((files("nlp") / "model" / "glance.json").read_text("utf-8"))
    return tuple((recall, share) for recall, _, share in about["curve"])


@cache
def load_calibration() -> Calibration:
    """The calibration that is shipped."""
    about = json.loads((files("nlp") / "model" / "calibration.json").read_text("utf-8"))
    return Calibration(
        slope=about["slope"],
        offset=about["offset"],
        thresholds=tuple((precision, least) for precision, least in about["thresholds"]),
    )

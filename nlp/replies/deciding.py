"""From the model's shares to one label with a confidence that means what it says; a yes only where it is sure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nlp.calibration import Calibration
from nlp.replies.answers import Said
from nlp.replies.classifier import SHIPPED


@dataclass(frozen=True, kw_only=True, slots=True)
class Decider:
    """Measured on replies that the model had not learnt from.

    `calibrations` turn the share of a label into the probability that it is right. A yes needs a share of `least_yes`,
    above which hardly any was wrong; beside words of doubt, of `least_doubtful`.
    """

    calibrations: Mapping[Said, Calibration]
    least_yes: float
    least_doubtful: float

    def decide(self, shares: Mapping[Said, float], *, doubtful: bool) -> tuple[Said, float]:
        """The likeliest label with its confidence; a doubtful yes gives way to the next one, or is unclear."""
        ordered = sorted(shares, key=lambda label: -shares[label])
        least = self.least_doubtful if doubtful else self.least_yes
        if ordered[0] is Said.YES and shares[Said.YES] < least:
            chosen = ordered[1] if shares[ordered[1]] >= NEXT else Said.UNCLEAR
            return chosen, self.calibrations[chosen].confidence(shares[chosen])
        return ordered[0], self.calibrations[ordered[0]].confidence(shares[ordered[0]])


NEXT = 0.2  # of the shares, for the label after a doubtful yes to count


@cache
def load_decider() -> Decider:
    """What was measured of the model that is shipped."""
    about = json.loads((SHIPPED / "calibration.json").read_text("utf-8"))
    return Decider(
        calibrations={
            Said(label): Calibration(slope=slope, offset=offset, thresholds=())
            for label, (slope, offset) in about["calibrations"].items()
        },
        least_yes=about["least_yes"],
        least_doubtful=about["least_doubtful"],
    )

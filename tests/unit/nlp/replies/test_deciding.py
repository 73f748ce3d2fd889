"""A yes only where it is sure."""

import pytest

from nlp.calibration import Calibration
from nlp.replies.answers import Said
from nlp.replies.deciding import NEXT, Decider

PLAIN = Calibration(slope=1.0, offset=0.0, thresholds=())
DECIDER = Decider(calibrations=dict.fromkeys(Said, PLAIN), least_yes=0.8)


@pytest.mark.parametrize(
    ("shares", "label"),
    [
        ({Said.YES: 0.9, Said.NO: 0.1}, Said.YES),
        ({Said.YES: 0.7, Said.NO: 0.3}, Said.NO),
        ({Said.YES: 0.7, Said.NO: NEXT / 2, Said.LATER: NEXT / 2}, Said.UNCLEAR),
        ({Said.NO: 0.4, Said.YES: 0.3}, Said.NO),
    ],
)
def test_a_doubtful_yes_gives_way(shares: dict[Said, float], label: Said) -> None:
    decided, confidence = DECIDER.decide(dict.fromkeys(Said, 0.0) | shares)
    assert decided is label
    assert confidence == pytest.approx(max(shares.get(label, 0.0), 0.001), abs=1e-6)

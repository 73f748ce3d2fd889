"""A yes only where it is sure."""

import pytest

from nlp.calibration import Calibration
from nlp.replies.answers import Said
from nlp.replies.deciding import NEXT, Decider
from nlp.replies.doubts import is_doubtful, is_two_ways

PLAIN = Calibration(slope=1.0, offset=0.0, thresholds=())
DECIDER = Decider(calibrations=dict.fromkeys(Said, PLAIN), least_yes=0.8, least_doubtful=0.95)


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
    decided, confidence = DECIDER.decide(dict.fromkeys(Said, 0.0) | shares, doubtful=False)
    assert decided is label
    assert confidence == pytest.approx(max(shares.get(label, 0.0), 0.001), abs=1e-6)


def test_beside_words_of_doubt_a_yes_must_be_surer() -> None:
    shares = dict.fromkeys(Said, 0.0) | {Said.YES: 0.9, Said.CONDITIONAL: 0.1}
    assert DECIDER.decide(shares, doubtful=False)[0] is Said.YES
    assert DECIDER.decide(shares, doubtful=True)[0] is Said.UNCLEAR


@pytest.mark.parametrize(
    "words", ["Yes, if it's cheap.", "Yes but not now", "Would I?", "Yes... hm", "I don’t see why"]
)
def test_words_of_doubt(words: str) -> None:
    assert is_doubtful(words)


def test_a_plain_yes_is_not_doubtful() -> None:
    assert not is_doubtful("Yes please, put us in touch.")


def test_a_bare_yes_to_two_questions_can_mean_either() -> None:
    assert is_two_ways("Would you mind if I introduced you?", "Yes")
    assert is_two_ways("Now, or after the summer?", "Yes please.")
    assert not is_two_ways("May I introduce you?", "Yes")
    assert not is_two_ways("Would you mind if I introduced you?", "Not at all, please do introduce us.")

"""Confidences: what a share means, what a precision asks for, and how both are measured."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import load_calibration
from nlp.calibration import Calibration
from nlp.learning.calibrating import PRECISIONS, find_thresholds
from nlp.learning.fitting import fit

RAW = Calibration(slope=1.0, offset=0.0, thresholds=())
calibrations = st.builds(
    Calibration, slope=st.floats(0.05, 5), offset=st.floats(-5, 5), thresholds=st.just(((0.5, 0.5),))
)
shares = st.floats(0, 1)


@given(calibrations, shares, shares)
def test_confidence_is_a_probability_and_grows_with_the_share(
    calibration: Calibration, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    assert 0 < calibration.confidence(less) <= calibration.confidence(more) < 1


@pytest.mark.parametrize(
    ("slope", "offset", "share", "confidence"),
    [(1, 0, 0.3, 0.3), (2, 0, 0.75, 0.9), (1, math.log(3), 0.5, 0.75), (1, 0, 1.0, 0.999), (1, 0, 0.0, 0.001)],
)
def test_confidence_by_hand(slope: float, offset: float, share: float, confidence: float) -> None:
    calibration = Calibration(slope=slope, offset=offset, thresholds=())
    assert calibration.confidence(share) == pytest.approx(confidence)


@pytest.mark.parametrize(
    ("precision", "least"), [(0.0, 0.2), (0.5, 0.2), (0.51, 0.4), (0.8, 0.4), (0.9, 0.7), (0.99, 0.7)]
)
def test_the_threshold_is_the_first_that_reaches_the_precision(precision: float, least: float) -> None:
    calibration = Calibration(slope=1, offset=0, thresholds=((0.5, 0.2), (0.8, 0.4), (0.9, 0.7)))
    assert calibration.threshold(precision) == least


def test_the_shipped_thresholds_ascend() -> None:
    calibration = load_calibration()
    precisions, least = zip(*calibration.thresholds, strict=True)
    assert list(precisions) == sorted(set(precisions))
    assert list(least) == sorted(least)
    assert all(0 <= each <= 1 for each in (*precisions, *least))
    assert calibration.slope > 0


def drawn(slope: float, offset: float, count: int = 4_000) -> list[tuple[float, bool]]:
    """Shares and whether they are right, as a calibration says."""
    chance = random.Random(7)
    calibration = Calibration(slope=slope, offset=offset, thresholds=())
    found = [1 / (1 + math.exp(-chance.gauss(0, 2))) for _ in range(count)]
    return [(share, chance.random() < calibration.confidence(share)) for share in found]


@pytest.mark.parametrize(
    ("slope", "offset"), [(1, 0), (2, 1), (3, -3), (0.3, -2), (0.5, 3), (0.1, -4), (0.5, 0), (1, 4)]
)
def test_fitting_recovers_slope_and_offset(slope: float, offset: float) -> None:
    assert fit(drawn(slope, offset)) == pytest.approx((slope, offset), abs=0.25)


def test_fitting_bears_an_encoder_that_is_sure_and_wrong() -> None:
    found = [(0.999, number < 10) for number in range(100)] + [(0.001, number < 2) for number in range(100)]
    slope, offset = fit(found)
    calibration = Calibration(slope=slope, offset=offset, thresholds=())
    assert calibration.confidence(0.999) == pytest.approx(0.10, abs=0.005)
    assert calibration.confidence(0.001) == pytest.approx(0.02, abs=0.005)


def test_thresholds_by_hand() -> None:
    """The means from the top down are 0.96, 0.91, 0.82, 0.665 and 0.552."""
    assert find_thresholds(RAW, [0.1, 0.86, 0.2, 0.96, 0.64]) == [
        (0.5, 0.1),
        (0.6, 0.2),
        (0.7, 0.64),
        (0.75, 0.64),
        (0.8, 0.64),
        (0.85, 0.86),
        (0.9, 0.86),
        (0.95, 0.96),
        (0.98, 1.0),
    ]


@given(calibrations, st.lists(shares, max_size=30))
def test_thresholds_ascend_and_keep_their_promise(calibration: Calibration, found: list[float]) -> None:
    thresholds = find_thresholds(calibration, found)
    assert [precision for precision, _ in thresholds] == list(PRECISIONS)
    least = [each for _, each in thresholds]
    assert least == sorted(least)
    for precision, each in thresholds:
        above = [confidence for confidence in map(calibration.confidence, found) if confidence > each + 0.001]
        assert not above or sum(above) / len(above) >= precision - 1e-9

"""From how often shares were right to what they are worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.calibration import CERTAIN

ROUNDS = 50
Weights = NDArray[np.float64]


def fit(found: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset of the log-odds that make the findings likeliest (Platt's scaling, by damped Newton steps)."""
    shares = np.clip([share for share, _ in found], 1 - CERTAIN, CERTAIN)
    inputs = np.stack((np.log(shares / (1 - shares)), np.ones(len(found))), 1)
    right = np.array([float(told) for _, told in found])

    def surprise(weights: Weights) -> float:
        odds = inputs @ weights
        return float((np.logaddexp(0, odds) - right * odds).sum())

    weights = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        chances = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, inputs.T @ (chances - right))
        while surprise(weights - step) > surprise(weights) + 1e-9:
            step /= 2
        weights = weights - step
    return float(weights[0]), float(weights[1])

"""Shares of small counts, and how far they can be trusted."""

from math import sqrt

SURE = 1.96  # standard deviations: the interval holds the true share in 95 of 100 cases


def share(part: int, whole: int) -> float:
    """`part` of `whole`, 0 to 1; a share of nothing is 0."""
    return part / whole if whole else 0.0


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Between which shares the true one lies, by `part` of `whole` (the Wilson score interval, 95 in 100).

    Nothing seen leaves everything possible: 0 to 1. Source: Wilson, J. Am. Stat. Assoc. 22 (1927), 209-212.
    """
    if not whole:
        return 0.0, 1.0
    seen, square = part / whole, SURE**2
    middle = (seen + square / (2 * whole)) / (1 + square / whole)
    half = SURE / (1 + square / whole) * sqrt(seen * (1 - seen) / whole + square / (4 * whole**2))
    return max(0.0, middle - half), min(1.0, middle + half)

"""Keeps from the classifier what cannot hold a mention."""

from __future__ import annotations

LEAST_WORDS = 3
LEAST_LETTERS = 0.5  # of the characters


def may_matter(sentence: str) -> bool:
    """Whether a sentence could hold a mention; what is too short or mostly digits and signs cannot."""
    if len(sentence.split(None, LEAST_WORDS)) < LEAST_WORDS:
        return False
    return sum(map(str.isalpha, sentence)) >= LEAST_LETTERS * len(sentence)

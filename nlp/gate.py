"""Lets through the sentences that could matter, so that the parser sees little.

The words of a sentence are weighed by the scorecard alone, without rules, signs or grammar. It favours
recall: what it drops nobody sees again.
"""

from __future__ import annotations

from functools import cache

from nlp.evidence import load_scorecard, scale_words, word_evidence

GATE = 4  # the column of the scorecard that was fitted to words alone
LEAST = -4.5  # log-odds; lets 97.6% of the labelled sentences through on passages kept from the fit


@cache
def _weights() -> dict[str, float]:
    return {name: weights[GATE] for name, weights in load_scorecard().weights.items()}


def weigh_words(sentence: str) -> float:
    """Log-odds of a mention by the words alone."""
    evidence = word_evidence(sentence)
    weights = _weights()
    return scale_words(evidence) * sum(weights.get(name, 0.0) for name in evidence) + weights.get("constant", 0.0)


def may_matter(sentence: str) -> bool:
    """Whether a sentence could hold a mention; what is too short or mostly digits and signs cannot."""
    if len(sentence.split()) < 3:
        return False
    letters = sum(character.isalpha() for character in sentence)
    return letters >= 0.5 * len(sentence) and weigh_words(sentence) >= LEAST

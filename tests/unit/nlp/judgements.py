"""Judgements as the encoder would give them, made by hand."""

from __future__ import annotations

import numpy as np

from nlp import Kind
from nlp.encoder import KINDS, REASONS, Floats, Judgement, Pointer
from nlp.taxonomy import topics

CATEGORIES = tuple(topics())


def judgement(
    mention: float = 0.0,
    *,
    kind: Kind = Kind.PROBLEM,
    category: str = "trades",
    reason: str = "",
    speaks: float = 0.0,
    named: Pointer | None = None,
) -> Judgement:
    """A judgement that is certain of everything but whether there is a mention."""
    return Judgement(
        mention=mention,
        reasons=_certain(REASONS.index(reason), len(REASONS)) if reason else np.zeros(len(REASONS), np.float32),
        kinds=_certain(KINDS.index(kind), len(KINDS)),
        categories=_certain(CATEGORIES.index(category), len(CATEGORIES)),
        speaks=speaks,
        named=(named,) if named else (),
    )


def chances(judged: Judgement) -> list[float]:
    """Everything that a judgement says, as probabilities that do not hang on there being a mention."""
    if_mention = (judged.speaks, *judged.kinds, *judged.categories)
    return [judged.mention, *map(float, judged.reasons), *(float(judged.mention * each) for each in if_mention)]


def _certain(index: int, length: int) -> Floats:
    chances = np.zeros(length, np.float32)
    chances[index] = 1
    return chances

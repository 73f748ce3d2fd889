"""Weighed evidence: what speaks for and against a mention in one sentence, as a sum that can be read.

Each piece of evidence (a rule, a trap sign, a word, a pair of words, the medium) has a weight in
`scorecard.tsv`; their sum through the logistic function is the confidence. The weights are a
logistic regression over the labelled passages, made by `nlp.fitting`.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from nlp.context import Context, Hit, register_attributes
from nlp.rules import VERSION
from nlp.taxonomy import score_topics
from nlp.text import Kind

WORD = re.compile(r"[a-z']+|\d+|[?!\"]")
CONSTANT = "constant"
WORDY = ("word ", "words ", "opens ")
KINDS = (Kind.PROBLEM, Kind.NEED, Kind.REQUEST)
MOST_WORDS = 250
SHORT = 6  # words
USUAL = 16.0  # words of a usual sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """How sure a sentence holds a mention (0 to 1), of what kind, and the evidence that counted most."""

    confidence: float
    kind: Kind
    because: str


def list_evidence(sentence: str, context: Context, hits: Iterable[Hit], signs: Iterable[str]) -> set[str]:
    """The names of everything observed in a sentence, as they stand in `scorecard.tsv`."""
    evidence = word_evidence(sentence)
    evidence |= {f"rule {hit.found_by.partition(':')[2]}" for hit in hits}
    evidence |= {f"sign {sign}" for sign in signs}
    evidence.add(f"medium {context.medium}")
    if len(sentence.split()) < SHORT:
        evidence.add("short")
    topical = sum(sorted(score_topics(sentence).values())[-2:])
    evidence.add(f"topic {min(4, int(topical // 2))}")
    if context.by_user:
        evidence.add("user speaks")
    return evidence


def word_evidence(sentence: str) -> set[str]:
    """The words, the pairs of words and the first word of a sentence."""
    words = WORD.findall(sentence.lower().replace("’", "'"))[:MOST_WORDS]
    evidence = {f"word {word}" for word in words}
    evidence |= {f"words {first} {second}" for first, second in pairwise(words)}
    evidence.add(f"opens {words[0] if words else ''}")
    return evidence


def scale_words(evidence: Iterable[str]) -> float:
    """What a word's weight is multiplied by, so that a long sentence gathers no confidence by its length alone."""
    return math.sqrt(USUAL / max(USUAL / 4, sum(name.startswith("word ") for name in evidence)))


class Scorecard:
    """Weights by evidence: for a mention, for each kind in the order of `KINDS`, and for the gate."""

    def __init__(self, weights: Mapping[str, Sequence[float]]) -> None:
        self.weights = weights

    def weigh(self, evidence: Set[str]) -> Score:
        """The confidence and kind that the evidence amounts to."""
        sums = list(self.weights.get(CONSTANT, (0.0,) * 5))
        because, most = "words", 0.0
        scale = scale_words(evidence)
        for name in sorted(evidence):
            weights = self.weights.get(name)
            if weights is None:
                continue
            share = scale if name.startswith(WORDY) else 1.0
            sums = [total + share * weight for total, weight in zip(sums, weights, strict=True)]
            if name.startswith("rule ") and weights[0] > most:
                because, most = name.removeprefix("rule "), weights[0]
        kind = KINDS[max(range(len(KINDS)), key=lambda index: sums[index + 1])]
        return Score(confidence=1 / (1 + math.exp(-max(-30.0, min(30.0, sums[0])))), kind=kind, because=because)


@cache
def load_scorecard() -> Scorecard:
    """The scorecard that is shipped."""
    with (files("nlp") / "scorecard.tsv").open(encoding="utf-8") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return Scorecard({name: tuple(map(float, weights)) for name, *weights in rows})


@Language.factory("followup_scorecard", requires=["doc._.hits", "doc._.verdict"], assigns=["doc._.hits"])
def make_scorecard(nlp: Language, name: str) -> Weighing:
    """The component under its registered name."""
    register_attributes()
    return Weighing()


class Weighing:
    """Replaces the hits of the rules by one hit that weighs all evidence."""

    def __call__(self, doc: Doc) -> Doc:
        score = load_scorecard().weigh(list_evidence(doc.text, doc._.context, doc._.hits, doc._.verdict.signs))
        start, end = next(((hit.start, hit.end) for hit in doc._.hits if hit.kind is score.kind), (0, len(doc.text)))
        doc._.hits = (
            Hit(
                kind=score.kind,
                found_by=f"{VERSION}:{score.because}",
                confidence=score.confidence,
                start=start,
                end=end,
            ),
        )
        return doc

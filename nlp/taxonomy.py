"""Which topic words are about: weighted phrases, first in the sentence, then around it, then in the title.

`lexicon.tsv` holds category, weight and phrases; a phrase stands for whole words (a plural or a
genitive counts), `*` for any ending. `topic_words.tsv` adds what labelled passages taught (`nlp.fitting`).
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

import ahocorasick

from nlp.words import load_words

OTHER = "other"
WORD = re.compile(r"[a-z']+")


@cache
def topics() -> Mapping[str, str]:
    """Title by category id, as in `topics.tsv`."""
    with (files("nlp") / "topics.tsv").open(encoding="utf-8") as lines:
        return {row["id"]: row["title"] for row in csv.DictReader(lines, delimiter="\t")}


def read_lexicon() -> Iterator[tuple[str, float, str]]:
    """Category, weight and phrase of every entry."""
    with (files("nlp") / "lexicon.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            for phrase in row["phrases"].split(","):
                if phrase.strip():
                    yield row["category"], float(row["weight"]), phrase.strip().lower()


class Phrases:
    """Finds phrases at word bounds in lower-cased text, in one pass."""

    def __init__(self, phrases: Mapping[str, object]) -> None:
        self._automaton = ahocorasick.Automaton()
        for phrase, value in phrases.items():
            self._automaton.add_word(phrase.rstrip("*"), (len(phrase.rstrip("*")), phrase.endswith("*"), value))
        if phrases:
            self._automaton.make_automaton()

    def find(self, lowered: str) -> Iterator[tuple[int, int, object]]:
        """Start, end and value of every phrase."""
        for last, (length, open_ended, value) in self._automaton.iter(lowered):
            start, end = last + 1 - length, last + 1
            if start and (lowered[start - 1].isalnum() or lowered[start - 1] == "_") and lowered[start].isalnum():
                continue
            if open_ended or _ends(lowered, end):
                yield start, end, value


def _ends(lowered: str, end: int) -> bool:
    if lowered[end : end + 1].isalnum():
        rest = 2 if lowered.startswith("es", end) else 1 if lowered.startswith("s", end) else 0
        return bool(rest) and not lowered[end + rest : end + rest + 1].isalnum()
    return True


@cache
def _lexicon() -> Phrases:
    entries: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for category, weight, phrase in read_lexicon():
        entries[phrase].append((category, weight))
    return Phrases(entries)


def score_topics(words: str) -> dict[str, float]:
    """Weight by category of what the words mention; longer phrases count more, a repeated phrase once."""
    scores: dict[str, float] = defaultdict(float)
    found: dict[int, tuple[int, object]] = {}
    for start, end, value in _lexicon().find(words.lower()[:4000]):
        if start not in found or end > found[start][0]:
            found[start] = end, value
    seen = set()
    for start, (end, value) in found.items():
        if id(value) in seen or not isinstance(value, list):
            continue
        seen.add(id(value))
        spread = len(value) ** 0.5
        for category, weight in value:
            scores[category] += weight * (1.4 if " " in words[start:end] else 1.0) / spread
    return scores


def topic_words(words: str) -> set[str]:
    """The words, stems and pairs of words that `topic_words.tsv` knows topics by."""
    found = WORD.findall(words.lower().replace("’", "'")[:4000])
    plain = {word for word in found if len(word) > 1 and word not in load_words("topicless")}
    stems = {word[:5] + "~" for word in found if len(word) > 5}
    return plain | stems | {f"{first} {second}" for first, second in pairwise(found)}


@cache
def _learned() -> Mapping[str, Mapping[str, float]]:
    with (files("nlp") / "topic_words.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["word"]: _weights(row["categories"]) for row in rows}


def _weights(categories: str) -> dict[str, float]:
    """ "payroll:2.1 hr:0.9" as a table."""
    pairs = (pair.partition(":") for pair in categories.split())
    return {category: float(weight) for category, _, weight in pairs}


def choose_topic(sentence: str, around: str = "", title: str = "") -> tuple[str, float]:
    """The best category with its weight; ("other", 0.0) where no phrase is found anywhere."""
    scores: dict[str, float] = defaultdict(float)
    for words, share in ((sentence, 1.0), (around, 0.35), (title, 0.3)):
        for category, weight in score_topics(words).items():
            scores[category] += share * weight
        for word in topic_words(words):
            for category, weight in _learned().get(word, {}).items():
                scores[category] += 0.8 * share * weight
    if not scores:
        return OTHER, 0.0
    best = max(scores, key=lambda category: scores[category])
    return best, scores[best]

"""Makes `scorecard.tsv` and `topic_words.tsv` from labelled passages.

    python -m nlp.fitting FOLDER

FOLDER holds `*.jsonl`, one passage a line with `medium`, `user`, `speaker`, `text` and `mentions`.
The same passages give the same files: nothing is random.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from nlp.evidence import CONSTANT, KINDS, WORDY, list_evidence, scale_words
from nlp.filters import find_signs
from nlp.reader import find_candidates
from nlp.rules import find_hits, load_rules
from nlp.taxonomy import topic_words
from nlp.text import Kind, Medium, Text, Who

MEDIA = {"email": Medium.EMAIL, "notes": Medium.NOTE, "calendar": Medium.CALENDAR}
LEAST = 5  # sentences in which evidence stands before it gets a weight
SHRINK = 4.0  # ridge penalty
RARITY = 2.0  # about the log-odds against a mention in any sentence
BELIEF = 0.3  # how far a rule's author is believed; of 0, 0.3 and 0.6 the best on passages kept from the fit
STEPS = 300
MOST_TOPICS = 8  # categories that one word may speak for
Weights = NDArray[np.float64]


class Label(TypedDict):
    """A labelled mention of a passage."""

    quote: str
    kind: str
    category: str
    also: list[str]


class Passage(TypedDict):
    """One line of a passage file."""

    medium: str
    user: str
    speaker: str | None
    text: str
    mentions: list[Label]


def load_passages(folder: Path) -> Iterator[Passage]:
    """Every passage of a folder, in order."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def to_text(passage: Passage) -> Text:
    """A passage as a text of its medium; chat reads like a transcript."""
    user = _who(passage["user"])
    medium = MEDIA.get(passage["medium"], Medium.TRANSCRIPT)
    author = user if medium is Medium.NOTE else _who(passage["speaker"] or "")
    listeners = (user,) if medium in (Medium.EMAIL, Medium.CALENDAR) else ()
    return Text(body=passage["text"], medium=medium, author=author, listeners=listeners, user=(passage["user"],))


def fit_scorecard(passages: Sequence[Passage]) -> dict[str, list[float]]:
    """Weights by evidence: for a mention, for each of `KINDS`, and for a mention by words alone."""
    seen: list[set[str]] = []
    kinds: list[int] = []  # index in KINDS, -1 for no mention
    for passage in passages:
        for candidate in find_candidates(to_text(passage), gated=False):
            sentence = passage["text"][candidate.sentence.start : candidate.sentence.end]
            label = next((label for label in passage["mentions"] if _same(label["quote"], sentence)), None)
            kinds.append([kind.value for kind in KINDS].index(label["kind"]) if label else -1)
            signs = find_signs(sentence, candidate.context)
            seen.append(list_evidence(sentence, candidate.context, find_hits(sentence), signs))
    counts = Counter(name for evidence in seen for name in evidence)
    names = sorted(name for name, count in counts.items() if count >= LEAST)
    target = np.array(kinds)
    columns = [_logistic(seen, names, (target >= 0).astype(float), _expected(names))]
    wordy = [{name for name in evidence if name.startswith(WORDY)} for evidence in seen]
    told = [evidence for evidence, kind in zip(seen, kinds, strict=True) if kind >= 0]
    columns += [_logistic(told, names, (target[target >= 0] == index).astype(float)) for index in range(len(KINDS))]
    columns.append(_logistic(wordy, names, (target >= 0).astype(float)))
    table = {name: [float(column[index]) for column in columns] for index, name in enumerate((*names, CONSTANT))}
    return {name: weights for name, weights in table.items() if max(map(abs, weights)) >= 0.05}


def _expected(names: Sequence[str]) -> Weights:
    """What the weights are drawn towards: for a rule of requests some of what its author expects of it, else nothing.

    The passages are indirect on purpose: plain requests ("could you recommend a …") are rare there, common in life.
    """
    told = {f"rule {rule.name}": rule.precision for rule in load_rules() if rule.kind is Kind.REQUEST}
    odds = [told[name] / (1 - told[name]) if name in told else 0.0 for name in names]
    return np.array([BELIEF * max(0.0, math.log(each) + RARITY) if each else 0.0 for each in odds])


def _logistic(
    seen: Sequence[set[str]], names: Sequence[str], target: Weights, expected: Weights | float = 0.0
) -> Weights:
    """Ridge logistic regression by Adam on the whole set; the last weight is the constant."""
    place = {name: index for index, name in enumerate(names)}
    pairs = [(row, place[name]) for row, evidence in enumerate(seen) for name in sorted(evidence) if name in place]
    rows, columns = (np.array(part) for part in zip(*pairs, strict=True))
    scales = [scale_words(evidence) for evidence in seen]
    values = np.array([scales[row] if names[column].startswith(WORDY) else 1.0 for row, column in pairs])
    weights = np.zeros(len(names) + 1)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        sums = np.bincount(rows, values * weights[columns], len(seen)) + weights[-1]
        error = 1 / (1 + np.exp(-sums)) - target
        slope = np.append(
            np.bincount(columns, values * error[rows], len(names)) + SHRINK * (weights[:-1] - expected), error.sum()
        )
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def fit_topic_words(passages: Sequence[Passage]) -> dict[str, dict[str, float]]:
    """Log-odds of a category where a word stands, by word and category; only what speaks for it."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    shares: dict[str, float] = defaultdict(float)
    spread: Counter[str] = Counter()
    for passage in passages:
        for label in passage["mentions"]:
            words = topic_words(label["quote"])
            spread.update(words)
            for category, share in ((label["category"], 1.0), *((other, 0.3) for other in label["also"])):
                for word in words:
                    counts[word][category] += share
                    shares[category] += share
    everything = sum(shares.values())
    table: dict[str, dict[str, float]] = {}
    for word in sorted(counts):
        if spread[word] < (3 if " " in word else 2):
            continue
        total = sum(counts[word].values())
        usual = {category: shares[category] / everything for category in counts[word]}
        weights = {
            category: math.log((counts[word][category] + usual[category]) / (total + 1) / usual[category])
            for category in sorted(counts[word])
        }
        best = sorted(weights, key=lambda category: -weights[category])[:MOST_TOPICS]
        table[word] = {category: weights[category] for category in best if weights[category] >= 0.8}
    return table


def _who(name: str) -> Who:
    return Who(address=name) if "@" in name else Who(name=name)


def _same(left: str, right: str) -> bool:
    """Whether two quotes share at least half the words of the shorter one, as in the scoring script."""
    first, second = (Counter(re.findall(r"[\w'&£$€%]+", text.lower().replace("’", "'"))) for text in (left, right))
    shared = (first & second).total()
    return shared >= 2 and shared >= 0.5 * min(first.total(), second.total())


def _write(path: Path, header: str, rows: Iterator[Any]) -> None:
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")


def main(folder: str) -> None:
    """Fit both tables and write them beside this module."""
    passages = list(load_passages(Path(folder)))
    here = Path(__file__).parent
    scorecard = fit_scorecard(passages)
    _write(
        here / "scorecard.tsv",
        "\t".join(("evidence", "mention", *KINDS, "gate")),
        ("\t".join((name, *(f"{weight:.2f}" for weight in weights))) for name, weights in scorecard.items()),
    )
    _write(
        here / "topic_words.tsv",
        "word\tcategories",
        (
            "\t".join((word, " ".join(f"{category}:{weight:.1f}" for category, weight in weights.items())))
            for word, weights in fit_topic_words(passages).items()
            if weights
        ),
    )
    sys.stdout.write(f"{len(passages)} passages: {len(scorecard)} weights\n")


if __name__ == "__main__":
    main(sys.argv[1])

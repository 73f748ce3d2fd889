"""Figures: how often the reader is right, how much it finds, and whether its confidence means what it says."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.scoring import UNEXPECTED, Guess, Label, Labelled, Scored, holder_is_right, score
from assistant.domain.shares import share, wilson

BINS = 10  # of the reliability table, from confidence 0 to 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Counts over some documents, and the rates that follow; a rate of nothing is 0.

    `kind`, `holder` and `category` count how many of the found mentions have it right.
    """

    documents: int = 0
    found: int = 0
    false: int = 0
    missed: int = 0
    kind: int = 0
    holder: int = 0
    category: int = 0

    @property
    def precision(self) -> float:
        """The share of given mentions that are right."""
        return share(self.found, self.found + self.false)

    @property
    def recall(self) -> float:
        """The share of labelled mentions that were found."""
        return share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return share(2 * self.found, 2 * self.found + self.false + self.missed)

    @property
    def alarms_per_document(self) -> float:
        """False mentions a document."""
        return share(self.false, self.documents)

    def plain(self) -> dict[str, float]:
        """Everything as plain numbers, rates to three places."""
        return {
            "documents": self.documents,
            "labels": self.found + self.missed,
            "predicted": self.found + self.false,
            "found": self.found,
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
            "f1": round(self.f1, 3),
            "kind_accuracy": round(share(self.kind, self.found), 3),
            "holder_accuracy": round(share(self.holder, self.found), 3),
            "category_accuracy": round(share(self.category, self.found), 3),
            "alarms_per_document": round(self.alarms_per_document, 3),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Trap:
    """One reason not to fire: how often it was labelled, and how many false mentions fell into it."""

    reason: str
    labelled: int
    fired: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """The figures where mentions below this confidence are left out."""

    confidence: float
    figures: Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Mentions of one stretch of confidence: how sure the reader was of them, and how many were right.

    `low` and `high` bound the share that is right, 95 in 100.
    """

    first: float
    last: float
    mentions: int
    right: int
    stated: float
    low: float
    high: float

    @property
    def measured(self) -> float:
        """The share that is right."""
        return share(self.right, self.mentions)


def figures_of(scored: Iterable[Scored]) -> Figures:
    """The counts over these documents."""
    documents = list(scored)
    found = [pair for each in documents for pair in each.found]
    return Figures(
        documents=len(documents),
        found=len(found),
        false=sum(len(each.false) for each in documents),
        missed=sum(len(each.missed) for each in documents),
        kind=sum(guess.kind == label.kind for label, guess in found),
        holder=sum(holder_is_right(label, guess) for label, guess in found),
        category=sum(guess.category in label.accepted for label, guess in found),
    )


def by_kind(scored: Sequence[Scored]) -> dict[str, Figures]:
    """The figures of each kind: of the label where there is one, of the guess where it is false."""
    return _by(scored, "kind")


def by_category(scored: Sequence[Scored]) -> dict[str, Figures]:
    """The figures of each category: of the label where there is one, of the guess where it is false."""
    return _by(scored, "category")


def traps_of(documents: Iterable[Labelled], scored: Iterable[Scored]) -> list[Trap]:
    """How often each reason was labelled and fired, the most frequent alarm first; `UNEXPECTED` is at no label."""
    labelled = Counter(trap.reason for document in documents for trap in document.traps)
    fired = Counter(reason for each in scored for _, reason in each.false)
    reasons = sorted({*labelled, *fired, UNEXPECTED}, key=lambda reason: (-fired[reason], -labelled[reason], reason))
    return [Trap(reason=reason, labelled=labelled[reason], fired=fired[reason]) for reason in reasons]


def curve(
    documents: Sequence[Labelled], guesses: Sequence[Sequence[Guess]], confidences: Iterable[float]
) -> Iterator[Point]:
    """The figures at each of these confidences, from guesses that were made without a least confidence."""
    for confidence in confidences:
        kept = ([guess for guess in each if guess.confidence >= confidence] for each in guesses)
        scored = [score(document, each) for document, each in zip(documents, kept, strict=True)]
        yield Point(confidence=confidence, figures=figures_of(scored))


def reliability(scored: Iterable[Scored]) -> list[Bin]:
    """Stated confidence against measured precision, for each tenth of confidence in which there are mentions."""
    verdicts: dict[int, list[tuple[float, bool]]] = {}
    for each in scored:
        judged = [(guess, True) for _, guess in each.found] + [(guess, False) for guess, _ in each.false]
        for guess, is_right in judged:
            number = min(BINS - 1, int(guess.confidence * BINS + 1e-9))  # 0.29 * 100 is a hair below 29
            verdicts.setdefault(number, []).append((guess.confidence, is_right))
    bins = []
    for number, seen in sorted(verdicts.items()):
        right = sum(is_right for _, is_right in seen)
        low, high = wilson(right, len(seen))
        bins.append(
            Bin(
                first=number / BINS,
                last=(number + 1) / BINS,
                mentions=len(seen),
                right=right,
                stated=sum(confidence for confidence, _ in seen) / len(seen),
                low=low,
                high=high,
            )
        )
    return bins


def _by(scored: Sequence[Scored], field: str) -> dict[str, Figures]:
    labels = [label for each in scored for label in (*(label for label, _ in each.found), *each.missed)]
    guesses = [guess for each in scored for guess, _ in each.false]
    values = sorted({str(getattr(item, field)) for item in (*labels, *guesses)})
    return {value: figures_of(_only(each, field, value) for each in scored) for value in values}


def _only(scored: Scored, field: str, value: str) -> Scored:
    def fits(item: Label | Guess) -> bool:
        return str(getattr(item, field)) == value

    return Scored(
        found=tuple((label, guess) for label, guess in scored.found if fits(label)),
        false=tuple((guess, reason) for guess, reason in scored.false if fits(guess)),
        missed=tuple(label for label in scored.missed if fits(label)),
    )

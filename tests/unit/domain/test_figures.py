"""Rates, curves and bins from results that are known by construction."""

import pytest

from assistant.domain.figures import (
    Figures,
    by_category,
    by_kind,
    curve,
    figures_of,
    reliability,
    traps_of,
)
from assistant.domain.scoring import Guess, Label, Labelled, Scored, TrapLabel, score
from assistant.domain.shares import share, wilson


def label(words: str, kind: str = "need", category: str = "tax", also: tuple[str, ...] = ()) -> Label:
    return Label(quote=f"they want {words}", kind=kind, holder="Ann Ng", category=category, also=also)


def guess(words: str, kind: str = "need", category: str = "tax", confidence: float = 0.9, holder: str = "Ann") -> Guess:
    return Guess(quote=f"they want {words}", kind=kind, holder=holder, category=category, confidence=confidence)


MIXED = [
    Scored(found=((label("one"), guess("one")), (label("two"), guess("two", "request", "hr", holder="Bo")))),
    Scored(false=((guess("x", "problem", "hr"), "past"), (guess("y"), "none")), missed=(label("z", "problem"),)),
    Scored(found=((label("three", also=("hr",)), guess("three", category="hr")),)),
    Scored(),
]


def test_the_rates() -> None:
    figures = figures_of(MIXED)
    assert figures == Figures(documents=4, found=3, false=2, missed=1, kind=2, holder=2, category=2)
    assert (figures.precision, figures.recall, figures.alarms_per_document) == (0.6, 0.75, 0.5)
    assert figures.f1 == pytest.approx(2 * 0.6 * 0.75 / 1.35)
    assert figures.plain() == {
        "documents": 4, "labels": 4, "predicted": 5, "found": 3, "precision": 0.6, "recall": 0.75, "f1": 0.667,
        "kind_accuracy": 0.667, "holder_accuracy": 0.667, "category_accuracy": 0.667, "alarms_per_document": 0.5,
    }  # fmt: skip


def test_rates_of_nothing_are_nought() -> None:
    assert set(figures_of([]).plain().values()) == {0}


def test_groups_count_labels_where_the_label_says_and_false_ones_where_the_guess_says() -> None:
    kinds = by_kind(MIXED)
    assert list(kinds) == ["need", "problem"]  # nothing was labelled, or falsely told, as a request
    assert (kinds["need"].found, kinds["need"].false, kinds["need"].missed) == (3, 1, 0)
    assert (kinds["problem"].found, kinds["problem"].false, kinds["problem"].missed) == (0, 1, 1)
    categories = by_category(MIXED)
    assert (categories["tax"].found, categories["tax"].category, categories["tax"].documents) == (3, 2, 4)
    assert (categories["hr"].found, categories["hr"].false) == (0, 1)


def test_traps_are_counted_as_labelled_and_as_fired() -> None:
    traps = tuple(TrapLabel(quote="they had it", reason=reason) for reason in ("past", "past", "own"))
    found = traps_of([Labelled(name="a", user="", text="", traps=traps)], MIXED)
    assert [(trap.reason, trap.labelled, trap.fired) for trap in found] == [
        ("past", 2, 1), ("none", 0, 1), ("own", 1, 0),
    ]  # fmt: skip


def test_the_curve_trades_false_mentions_for_missed_ones() -> None:
    documents = [Labelled(name="a", user="", text="", labels=(label("one thing here"), label("all of that there")))]
    guesses = [[guess("one thing here", confidence=0.9), guess("all of that there", confidence=0.3),
                guess("quite another matter", confidence=0.5)]]  # fmt: skip
    points = {point.confidence: point.figures for point in curve(documents, guesses, (0, 0.3, 0.4, 0.5, 0.9, 0.95))}
    counts = {at: (each.found, each.false, each.missed) for at, each in points.items()}
    assert counts == {0: (2, 1, 0), 0.3: (2, 1, 0), 0.4: (1, 1, 1), 0.5: (1, 1, 1), 0.9: (1, 0, 1), 0.95: (0, 0, 2)}


def test_reliability_holds_stated_against_measured() -> None:
    confidences = [(0.7, True), (0.75, False), (0.79, True), (1.0, True), (0.05, False)]
    labels = tuple(label(f"thing number {i} of them") for i, _ in enumerate(confidences))
    made = [
        Scored(
            found=tuple((labels[i], guess("", confidence=c)) for i, (c, right) in enumerate(confidences) if right),
            false=tuple((guess("", confidence=c), "none") for c, right in confidences if not right),
        )
    ]
    low, seventies, top = reliability(made)
    assert (low.first, low.last, low.mentions, low.right) == (0.0, 0.1, 1, 0)
    assert (seventies.first, seventies.mentions, seventies.right) == (0.7, 3, 2)
    assert seventies.stated == pytest.approx((0.7 + 0.75 + 0.79) / 3)
    assert seventies.low < seventies.measured < seventies.high
    assert seventies.measured == pytest.approx(2 / 3)
    assert (top.first, top.last, top.mentions) == (0.9, 1.0, 1)  # 1 belongs to the last


def test_a_document_is_scored_as_the_figures_count_it() -> None:
    document = Labelled(name="a", user="", text="", labels=(label("one thing here"),))
    assert figures_of([score(document, [guess("one thing here")])]).f1 == 1


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 0, 0, 1), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_bounds(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=1e-3)


def test_a_share_of_nothing_is_nought() -> None:
    assert (share(0, 0), share(1, 4)) == (0, 0.25)

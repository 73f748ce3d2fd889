"""What is learnt from, and what the model's shares are worth."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from nlp.encoder import SHIPPED
from nlp.learning.replies.calibrating import figures, measure
from nlp.learning.replies.rows import ALSO, SMOOTH, Row, load_rows, to_examples
from nlp.replies.answers import LABELS, Said
from nlp.replies.inputs import ReplyPieces

RAW = {
    "id": "a1",
    "date": "2026-03-04",
    "stage": "seeker",
    "asked": "Help?",
    "text": "After Easter.\n\nRegards\nAnn",
    "label": "later",
    "until": "2026-04-07",
    "hand_off": None,
    "also": ["no"],
}


def test_the_replies_in_the_repository_are_whole() -> None:
    rows = load_rows(Path(__file__).parents[4] / "nlp" / "replies" / "training")
    assert len(rows) > 4_000
    assert len({row.id for row in rows}) == len(rows)
    assert {row.label for row in rows} == set(Said)
    assert all(row.until is None or row.until >= row.day for row in rows)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"label": "maybe"}, "maybe"),
        ({"stage": "lunch"}, "lunch is no stage"),
        ({"date": "soon"}, "soon"),
        ({"also": 1}, "int"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, wrong: dict[str, object], reason: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(RAW)}\n{json.dumps(RAW | wrong)}\n", "utf-8")
    with pytest.raises(ValueError, match=rf"a.jsonl:2: no labelled reply: .*{reason}"):
        load_rows(tmp_path)


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({key: RAW[key] for key in RAW if key != "asked"}), "utf-8")
    with pytest.raises(ValueError, match="it has no asked"):
        load_rows(tmp_path)


def test_what_the_network_sees_is_what_the_reader_shows(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(RAW), "utf-8")
    rows, pieces = load_rows(tmp_path), ReplyPieces(SHIPPED / "tokenizer.json")
    (example,) = to_examples(rows, pieces)
    assert example.asked == pieces.lay_out("seeker", "Help?", "After Easter.")
    assert example.bare == pieces.lay_out("seeker", "", "After Easter.")
    assert sum(example.shares) == pytest.approx(1)
    share = dict(zip(LABELS, example.shares, strict=True))
    spread = SMOOTH / len(LABELS)
    assert share[Said.LATER] == pytest.approx((1 - SMOOTH) / (1 + ALSO) + spread)
    assert share[Said.YES] == pytest.approx(spread)


def row(label: Said) -> Row:
    return Row(
        id="", day=date(2026, 3, 4), stage="seeker", asked="", text="", label=label, until=None, hand_off="", also=()
    )


def test_the_threshold_of_a_yes_lies_above_what_was_wrongly_one() -> None:
    given = [(Said.YES, 0.9)] * 90 + [(Said.NO, 0.7)] * 30 + [(Said.YES, 0.6)] * 10
    rows = [row(label) for label, _ in given]
    yes, no = LABELS.index(Said.YES), LABELS.index(Said.NO)
    shares = np.zeros((len(given), len(LABELS)), np.float32)
    shares[:, yes] = [share for _, share in given]
    shares[:, no] = 1 - shares[:, yes]
    decider = measure(rows, shares)
    assert 0.7 < decider.least_yes <= 0.9
    measured = figures(rows, shares, decider)
    assert (measured["replies"], measured["wrong_yes"]) == (130, {})
    assert measured["accuracy_without_threshold"] == round(100 / 130, 3)
    assert measured["accuracy"] == round(120 / 130, 3)

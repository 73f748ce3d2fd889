"""Labelled replies, and what a network learns of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nlp.replies.answers import LABELS, STAGES, Said
from nlp.replies.inputs import Laid, ReplyPieces
from nlp.replies.letter import open_letter, plain_letter

KEYS = ("id", "date", "stage", "asked", "text", "label", "until", "hand_off", "also")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A labelled reply of the new text alone; `also` are further labels that a careful reader would accept."""

    id: str
    day: date
    stage: str
    asked: str
    text: str
    label: Said
    until: date | None
    hand_off: str
    also: tuple[Said, ...]

    @property
    def accepted(self) -> frozenset[Said]:
        """Every label that counts as right."""
        return frozenset((self.label, *self.also))


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A reply: its stage and words, what the network sees with the question and without, the share of each label."""

    stage: str
    words: str
    asked: Laid
    bare: Laid
    shares: tuple[float, ...]


def load_rows(folder: Path) -> list[Row]:
    """Every reply of a folder's `*.jsonl`, in order. Raises ValueError, naming file and line, where one is none."""
    return [row for path in sorted(folder.glob("*.jsonl")) for row in _rows(path)]


def _rows(path: Path) -> Iterator[Row]:
    for number, line in enumerate(path.read_text("utf-8").rstrip("\n").split("\n"), 1):
        try:
            yield _row(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: no labelled reply: {error!r}") from error


def _row(raw: dict[str, str]) -> Row:
    if missing := [key for key in KEYS if key not in raw]:
        raise ValueError(f"it has no {missing[0]}")
    if raw["stage"] not in STAGES:
        raise ValueError(f"{raw['stage']} is no stage")
    return Row(
        id=raw["id"],
        day=date.fromisoformat(raw["date"]),
        stage=raw["stage"],
        asked=raw["asked"],
        text=raw["text"],
        label=Said(raw["label"]),
        until=date.fromisoformat(raw["until"]) if raw["until"] else None,
        hand_off=raw["hand_off"] or "",
        also=tuple(map(Said, raw["also"])),
    )


def to_examples(rows: Sequence[Row], pieces: ReplyPieces) -> list[Example]:
    """What the network sees of each reply: what the reader would show it."""
    examples = []
    for row in rows:
        words = open_letter(plain_letter(row.text)).words or row.text
        examples.append(
            Example(
                stage=row.stage,
                words=words,
                asked=pieces.lay_out(row.stage, row.asked, words),
                bare=pieces.lay_out(row.stage, "", words),
                shares=_shares(row),
            )
        )
    return examples


ALSO = 0.35  # weight of a label that a careful reader would accept, too
SMOOTH = 0.05  # of all shares, spread over all labels: labels are not always right


def _shares(row: Row) -> tuple[float, ...]:
    weights = dict.fromkeys(row.also, ALSO) | {row.label: 1.0}
    total = sum(weights.values())
    return tuple((1 - SMOOTH) * weights.get(label, 0.0) / total + SMOOTH / len(LABELS) for label in LABELS)

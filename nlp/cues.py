"""Phrases that tell what a line of a mail is for, in the languages that mail programs speak, from `cues.tsv`."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.phrases import Phrases

NOT_SEARCHED = ("signoff", "field ", "said")  # kinds that are compared with whole words or the start of a line


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """A phrase, what it is a sign of, and how strong a sign: 2 nearly decides, 1 needs company."""

    kind: str
    weight: int
    phrase: str


def fold(body: str) -> str:
    """`body` in lower case on one line, with plain apostrophes and spaces; every character keeps its offset."""
    lowered = body.lower()
    if len(lowered) != len(body):  # the one letter whose lower case is two
        lowered = body.replace("İ", "i").lower()
    return lowered.replace("\n", " ").replace("\xa0", " ").replace("’", "'")


def find_cues(folded: str) -> Iterator[tuple[int, Cue]]:
    """Every cue in text that `fold` has made comparable, with the offset where it starts."""
    for start, _, value in _phrases().find(folded):
        assert isinstance(value, list)
        for cue in value:
            yield start, cue


@cache
def load_kind(kind: str) -> frozenset[str]:
    """The phrases of one kind, for example "signoff"."""
    return frozenset(cue.phrase for cue in _cues() if cue.kind == kind)


@cache
def load_fields() -> dict[str, str]:
    """What the header fields of a quoted mail are called: "betreff" is a "subject"."""
    return {cue.phrase: cue.kind.removeprefix("field ") for cue in _cues() if cue.kind.startswith("field ")}


@cache
def _phrases() -> Phrases:
    table: dict[str, list[Cue]] = defaultdict(list)
    for cue in _cues():
        if not cue.kind.startswith(NOT_SEARCHED):
            table[cue.phrase].append(cue)
    return Phrases(table)


@cache
def _cues() -> tuple[Cue, ...]:
    with (files("nlp") / "cues.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Cue(kind=row["kind"], weight=int(row["weight"]), phrase=phrase.strip())
            for row in rows
            for phrase in row["phrases"].split(" | ")
        )

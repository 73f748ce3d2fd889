"""Short lists of words that several readers need, from `words.tsv`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def load_words(name: str) -> frozenset[str]:
    """The words of one list, for example "not names"."""
    with (files("nlp") / "words.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return next(frozenset(row["words"].split()) for row in rows if row["list"] == name)

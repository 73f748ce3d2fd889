"""Short lists of words that several readers need, from `words.tsv`."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

WORD = re.compile(r"[^\W\d_]+")


@cache
def load_words(name: str) -> frozenset[str]:
    """The words of one list, for example "not names"."""
    with (files("nlp") / "words.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return next(frozenset(row["words"].split()) for row in rows if row["list"] == name)


def is_blow(words: str) -> bool:
    """Whether words tell of an illness, a death or a divorce, and so are left to people."""
    return not load_words("private blows").isdisjoint(WORD.findall(words.lower()))

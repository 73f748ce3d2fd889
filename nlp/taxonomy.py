"""The topics that a matter can be about, from `topics.tsv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

OTHER = "other"


@cache
def topics() -> Mapping[str, str]:
    """Title by category id."""
    with (files("nlp") / "topics.tsv").open(encoding="utf-8") as lines:
        return {row["id"]: row["title"] for row in csv.DictReader(lines, delimiter="\t")}

"""Rules for explicit problems, needs and requests: the table `rules.tsv` and a component that applies it.

Each rule carries the precision that its author expects of it; what counts in the end is the weight that
labelled passages give it in `scorecard.tsv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc

from nlp.context import Hit, register_attributes
from nlp.text import Kind

VERSION = "rules-1"
MACROS = {"%YOU%": r"(?:you|u|ye|ya|yous|youse|yis|y['’]all|thou|tha)"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One row of `rules.tsv`."""

    name: str
    kind: Kind
    precision: float
    pattern: re.Pattern[str]


@cache
def load_rules() -> tuple[Rule, ...]:
    """The rules, most precise first."""
    with (files("nlp") / "rules.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    rules = [
        Rule(
            name=row["id"],
            kind=Kind(row["kind"]),
            precision=float(row["precision"]),
            pattern=re.compile(_expanded(row["pattern"]), re.I),
        )
        for row in rows
    ]
    return tuple(sorted(rules, key=lambda rule: -rule.precision))


def _expanded(pattern: str) -> str:
    for macro, meaning in MACROS.items():
        pattern = pattern.replace(macro, meaning)
    return pattern


def find_hits(sentence: str) -> Iterator[Hit]:
    """One hit for every rule that matches, most precise first."""
    for rule in load_rules():
        found = rule.pattern.search(sentence)
        if found:
            yield Hit(
                kind=rule.kind,
                found_by=f"{VERSION}:{rule.name}",
                confidence=rule.precision,
                start=found.start(),
                end=found.end(),
            )


@Language.factory("followup_rules", assigns=["doc._.hits"])
def make_rules(nlp: Language, name: str) -> Rules:
    """The component under its registered name."""
    register_attributes()
    return Rules()


class Rules:
    """Adds the hits of the rule table to a sentence."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.hits = (*doc._.hits, *find_hits(doc.text))
        return doc

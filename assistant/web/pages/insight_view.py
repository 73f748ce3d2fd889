"""What the page of insight shows of each figure."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.plots import Plot
from assistant.domain.tables import Table
from assistant.services.insight_tables import Tables

FEW = 12  # lines of a table that the page itself shows

BEHIND = {
    "sources": "referrals",
    "schools": "referrals",
    "quarters": "referrals",
    "alarms": "questions",
    "stages": "introductions",
}
"""Which list a line of a table leads to: it is narrowed to the line's first part."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One figure: what it says, its picture where there is one, the first lines of its table, and the lists behind it.

    `lists` are addresses with their words.
    """

    title: str
    says: str
    table: Table
    lines: int
    plot: Plot | None
    lists: tuple[tuple[str, str], ...]


_SHOWN: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "sources",
        "Where referrals come from",
        (("/insight/referrals", "All referrals received"), ("/insight/senders", "Who sent them")),
    ),
    ("schools", "Customers or partners?", ()),
    ("quarters", "Referrals by quarter", ()),
    (
        "number",
        "The referral number",
        (
            ("/insight/customers?part=referred", "Who has referred"),
            ("/insight/customers?part=year", "Within 12 months"),
            ("/insight/customers?part=not+yet", "Who has not yet"),
        ),
    ),
    (
        "alarms",
        "False alarms",
        (
            ("/insight/questions?part=wrong", "Questions about nothing"),
            ("/activity/learnt", "What it learns from them"),
        ),
    ),
    (
        "asks",
        "Asks of providers",
        (
            ("/insight/asks?part=for+nothing", "Those for nothing"),
            ("/insight/asks", "All asks"),
            ("/bullpen/alarms", "By provider"),
        ),
    ),
    ("times", "From mention to introduction", (("/insight/times", "Every introduction"),)),
    ("stages", "How far introductions come", (("/insight/introductions", "Every introduction"),)),
    ("given", "Referrals that you give", (("/goodwill", "Each of them"),)),
)


def figures(tables: Tables, drawn: Mapping[str, Plot]) -> tuple[Figure, ...]:
    """Every figure in the order of the page."""
    return tuple(
        _figure(tables.table(name), title, tables.says(name), drawn.get(name), lists) for name, title, lists in _SHOWN
    )


def _figure(table: Table, title: str, says: str, plot: Plot | None, lists: tuple[tuple[str, str], ...]) -> Figure:
    return Figure(title=title, says=says, table=table.first(FEW), lines=len(table.lines), plot=plot, lists=lists)

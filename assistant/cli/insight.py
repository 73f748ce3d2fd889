"""`insight`: what your own answers show."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import show
from assistant.cli.session import assistant_of
from assistant.domain.learning import MOST, STRENGTH
from assistant.errors import UserError

if TYPE_CHECKING:
    from assistant.domain.tables import Cell, Line, Table
    from assistant.services.insight import Experience, ReadingInsight

AT_ONCE = 10  # held-back mentions shown
MOST_LINES = 20  # of one table
RIGHT = ("number", "share", "value")

app = typer.Typer(help="What your own practice shows.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
AsCsv = Annotated[Path | None, typer.Option("--csv", help="Write it to a file for a spreadsheet.", dir_okay=False)]


@app.callback()
def insight() -> None:
    """What your own practice shows: figures worked out from what happened."""


@app.command()
def summary(context: typer.Context, json: AsJson = False, csv: AsCsv = None) -> None:
    """Every figure in one sentence."""
    _tell(context, ("summary",), json=json, csv=csv)


@app.command()
def sources(context: typer.Context, json: AsJson = False, csv: AsCsv = None) -> None:
    """Where referrals come from, what came of them, and which school your own numbers support."""
    _tell(context, ("sources", "schools", "quarters", "senders"), json=json, csv=csv)


@app.command()
def number(context: typer.Context, json: AsJson = False, csv: AsCsv = None) -> None:
    """The referral number: the share of your customers who refer, its trend, and who they are."""
    _tell(context, ("number", "customers"), json=json, csv=csv)


@app.command()
def alarms(context: typer.Context, json: AsJson = False, csv: AsCsv = None) -> None:
    """How many questions were about nothing, and how many asks of providers led nowhere."""
    _tell(context, ("alarms", "asks"), json=json, csv=csv)


@app.command()
def times(context: typer.Context, json: AsJson = False, csv: AsCsv = None) -> None:
    """How long introductions take, how far they come, and how many referrals you give a month."""
    _tell(context, ("times", "stages", "given"), json=json, csv=csv)


@app.command()
def reading(context: typer.Context, json: AsJson = False) -> None:
    """How often the reader was right, month by month, and what your answers have taught it."""
    from assistant.services import insight as services

    assistant = assistant_of(context)
    found = services.reading(assistant.store, assistant.learnt())
    if json:
        show.as_json([found])
    elif not found.overall.right + found.overall.wrong:
        show.say(
            "Nothing to go by yet. Answer questions: yes and later say that a matter was real, wrong that it was none."
        )
        show.say(
            "A no says neither. From then on you see here how often the reader was right, and what it learns from it."
        )
        show.hint("assistant prompts")
    else:
        _show(found)


def _tell(context: typer.Context, names: Sequence[str], *, json: bool, csv: Path | None) -> None:
    """Print the first of these tables, or write it to a file; for people, print the others below it."""
    from assistant.domain.counted import counted
    from assistant.domain.tables import as_csv
    from assistant.services.insight_tables import Tables

    assistant = assistant_of(context)
    topics = {topic.id: topic.title for topic in assistant.topics.values()}
    tables = Tables(assistant.practice.insight(), topics, assistant.config.practice.currency)
    first, *others = (tables.table(name) for name in names)
    if csv:
        try:
            csv.write_text(as_csv(first), "utf-8", newline="")
        except OSError as error:
            raise UserError(f"{csv} cannot be written: {error.strerror}", hint="name another file") from error
        show.say(f"{counted(len(first.lines), 'line')} in {csv}")
    elif json:
        show.as_json(first.plain())
    else:
        for table in (first, *others):
            _print(table)


def _print(table: "Table") -> None:
    """A table with its sentence; nothing but the sentence where it has no lines."""
    show.head(table.title)
    if table.sentence:
        show.say(show.folded(table.sentence))
    if table.name == "summary":
        for line in table.lines:
            show.say(show.folded(str(line.cells[1]), "  "))
        return
    rows = [[column.title for column in table.columns], *(_cells(table, line) for line in table.lines[:MOST_LINES])]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    for row in rows if table.lines else ():
        cells = (
            cell.rjust(width) if column.form in RIGHT else cell.ljust(width)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        )
        show.say(f"  {'  '.join(cells)}".rstrip())
    if len(table.lines) > MOST_LINES:
        show.hint(f"and {len(table.lines) - MOST_LINES:,} more: they stand on the page under Insight")


def _cells(table: "Table", line: "Line") -> list[str]:
    return [_cell(cell, column.form) for cell, column in zip(line.cells, table.columns, strict=True)]


def _cell(cell: "Cell", form: str) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, int | float):
        return f"{cell:.0%}" if form == "share" else f"{cell:,.0f}"
    return str(cell)


def _show(found: "ReadingInsight") -> None:
    show.head(f"Was it a real matter? {_words(found.overall)}")
    _table(found.months)
    if found.unjudged:
        show.hint(f"{found.unjudged} answers of no are not counted: they say nothing of the reader")
    for title, experiences in (("By topic", found.categories), ("By who told it", found.senders)):
        show.head(title)
        _table(experiences, configured=found.configured)
    show.say()
    show.say(
        show.wrapped(
            f"A question needs the confidence that you configured, {found.configured:.2f}. A topic or a person starts "
            f"as if {STRENGTH} answers had fitted it; wrong ones raise it, right ones bring it back, and words as sure "
            f"as {MOST:.2f} are always asked about. To take an answer back: assistant prompts reopen ID"
        )
    )
    if found.held:
        show.head(f"Held back ({len(found.held)})")
        for mention in found.held[:AT_ONCE]:
            show.say(f"{mention.id}  {mention.holder}: {mention.category}, {mention.confidence:.2f}")
            show.say(show.quoted(mention.quote))
        show.hint("assistant why ID")


def _table(experiences: "Sequence[Experience]", *, configured: float | None = None) -> None:
    width = max((len(each.name) for each in experiences), default=0)
    for each in experiences:
        raised = configured is not None and each.needs > configured
        show.say(f"  {each.name.ljust(width)}  {_words(each)}" + (f"; needs {each.needs:.2f} now" if raised else ""))


def _words(each: "Experience") -> str:
    answers = each.right + each.wrong
    return f"{each.right} of {answers}, {each.precision:.0%} (likely {each.low:.0%} to {each.high:.0%})"

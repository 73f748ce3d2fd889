"""Tables of figures: what a page shows, a command prints, and a spreadsheet takes."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, or moves into the next cell."""

Cell = str | int | float | date | None


class Form(StrEnum):
    """What a column holds: a share is from 0 to 1, a value in whole units of the currency,
    a month as 2026-11.
    """

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    VALUE = "value"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column; its title is what is read above it."""

    title: str
    form: Form = Form.TEXT


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line, a cell for each column; `about` is the id of the record that it is about, or empty.

    `parts` are what a list can be narrowed to and keep this line.
    """

    cells: tuple[Cell, ...]
    about: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table. `name` is what it is called in addresses and files, `sentence` what it says in plain words."""

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    sentence: str = ""

    @property
    def linked(self) -> int:
        """Which column stands for the line: the first that is words or a month."""
        forms = (Form.TEXT, Form.MONTH)
        return next((place for place, column in enumerate(self.columns) if column.form in forms), 0)

    def narrowed(self, part: str) -> "Table":
        """The table with the lines that belong to this part."""
        return replace(self, lines=tuple(line for line in self.lines if part in line.parts))

    def first(self, lines: int) -> "Table":
        """The table with its first lines."""
        return replace(self, lines=self.lines[:lines])

    def plain(self) -> list[dict[str, object]]:
        """Each line by the columns' titles, days as 2026-11-17, and with the id that it is about, where it has one."""
        titles = [column.title for column in self.columns]
        return [
            dict(zip(titles, map(_told, line.cells), strict=True)) | ({"id": line.about} if line.about else {})
            for line in self.lines
        ]


def as_csv(table: Table) -> str:
    """The table for a spreadsheet, in which no text is taken for a formula: one that begins like it gets a quote."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(harmless([column.title for column in table.columns]))
    rows.writerows(harmless(line.cells) for line in table.lines)
    return out.getvalue()


def harmless(cells: Sequence[Cell]) -> list[object]:
    """The cells as a spreadsheet may have them: texts can be anybody's words."""
    return [_neutral(cell) if isinstance(cell, str) else _told(cell) for cell in cells]


def _neutral(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text


def _told(cell: Cell) -> object:
    if isinstance(cell, float):
        return round(cell, 3)
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell

"""Tables: what a spreadsheet takes is never a formula of somebody else's."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.tables import Column, Form, Line, Table, as_csv


def table(*cells: object) -> Table:
    columns = tuple(Column(title=str(number)) for number in range(len(cells)))
    return Table(name="x", title="X", columns=columns, lines=(Line(cells=cells),))  # type: ignore[arg-type]


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("words", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"])
def test_what_would_be_a_formula_is_words(words: str) -> None:
    assert read(as_csv(table(words)))[1] == [f"'{words}"]


def test_numbers_days_and_nothing_stay_what_they_are() -> None:
    assert read(as_csv(table(-5, 0.33333, date(2026, 11, 17), None, "Ann, Bo")))[1] == [
        "-5", "0.333", "2026-11-17", "", "Ann, Bo",
    ]  # fmt: skip


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=5))
def test_no_words_begin_a_formula_and_none_are_lost(words: list[str]) -> None:
    (row,) = read(as_csv(table(*words)))[1:] or [[""]]
    assert [cell.removeprefix("'") for cell in row] == [word.removeprefix("'") for word in words]
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)


def test_a_title_that_begins_like_a_formula_is_words_too() -> None:
    columns = (Column(title="=1"), Column(title="b", form=Form.NUMBER))
    assert read(as_csv(Table(name="x", title="X", columns=columns, lines=())))[0] == ["'=1", "b"]


def test_a_list_is_narrowed_to_a_part() -> None:
    lines = (Line(cells=(1,), parts=("a", "b")), Line(cells=(2,), parts=("b",), about="who-1"))
    found = Table(name="x", title="X", columns=(Column(title="n", form=Form.NUMBER),), lines=lines)
    assert [line.cells for line in found.narrowed("a").lines] == [(1,)]
    assert found.plain() == [{"n": 1}, {"n": 2, "id": "who-1"}]

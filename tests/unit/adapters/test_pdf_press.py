"""Sheets as PDF: whatever stands on them is printed, and nothing is read as markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.pdf_press import PdfPress
from assistant.domain.sheets import Labels, Section, Sheet, Table

TEXT = st.text(max_size=120)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (60, 3)])
def test_a_long_table_goes_on_on_the_next_page(rows: int, pages: int) -> None:
    table = Table(head=("For", "Where"), rows=(("Ann Quill", "1 Road\nLondon"),) * rows)
    assert pages_of(PdfPress().pdf(Sheet(title="Cards", parts=(table,)))) == pages


@pytest.mark.parametrize(("texts", "pages"), [(0, 1), (1, 1), (24, 1), (25, 2)])
def test_twenty_four_labels_fill_a_sheet(texts: int, pages: int) -> None:
    labels = Labels(texts=(("Ann Quill", "1 Road", "London"),) * texts)
    assert pages_of(PdfPress().pdf(Sheet(title="Envelopes", parts=(labels,)))) == pages


def test_the_same_sheet_is_the_same_file() -> None:
    sheet = Sheet(title="Cards", lead="To write", parts=(Section(heading="How", lines=("By hand",), is_list=True),))
    assert PdfPress().pdf(sheet) == PdfPress().pdf(sheet)


@settings(max_examples=25, deadline=None)
@given(title=TEXT, words=TEXT, cells=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_any_text_is_printed(title: str, words: str, cells: list[tuple[str, str]]) -> None:
    parts = (
        Section(heading=words, lines=(words, title), is_list=True),
        Table(head=(title, words), rows=tuple(cells), widths=(1, 3)),
        Labels(texts=tuple((words, *cell) for cell in cells)),
    )
    assert PdfPress().pdf(Sheet(title=title, lead=words, parts=parts, foot=words)).startswith(b"%PDF-")


def test_what_looks_like_markup_is_text() -> None:
    sheet = Sheet(title="A <b>bold</b> & <a href='https://evil.example'>name</a>", parts=())
    pdf = PdfPress().pdf(sheet)
    assert b"/URI" not in pdf
    assert b"/Annot" not in pdf

"""Sheets as PDF, by reportlab, in the font that matplotlib brings: every name can be printed."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from assistant.domain.sheets import Labels, Section, Sheet, Table

FONT, BOLD = "DejaVuSans", "DejaVuSans-Bold"
MARGIN = 18 * mm
INK, QUIET, LINE = colors.HexColor("#1d2a2a"), colors.HexColor("#566462"), colors.HexColor("#c9ccc4")
ACROSS, DOWN = 3, 8  # labels on a sheet
LONGEST = 4000  # signs of one text: no text may fill a page that cannot be broken


class PdfPress:
    """Sets sheets as PDF."""

    def pdf(self, sheet: Sheet) -> bytes:
        """The sheet as a PDF of A4 pages. What it says is text, and never read as markup."""
        _fonts()
        out = BytesIO()
        document = BaseDocTemplate(
            out, pagesize=A4, title=sheet.title, author="", leftMargin=MARGIN, rightMargin=MARGIN, invariant=1
        )
        page = Frame(MARGIN, MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
        whole = Frame(0, 0, *A4, 0, 0, 0, 0)

        def foot(canvas: Any, _: Any) -> None:
            canvas.setFont(FONT, 8)
            canvas.setFillColor(QUIET)
            canvas.drawString(MARGIN, 11 * mm, sheet.foot[:110])
            canvas.drawRightString(A4[0] - MARGIN, 11 * mm, str(canvas.getPageNumber()))

        pages = [PageTemplate("page", [page], onPage=foot), PageTemplate("labels", [whole])]
        is_labels = bool(sheet.parts) and isinstance(sheet.parts[0], Labels)
        document.addPageTemplates(pages[::-1] if is_labels else pages)
        document.build(list(_story(sheet, is_labels=is_labels)))
        return out.getvalue()


@lru_cache(maxsize=1)
def _fonts() -> None:
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def _style(
    size: float, *, bold: bool = False, quiet: bool = False, after: float = 0, left: float = 0
) -> ParagraphStyle:
    return ParagraphStyle(
        name="",
        fontName=BOLD if bold else FONT,
        fontSize=size,
        leading=size * 1.4,
        textColor=QUIET if quiet else INK,
        spaceAfter=after,
        leftIndent=left,
        splitLongWords=1,
    )


def _words(text: str, style: ParagraphStyle, bullet: str | None = None) -> Paragraph:
    return Paragraph(escape(text[:LONGEST]).replace("\n", "<br/>"), style, bulletText=bullet)


def _story(sheet: Sheet, *, is_labels: bool) -> Iterator[Any]:
    if not is_labels:
        yield _words(sheet.title, _style(19, bold=True, after=4))
        if sheet.lead:
            yield _words(sheet.lead, _style(11, quiet=True, after=8))
    for number, part in enumerate(sheet.parts):
        match part:
            case Section():
                yield from _section(part)
            case Table():
                yield _table(part)
                yield Spacer(1, 6 * mm)
            case Labels():
                if number:
                    yield NextPageTemplate("labels")
                    yield PageBreak()
                yield _labels(part)


def _section(section: Section) -> Iterator[Any]:
    heading = _words(section.heading, _style(12, bold=True, after=2))
    style = _style(10.5, after=3, left=12 if section.is_list else 0)
    lines = [_words(line, style, "•" if section.is_list else None) for line in section.lines]
    yield KeepTogether([heading, *lines[:1]])
    yield from lines[1:]
    yield Spacer(1, 3 * mm)


def _table(table: Table) -> LongTable:
    shares = table.widths or (1.0,) * len(table.head)
    widths = [(A4[0] - 2 * MARGIN) * share / sum(shares) for share in shares]
    head = [_words(each, _style(9, bold=True)) for each in table.head]
    rows = [[_words(each, _style(9)) for each in row] for row in table.rows]
    lines = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
    ]
    return LongTable([head, *rows], colWidths=widths, repeatRows=1, splitInRow=1, style=lines)


def _labels(labels: Labels) -> LongTable:
    width, height = A4[0] / ACROSS, (A4[1] - 1) / DOWN
    cells = [[_words("\n".join(text)[:200], _style(10))] for text in labels.texts]
    cells += [[] for _ in range(-len(cells) % ACROSS or ACROSS * (not cells))]
    rows = [cells[at : at + ACROSS] for at in range(0, len(cells), ACROSS)]
    lines = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 8 * mm),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4 * mm),
    ]
    return LongTable(rows, colWidths=[width] * ACROSS, rowHeights=[height] * len(rows), style=lines)

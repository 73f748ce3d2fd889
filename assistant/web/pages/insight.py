"""What the practice has come to: figures, each with its picture, its table and the list behind it."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.plots import Plot, Scheme
from assistant.domain.tables import Table, as_csv
from assistant.errors import NotFoundError
from assistant.services.insight_plots import plots
from assistant.services.insight_tables import MADE, Tables
from assistant.web.desk import Desk
from assistant.web.pages.insight_view import BEHIND, Figure, figures
from assistant.web.pages.picture import drawn, version_of
from assistant.web.visit import V, Visit

router = APIRouter()
SHOWN = 50  # lines of a list
PATIENCE = 0.03  # seconds that a page waits for figures that have changed


@router.get("/insight")
def insight(visit: V) -> Response:
    """Every figure."""
    shown: tuple[Figure, ...]
    made, pictured = tables(visit.desk), _plots(visit)
    shown = figures(made, pictured)
    return visit.page(
        "insight",
        here="practice",
        figures=shown,
        at=made.at,
        is_empty=made.is_empty,
        counts=visit.desk.kept.lately(
            ("counts", id(visit.assistant), visit.assistant.clock().date()),
            visit.assistant.lookup.version(),
            visit.assistant.practice.written_cards.counts,
        ),
        versions={name: version_of(plot) for name, plot in pictured.items()},
        behind=BEHIND,
        currency=visit.assistant.config.practice.currency,
    )


@router.get("/insight/{name}.svg")
def picture(visit: V, name: str, scheme: str = Scheme.LIGHT, narrow: bool = False) -> Response:
    """One picture."""
    plot = _plots(visit).get(name)
    if plot is None:
        raise NotFoundError("there is no such picture", hint="it may have nothing to show yet")
    return drawn(visit, f"insight {name}", plot, scheme=scheme, narrow=narrow)


@router.get("/insight/{name}.csv")
def download(visit: V, name: str, part: str = "") -> Response:
    """A table as a file for a spreadsheet; with `part`, the lines that the page shows for it."""
    table = _table(visit, name, part)
    file = f'attachment; filename="{table.name}.csv"'
    return Response(as_csv(table), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": file})


@router.get("/insight/{name}")
def behind(visit: V, name: str, part: str = "", page: int = 0) -> Response:
    """A table, a page at a time; with `part`, only the lines that belong to that."""
    table = _table(visit, name, part)
    begin = max(0, min(page, len(table.lines) // SHOWN)) * SHOWN
    return visit.page(
        "insight_list",
        here="practice",
        table=replace(table, lines=table.lines[begin : begin + SHOWN]),
        part=part,
        total=len(table.lines),
        page_number=begin // SHOWN,
        is_last=begin + SHOWN >= len(table.lines),
        behind=BEHIND,
        currency=visit.assistant.config.practice.currency,
    )


def tables(desk: Desk) -> Tables:
    """The tables, kept as long as nothing has changed, and it is the same day."""
    assistant = desk.assistant
    topics = {topic.id: topic.title for topic in assistant.topics.values()}
    return desk.kept.lately(
        ("insight", id(assistant), assistant.clock().date()),
        assistant.lookup.version(),
        lambda: Tables(assistant.practice.insight(), topics, assistant.config.practice.currency),
        patience=PATIENCE,
    )


def _plots(visit: Visit) -> dict[str, Plot]:
    return dict(plots(tables(visit.desk).insight))


def _table(visit: Visit, name: str, part: str) -> Table:
    if name not in MADE:
        raise NotFoundError("there is no such table", hint="the figures stand under Insight")
    table = tables(visit.desk).table(name)
    return table.narrowed(part) if part else table

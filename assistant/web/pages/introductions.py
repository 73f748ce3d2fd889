"""Introductions: the board of all, and how they go from month to month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.introductions import Introduction, State
from assistant.services.board import Card, Column, Turn, board, cards_of
from assistant.services.pictures import Pictures, pictures
from assistant.web.pages.chart import Chart, by_group, by_row
from assistant.web.pages.introduction_words import ASIDE, COLUMNS, COMES, TURNS
from assistant.web.visit import V

router = APIRouter()
NEWEST = 5  # of a state, on the board
MOST = 30  # of a page of one state


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A column of the board: what it is called, how many there are, the cards shown, and the states with more."""

    title: str
    count: int
    cards: tuple[Card, ...]
    states: tuple[tuple[State, int], ...]


@router.get("/introductions")
def introductions(visit: V, state: str = "", after: str = "") -> Response:
    """The board, or all in one state."""
    assistant = visit.assistant
    lookup, clocks, topics = assistant.lookup, assistant.clocks, assistant.topics
    words: dict[str, Any] = {"COMES": COMES, "TURNS": TURNS}
    if state in tuple(State):
        found = lookup.listing(Introduction, limit=MOST, after=after, state=State(state))
        cards = cards_of(list(found.records), lookup, clocks, topics)
        total = lookup.tally(Introduction, "state").get(state, 0)
        more: dict[str, Any] = {"cards": cards, "total": total, "state": state, "next": found.next, "begins": not after}
        return visit.page("introductions_list", here="introductions", **more, **words)
    columns = {column.state: column for column in board(lookup, clocks, topics, newest=NEWEST)}
    pictured = pictures(assistant.store, lookup, assistant.clock().date())
    groups = [_group(title, [columns[each] for each in states]) for title, states in COLUMNS]
    aside = [_group(title, [columns[each] for each in states]) for title, states in ASIDE]
    return visit.page(
        "introductions",
        groups=groups,
        aside=[group for group in aside if group.count],
        total=sum(column.count for column in columns.values()),
        open=sum(group.count for group in groups),
        pictured=pictured,
        months=_months(pictured),
        places=by_row([(group.title, group.count) for group in (*groups, *aside)]),
        **words,
    )


def _group(title: str, columns: Sequence[Column]) -> Group:
    cards = [card for column in columns for card in column.cards]
    cards.sort(key=lambda card: (card.turn is not Turn.YOURS, -card.since.timestamp()))
    return Group(
        title=title,
        count=sum(column.count for column in columns),
        cards=tuple(cards),
        states=tuple((each.state, each.count) for each in columns if each.count > len(each.cards)),
    )


def _months(pictured: Pictures) -> Chart:
    months = pictured.months
    series = (
        ("opened", [month.opened for month in months]),
        ("introduced", [month.introduced for month in months]),
        ("helped", [month.helped for month in months]),
    )
    return by_group([date.fromisoformat(f"{month.name}-01").strftime("%b") for month in months], series)

"""What the bullpen lacks, and how often the user's questions and asks were for nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from assistant.domain.cases import Led
from assistant.domain.people import Person
from assistant.domain.plots import Plot, Scheme, Series, Shape
from assistant.errors import NotFoundError
from assistant.services.false_alarms import false_alarms
from assistant.services.gaps import Gap, Thought, gaps, might_serve
from assistant.web.pages.chart import by_group
from assistant.web.pages.picture import drawn, version_of
from assistant.web.visit import V

router = APIRouter()
MOST = 20  # gaps that are shown
PEOPLE = 4  # names a gap
NAME = 28  # letters of a topic beside its bar
MONTHS = 12
PROVIDERS = 20
LEDS = (Led.NO, Led.SILENT, Led.FALSE_ALARM, Led.DEAD_END, Led.HELPED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A gap, those who told of it, and whom one might ask."""

    gap: Gap
    people: tuple[Person, ...]
    thoughts: tuple[Thought, ...]


@router.get("/bullpen/gaps")
def show_gaps(visit: V) -> Response:
    """Needs that came up and that nobody serves."""
    assistant, found = visit.assistant, _gaps(visit)
    shown = visit.desk.kept.now(
        ("gaps shown", id(assistant)),
        assistant.lookup.version(),
        lambda: tuple(_shown(visit, gap) for gap in found[:MOST]),
    )
    plot = _plot(found)
    return visit.page("gaps", here="bullpen", shown=shown, total=len(found), plot=plot, version=version_of(plot))


@router.get("/bullpen/gaps/picture.svg")
def picture(visit: V, scheme: str = Scheme.LIGHT, narrow: bool = False) -> Response:
    """How often each gap was told."""
    plot = _plot(_gaps(visit))
    if plot.is_empty:
        raise NotFoundError("there is no gap, and so no picture of them")
    return drawn(visit, "gaps", plot, scheme=scheme, narrow=narrow)


@router.get("/bullpen/alarms")
def alarms(visit: V) -> Response:
    """How often questions and asks were for nothing, by month and by provider."""
    assistant = visit.assistant
    found = visit.desk.kept.now(
        ("alarms", id(assistant)), assistant.lookup.version(), lambda: false_alarms(assistant.store)
    )
    months = found.months[-MONTHS:]
    people = assistant.lookup.several(Person, (each.card.person_id for each in found.providers[:PROVIDERS]))
    picture = by_group(
        [f"{date.fromisoformat(f'{each.month}-01'):%b %y}" for each in months],
        [
            ("for nothing", [len(each.wrong) + len(each.nowhere) for each in months]),
            ("in all", [each.questions + each.asks for each in months]),
        ],
    )
    return visit.page(
        "alarms",
        here="bullpen",
        found=found,
        months=months[::-1],
        picture=picture,
        providers=[
            (each, people[each.card.person_id]) for each in found.providers[:PROVIDERS] if each.card.person_id in people
        ],
        LEDS=LEDS,
    )


def _gaps(visit: V) -> tuple[Gap, ...]:
    assistant = visit.assistant
    key = ("gaps", id(assistant))
    return visit.desk.kept.now(key, assistant.lookup.version(), lambda: gaps(assistant.store, assistant.topics))


def _plot(found: Sequence[Gap]) -> Plot:
    shown = found[:MOST]
    return Plot(
        shape=Shape.LYING,
        names=tuple(_short(gap.title) for gap in shown),
        series=(Series(title="told", values=tuple(gap.mentions for gap in shown)),),
        says="How often each need was told that nobody serves; the table below has the same numbers.",
    )


def _shown(visit: V, gap: Gap) -> Shown:
    assistant = visit.assistant
    people = assistant.lookup.several(Person, gap.people[:PEOPLE])
    topic = assistant.topics.get(gap.category)
    return Shown(
        gap=gap,
        people=tuple(people[each] for each in gap.people[:PEOPLE] if each in people),
        thoughts=might_serve(assistant.store, assistant.lookup, topic, without=gap.people) if topic else (),
    )


def _short(title: str) -> str:
    return title if len(title) <= NAME else f"{title[: NAME - 1]}…"

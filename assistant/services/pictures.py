"""What pictures show of the introductions: how many a month, how many in each state, and how long it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.prompts import Prompt
from assistant.ports import Lookup, Store

MONTHS = 12
DAY = timedelta(days=1)
MOST = 200  # of the latest introductions that were made: enough for a median, few enough to read at once


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """What happened in one month; `name` is 2026-03."""

    name: str
    opened: int
    introduced: int
    helped: int
    closed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pictures:
    """The months, the earliest first; every state with its count; and the days from mention to introduction.

    `days` is the median over the latest `made` introductions of these months; None where none was made.
    """

    months: tuple[Month, ...]
    states: Mapping[State, int]
    days: float | None
    made: int


def pictures(store: Store, lookup: Lookup, today: date, *, months: int = MONTHS) -> Pictures:
    """What the last months, this one included, have seen."""
    counts = lookup.tally(Introduction, "milestones")
    names = _months(today, months)
    states = lookup.tally(Introduction, "state")
    waits = _waits(store, lookup, names)
    return Pictures(
        months=tuple(
            Month(
                name=name,
                opened=counts.get(f"opened {name}", 0),
                introduced=counts.get(f"introduced {name}", 0),
                helped=counts.get(f"helped {name}", 0),
                closed=counts.get(f"closed {name}", 0),
            )
            for name in names
        ),
        states={state: states.get(state, 0) for state in State},
        days=round(median(waits), 1) if waits else None,
        made=len(waits),
    )


def _waits(store: Store, lookup: Lookup, months: list[str]) -> list[float]:
    """How many days the latest introductions took, from when the matter was first heard."""
    made: list[Introduction] = []
    for name in reversed(months):
        made += lookup.listing(Introduction, limit=MOST - len(made), milestones=f"introduced {name}").records
        if len(made) >= MOST:
            break
    prompts = lookup.several(Prompt, (each.prompt_id for each in made))
    moments = (
        (next(event.at for event in each.events if event.kind is EventKind.INTRODUCED), prompts.get(each.prompt_id))
        for each in made
    )
    return [max(0.0, (at - prompt.first_heard) / DAY) for at, prompt in moments if prompt]


def _months(today: date, several: int) -> list[str]:
    """The names of the last months, the earliest first."""
    count = today.year * 12 + today.month - 1
    return [f"{each // 12:04}-{each % 12 + 1:02}" for each in range(count - several + 1, count + 1)]

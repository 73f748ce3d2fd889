"""What the assistant did, and how its sources are, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.bootstrap import Assistant
from assistant.bootstrap.agent import health_of
from assistant.domain.activity import Activity, Deed
from assistant.domain.sources import Failure, SourceState
from assistant.services.activities import KEPT, SPARE
from assistant.services.health import Health
from assistant.services.kept_aside import kept_aside

AT_ONCE = 40
FEW = 20  # of what could not be read
PREFIX = "a-"

TOLD = {
    Deed.STARTED: "Started",
    Deed.STOPPED: "Stopped",
    Deed.SYNCED: "Read what is new",
    Deed.LOOKED_FOR_REPLIES: "Looked for replies",
    Deed.CAME_DUE: "Came due",
    Deed.ASKED_AFTER: "Asked after a meeting",
    Deed.DIGEST_SENT: "Sent the daily mail",
    Deed.DIGEST_ANSWERED: "Took your answer to the daily mail",
    Deed.BACKED_UP: "Kept a backup",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceHealth:
    """How far one source was read; `aside` counts what in it could not be."""

    name: str
    until: datetime | None
    is_read: bool
    aside: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Deeds:
    """Some of what was done, the newest first; `more` is whether there is older."""

    shown: tuple[Activity, ...]
    more: bool


def deeds(assistant: Assistant, show: str, page: int) -> Deeds:
    """Those of one kind (a `Deed` by its name), with `problems` those that went wrong, else all. Pages count from 0."""
    store, start = assistant.store, page * AT_ONCE
    if show == "problems":
        found = sorted((each for each in store.find(Activity) if not each.is_well), key=lambda each: each.id)
        newest: Sequence[Activity] = found[::-1][start : start + AT_ONCE + 1]
    else:
        ids = reversed(store.matching_ids(Activity, PREFIX, limit=KEPT + SPARE))
        wanted = [each for each in ids if not show or each.endswith(f"-{show}")][start : start + AT_ONCE + 1]
        newest = [deed for each in wanted if (deed := store.get(Activity, each))]
    return Deeds(shown=tuple(newest[:AT_ONCE]), more=len(newest) > AT_ONCE)


def sources(assistant: Assistant) -> tuple[SourceHealth, ...]:
    """Every source of the configuration, as it was last read."""
    aside: dict[str, int] = {}
    for failure in kept_aside(assistant.store):
        aside[failure.source] = aside.get(failure.source, 0) + 1
    names = [(source.name, source.name, source.name) for source in assistant.document_sources()]
    names += [(each.name, f"file: {each.id}", each.id) for each in assistant.people_sources()]
    names += [(each.name, f"file: {each.id}", each.id) for each in assistant.bullpen_sources()]
    found = []
    for name, state_id, source in names:
        state = assistant.store.get(SourceState, state_id)
        until = state.until if state else None
        found.append(SourceHealth(name=name, until=until, is_read=state is not None, aside=aside.get(source, 0)))
    return tuple(found)


def failures(assistant: Assistant) -> tuple[Failure, ...]:
    """What could not be read, the newest first."""
    return kept_aside(assistant.store)


def agent_health(assistant: Assistant) -> Health:
    """How the background agent is doing."""
    return health_of(assistant)

"""How far the sources were read, and what could not be."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from assistant import __version__
from assistant.bootstrap.agent import health_of
from assistant.domain.sources import Failure, SourceState
from assistant.services.health import Health
from assistant.web.api.caller import Reads
from assistant.web.api.paging import Page, Spanned

router = APIRouter(tags=["Health"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A source that was read. `until` is the moment up to which it is known to be complete."""

    name: str
    until: datetime | None
    failures: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """That the assistant answers, how its background agent does, and how many items could not be read."""

    version: str
    now: datetime
    failures: int
    agent: Health


@router.get("/health", summary="How it is")
def get_health(desk: Reads) -> Answers:
    """That it answers, since when the agent runs, what it did and does next, and what is wrong."""
    assistant = desk.assistant
    failures = assistant.store.count(Failure)
    return Answers(version=__version__, now=assistant.clock(), failures=failures, agent=health_of(assistant))


@router.get("/sources", summary="What is read")
def list_sources(desk: Reads, span: Spanned) -> Page[Source]:
    """Mail, calendars, notes and files that were read, by name."""
    store = desk.assistant.store
    return span.page(store, SourceState, store.find(SourceState)).of(
        lambda state: Source(name=state.id, until=state.until, failures=store.count(Failure, source=state.id))
    )


@router.get("/failures", summary="What could not be read")
def list_failures(desk: Reads, span: Spanned) -> Page[Failure]:
    """Items that are kept aside until they can be, the latest first."""
    return span.listing(desk.assistant.lookup, Failure)

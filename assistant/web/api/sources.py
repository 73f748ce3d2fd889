"""How far the sources were read, and what could not be."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from assistant import __version__
from assistant.domain.sources import Failure, SourceState
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
class Health:
    """That the assistant answers, and how many items of its sources could not be read."""

    version: str
    now: datetime
    failures: int


@router.get("/health", summary="How it is")
def get_health(desk: Reads) -> Health:
    """That it answers, and its store can be read."""
    return Health(version=__version__, now=desk.assistant.clock(), failures=desk.assistant.store.count(Failure))


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
    store = desk.assistant.store
    return span.page(store, Failure, store.find(Failure), lambda failure: failure.at, newest_first=True)

"""A sync over sources in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.adapters.memory import MemorySource, MemoryStore
from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.bullpen import Provider
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt
from assistant.domain.sources import Failure, SourceState
from assistant.errors import ItemError
from assistant.ports import (
    Change,
    Cursor,
    Failed,
    Reached,
    Reader,
    Record,
)
from assistant.services.sync import Sync
from assistant.services.sync_report import SyncReport

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KINDS = (Person, Provider, Document, Mention, Prompt, Meeting, SourceState, Failure)


def note(number: int, text: str = "", *, source: str = "memory", **more: object) -> Content:
    text = text or f"Ann Ng | need | tax | {number}"
    document = Document(
        id=f"doc-{number}", source=source, locator=f"{source} {number}", medium=Medium.NOTE, when=NOON, digest=text
    )
    return Content(document=replace(document, **more), text=text)  # type: ignore[arg-type]


def broken(number: int, problem: str = "it is torn", source: str = "memory") -> Failed:
    return Failed(locator=f"{source} {number}", error=ItemError(problem))


def engine(store: MemoryStore, reader: Reader | None = None, **more: object) -> Sync:
    return Sync(store=store, reader=lambda: reader or MemoryReader(), clock=lambda: NOON, **more)  # type: ignore[arg-type]


def run(store: MemoryStore, *sources: object, **more: object) -> SyncReport:
    return engine(store).run(documents=sources, **more)  # type: ignore[arg-type]


def snapshot(store: MemoryStore) -> list[Record]:
    return [record for kind in KINDS for record in store.find(kind)]


def stored(store: MemoryStore) -> set[str]:
    return {document.id for document in store.find(Document)}


class Script(MemorySource):
    """A source that says exactly this."""

    def __init__(self, *changes: Change | BaseException, name: str = "memory") -> None:
        super().__init__(name)
        self.script = changes

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        for change in self.script:
            if isinstance(change, BaseException):
                raise change
            yield change


END = Reached(cursor={"end": True})


class Cards:
    """A file of contacts or cards."""

    def __init__(self, *entries: object, name: str = "contacts", id: str = "contacts", digest: str = "") -> None:
        self.name = name
        self.id = id
        self.entries = entries
        self._digest = digest or repr(entries)

    def digest(self) -> str:
        return self._digest

    def people(self) -> Iterator[Person | Failed]:
        yield from self.entries  # type: ignore[misc]

    def cards(self) -> Iterator[tuple[Person, Provider] | Failed]:
        yield from self.entries  # type: ignore[misc]


ANN = Person.known_as(Participant(name="Ann Ng", address="ann@ng.example"))
BO = Person.known_as(Participant(name="Bo Li", address="bo@li.example"))

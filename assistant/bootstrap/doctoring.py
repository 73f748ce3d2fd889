"""What the doctor looks at."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from assistant.config import Config
from assistant.ports import Account, DocumentSource, Reader, Secrets, Store

if TYPE_CHECKING:
    from assistant.bootstrap.judging import JudgeParts
    from assistant.services.doctor import Doctor


class _Patient(Protocol):
    """The parts of the assistant that are looked at; each is made only when it is looked at."""

    @property
    def config(self) -> Config: ...
    @property
    def store(self) -> Store: ...
    @property
    def reader(self) -> Reader: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def accounts(self) -> Sequence[Account]: ...
    @property
    def judging(self) -> "JudgeParts": ...
    def clock(self) -> datetime: ...
    def document_sources(self) -> list[DocumentSource]: ...


def doctor_for(patient: _Patient) -> "Doctor":
    """Looks at every part."""
    from shutil import disk_usage

    from assistant.services.doctor import Doctor

    data = patient.config.data
    return Doctor(
        clock=patient.clock,
        store=lambda: patient.store,
        free=lambda: disk_usage(next(place for place in (data, *data.parents) if place.exists())).free,
        reader=lambda: patient.reader,
        secrets=patient.secrets,
        accounts=patient.accounts,
        folders={source.name: source.path for source in patient.config.source},
        sources=lambda: [source.name for source in patient.document_sources()],
        judge=patient.judging.checks,
    )

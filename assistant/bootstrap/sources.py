"""The files that are read, as configured."""

import os
from collections.abc import Collection
from pathlib import Path

from assistant.adapters.registry import DOCUMENT_SOURCES, adapter
from assistant.config import Config
from assistant.domain.time import Clock
from assistant.ports import BullpenSource, DocumentSource, PeopleSource


def document_files(config: Config, clock: Clock) -> list[DocumentSource]:
    """Files of mail, notes and calendars."""
    calendar = {"user_addresses": config.user.addresses, "zone": config.zone, "clock": clock}
    more: dict[str, dict[str, object]] = {"ics": calendar, "notes": {"zone": config.zone}}
    return [
        adapter(DOCUMENT_SOURCES[source.type])(name=source.name, path=source.path, **more.get(source.type, {}))
        for source in config.source
        if source.type in DOCUMENT_SOURCES
    ]


def contacts_files(config: Config) -> list[PeopleSource]:
    """Files of contacts."""
    from assistant.adapters.files.people import ContactsFile

    contacts = [source for source in config.source if source.type == "people"]
    return [ContactsFile(id=source.name, name=source.name, path=source.path) for source in contacts]


def bullpen_file(config: Config, path: Path, topics: Collection[str]) -> BullpenSource:
    """One file of providers' cards."""
    from assistant.adapters.files.bullpen import BullpenFile
    from assistant.adapters.formats.plain_text import shown

    place, beside = Path(os.path.realpath(path)), Path(os.path.realpath(config.data)).parent
    if place.is_relative_to(beside):  # a file that lies with the data may be moved with it
        place = place.relative_to(beside)
    return BullpenFile(id=shown(place), path=path, topics=frozenset(topics))

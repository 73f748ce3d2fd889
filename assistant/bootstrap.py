"""The composition root: the only place where adapters meet services."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.adapters.registry import DOCUMENT_SOURCES, DRAFT_BOXES, adapter
from assistant.config import Config, Reading
from assistant.domain.documents import Content
from assistant.domain.people import Person
from assistant.domain.time import Clock, utc_now
from assistant.domain.topics import Topic
from assistant.ports import BullpenSource, DocumentSource, DraftBox, Failed, PeopleSource, Reader, Store

if TYPE_CHECKING:  # each part is imported when it is asked for, so that `today` starts at once
    from assistant.adapters.tinydb_store import TinyDBStore
    from assistant.domain.learning import Learnt
    from assistant.domain.scoring import Labelled
    from assistant.services.debrief import Debrief
    from assistant.services.deliver import Deliver
    from assistant.services.drafting import Drafting
    from assistant.services.introduce import Introduce
    from assistant.services.sync import Progress, Sync


class Assistant:
    """Everything that a command needs, each part made when it is first asked for."""

    def __init__(self, config: Config, *, clock: Clock = utc_now) -> None:
        self.config = config
        self._clock = clock

    def clock(self) -> datetime:
        """The present moment in the user's time zone."""
        return self._clock().astimezone(self.config.zone)

    @cached_property
    def _database(self) -> "TinyDBStore":
        from assistant.adapters.tinydb_store import open_store

        return open_store(store_path(self.config))

    @property
    def store(self) -> Store:
        """The store in the data folder."""
        return self._database

    def export(self, folder: Path) -> dict[str, int]:
        """Write everything that is kept to `folder` as plain JSON; gives the number of records by table."""
        return self._database.export(folder)

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """What a matter can be about."""
        return load_topics()

    @cached_property
    def reader(self) -> Reader:
        """The reader; loading it takes a second."""
        return load_reader(self.config.reading, self.config.user.names)

    @cached_property
    def drafting(self) -> "Drafting":
        """Writes drafts."""
        from assistant.adapters.jinja_drafts import JinjaWriter
        from assistant.services.drafting import Drafting

        user = self.config.user
        return Drafting(
            store=self.store,
            writer=JinjaWriter(self.config.drafts.templates),
            clock=self.clock,
            user=Person(id="user", name=user.name, addresses=user.addresses, organisation=user.organisation),
            signature=user.signature or user.name,
            topics=self.topics,
            tone=self.config.drafts.tone,
        )

    @cached_property
    def introduce(self) -> "Introduce":
        """Moves introductions on."""
        from assistant.services.introduce import Introduce

        return Introduce(store=self.store, drafting=self.drafting)

    @cached_property
    def box(self) -> DraftBox:
        """Where approved drafts are laid down."""
        kind = adapter(DRAFT_BOXES[self.config.drafts.deliver_to])
        box: DraftBox = kind(self.config.drafts_folder, self.config.user.participant)
        return box

    @cached_property
    def deliver(self) -> "Deliver":
        """Carries approved drafts to their folder."""
        from assistant.services.deliver import Deliver

        return Deliver(introduce=self.introduce, box=self.box)

    @cached_property
    def debrief(self) -> "Debrief":
        """Asks what came up in meetings."""
        from assistant.services.debrief import Debrief

        return Debrief(
            store=self.store,
            clock=self.clock,
            user=self.config.user.participant,
            days=self.config.debrief.days,
        )

    def learnt(self) -> "Learnt":
        """What the user's answers so far say of the reader."""
        from assistant.services.learn import learn

        return learn(self.store, least_confidence(self.config.reading))

    def sync(self, progress: "Progress | None" = None, *, since: date | None = None) -> "Sync":
        """One pass over the sources."""
        from assistant.services.sync import Sync, no_progress

        return Sync(
            store=self.store,
            reader=lambda: self.reader,
            clock=self.clock,
            user=self.config.user.names,
            since=since or self.config.reading.since,
            learnt=self.learnt(),
            progress=progress or no_progress,
        )

    def document_sources(self) -> list[DocumentSource]:
        """Mail, notes and calendars, as configured."""
        calendar = {"user_addresses": self.config.user.addresses, "zone": self.config.zone, "clock": self.clock}
        more: dict[str, dict[str, object]] = {"ics": calendar, "notes": {"zone": self.config.zone}}
        return [
            adapter(DOCUMENT_SOURCES[source.type])(name=source.name, path=source.path, **more.get(source.type, {}))
            for source in self.config.source
            if source.type in DOCUMENT_SOURCES
        ]

    def people_sources(self) -> list[PeopleSource]:
        """Contacts files, as configured."""
        from assistant.adapters.people_import import ContactsFile

        contacts = [source for source in self.config.source if source.type == "people"]
        return [ContactsFile(id=source.name, name=source.name, path=source.path) for source in contacts]

    def bullpen_sources(self) -> list[BullpenSource]:
        """Files of providers' cards, as configured."""
        return [self.bullpen_source(path) for path in self.config.bullpen.files]

    def bullpen_source(self, path: Path) -> BullpenSource:
        """One file of providers' cards."""
        from assistant.adapters.bullpen_files import BullpenFile
        from assistant.adapters.plain_text import shown

        place, beside = Path(os.path.realpath(path)), Path(os.path.realpath(self.config.data)).parent
        if place.is_relative_to(beside):  # a file that lies with the data may be moved with it
            place = place.relative_to(beside)
        return BullpenFile(id=shown(place), path=path, topics=frozenset(self.topics))


def load_reader(reading: Reading, user: Sequence[str]) -> Reader:
    """The reader, with the names and addresses that stand for the user."""
    return load_readers(reading)(user)


def load_readers(reading: Reading, *, loose: bool = False, zoned: bool = True) -> Callable[[Sequence[str]], Reader]:
    """The reader, loaded once, for users who are named later by their names and addresses.

    The `loose` one leaves out nothing that it takes for a mention, however unsure; one that is not `zoned` reads bulk
    mail, quotes and signatures as well.
    """
    from assistant.adapters.spacy_reader import SpacyReader

    confidence = 0.0 if loose else least_confidence(reading)
    return SpacyReader(model=reading.model, confidence=confidence, user=(), zoned=zoned).for_user


def least_confidence(reading: Reading) -> float:
    """The confidence that a mention needs for the configured share of all of them to be right."""
    from assistant.adapters.spacy_reader import least_confidence

    return least_confidence(reading.precision)


def gate_curve() -> Sequence[tuple[float, float]]:
    """For each recall that the reader's gate could be set to, the share of all sentences it lets through."""
    from assistant.adapters.spacy_reader import gate_curve

    return gate_curve()


def labelled_folder(folder: Path) -> "list[Labelled]":
    """Documents with labels, to measure the reader on. Raises SourceError."""
    from assistant.adapters.labelled_folder import read_labels

    return read_labels(folder)


def load_topics() -> Mapping[str, Topic]:
    """The topics, by id; spaCy is not imported."""
    from assistant.adapters.spacy_reader import topics

    return topics()


def people_source(name: str, path: Path) -> PeopleSource:
    """A contacts file that is not configured: vCard, CSV or LinkedIn's export, told by its content."""
    from assistant.adapters.people_import import ContactsFile

    return ContactsFile(name=name, path=path)


def contents_of(path: Path, zone: ZoneInfo) -> Iterator[Content | Failed]:
    """Every document in a file or folder of any supported kind."""
    from assistant.adapters.file_reading import contents_of

    return contents_of(path, zone=zone)


def store_path(config: Config) -> Path:
    """The file that everything is kept in."""
    return config.data / "assistant.db"


def backup_store(config: Config, file: Path) -> None:
    """Copy the store into `file`. Raises StoreError."""
    from assistant.adapters.backup import backup

    backup(store_path(config), file)


def restore_store(config: Config, file: Path) -> Path | None:
    """Put a backup in the store's place; gives where the store that was there lies now. Raises StoreError."""
    from assistant.adapters.backup import restore

    return restore(file, store_path(config))

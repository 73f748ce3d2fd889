"""A laptop with the sample world on it, and a clock that the test drives: it sleeps, loses its network, is killed."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import assistant
from assistant.adapters.memory import MemoryNotifier
from assistant.adapters.memory_readers import MemoryReader
from assistant.bootstrap import Assistant
from assistant.bootstrap.agent import agent_for, agent_runs
from assistant.config import Config, Digest, Source, load
from assistant.domain.activity import Activity, Deed
from assistant.domain.time import Clock
from assistant.errors import SourceError
from assistant.ports import Change, Cursor, DocumentSource, Reader
from assistant.services.agent import Agent
from assistant.services.lane import Outcome
from tests.year.clock import Clock as DrivenClock

SAMPLE = Path(str(files(assistant))) / "sample"
ON_THE_NETWORK = ("inbox", "diary")
MINUTE = timedelta(minutes=1)


class Cable:
    """Whether the network is there."""

    is_plugged = True


@dataclass(frozen=True)
class RemoteSource:
    """A source that is read over the network."""

    source: DocumentSource
    cable: Cable

    @property
    def name(self) -> str:
        return self.source.name

    def size(self) -> int | None:
        return self.source.size()

    def changes(self, cursor: Cursor | None, *, since: date | None = None) -> Iterator[Change]:
        if not self.cable.is_plugged:
            raise SourceError(f"{self.name}: mail.holtandfen.example cannot be reached", hint="look at the network")
        yield from self.source.changes(cursor, since=since)


class LaptopAssistant(Assistant):
    """The assistant on it. Its reader finds only what is scripted, and is there at once."""

    def __init__(self, config: Config, *, clock: Clock, cable: Cable) -> None:
        super().__init__(config, clock=clock)
        self._cable = cable

    @property
    def reader(self) -> Reader:  # type: ignore[override]  # a property here, too
        return MemoryReader()

    def document_sources(self) -> list[DocumentSource]:
        return [
            RemoteSource(each, self._cable) if each.name in ON_THE_NETWORK else each
            for each in super().document_sources()
        ]


@dataclass
class Notes(MemoryNotifier):
    """Keeps when each note was shown, too."""

    clock: Clock
    reason: str = ""
    at: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.reason)

    def show(self, title: str, text: str, link: str) -> str:
        assert link not in self.at, "it asks twice"
        self.at[link] = self.clock()
        return super().show(title, text, link)


@dataclass
class Laptop:
    """The machine. `goes_to` lets time pass while it is awake; setting `clock.now` is sleep."""

    folder: Path
    clock: DrivenClock
    agent_settings: dict[str, object] = field(default_factory=dict)
    cable: Cable = field(default_factory=Cable)
    digests: list[datetime] = field(default_factory=list)
    agent: Agent | None = None
    digest_at: str = "07:30"

    def __post_init__(self) -> None:
        shutil.copytree(SAMPLE, self.folder, dirs_exist_ok=True)
        self.diary = self.folder / "diary.ics"
        self.meetings: dict[str, tuple[datetime, datetime, str]] = {}
        self.enter()
        self.notes = Notes(clock=self.clock)
        self._power = ExitStack()

    @property
    def config(self) -> Config:
        """The sample's, with a calendar that the test writes, and a digest."""
        config = load(self.folder / "config.toml")
        calendars = [source for source in config.source if source.type == "ics"]
        others = tuple(source for source in config.source if source not in calendars)
        return replace(
            config,
            source=(*others, Source(name="diary", type="ics", path=self.diary)),
            digest=Digest(at=self.digest_at),
            agent=replace(config.agent, **self.agent_settings),  # type: ignore[arg-type]  # by name
        )

    def switch_on(self) -> None:
        """Start the agent."""
        self.assistant = LaptopAssistant(self.config, clock=self.clock, cable=self.cable)
        tell = self._power.enter_context(agent_runs(self.assistant))
        self.agent = agent_for(
            self.assistant,
            tell=tell,
            places=lambda error: [repr(error)],
            notifier=self.notes,
            digest=self._send_digest,
        )

    def switch_off(self) -> None:
        """Without a word, as if the power went."""
        self._power.close()
        self.agent = None

    def goes_to(self, moment: datetime) -> None:
        """Let time pass until `moment`, and have the agent do what is due, as its threads would."""
        assert self.agent
        while True:
            for lane in self.agent.lanes:
                lane.step()
            due = min(lane.next_due() for lane in self.agent.lanes)
            if due > moment:
                break
            self.clock.now = max(due, self.clock.now).astimezone(UTC)
        self.clock.now = moment.astimezone(UTC)
        for lane in self.agent.lanes:
            lane.step()

    def enter(
        self, uid: str = "", start: datetime | None = None, end: datetime | None = None, *, how: str = "CONFIRMED"
    ) -> None:
        """Write a meeting into the calendar, or write it anew."""
        if start and end:
            self.meetings[uid] = (start, end, how)
        events = "".join(_event(uid, *about) for uid, about in sorted(self.meetings.items()))
        self.diary.write_bytes(
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//\r\n{events}END:VCALENDAR\r\n".encode()
        )

    def receive(self, number: int) -> None:
        """A mail comes in."""
        mail = (
            "From: Tamsin Weir <tamsin@proofandcrumb.example>\nTo: maren@holtandfen.example\nSubject: Tiles\n"
            f"Message-ID: <{number}@crumb.example>\nDate: {self.clock():%a, %d %b %Y %H:%M:%S +0000}\n\n"
            "The tiles came.\n"
        )
        (self.folder / "mail" / "loose" / f"new-{number}.eml").write_text(mail)

    def deeds(self, deed: Deed) -> list[Activity]:
        """What was kept of such deeds, in order."""
        return sorted(self.assistant.store.find(Activity, deed=deed), key=lambda activity: activity.id)

    @property
    def log(self) -> str:
        """What the log says."""
        return (self.folder / "data" / "logs" / "agent.log").read_text("utf-8")

    def _send_digest(self) -> Outcome:
        self.digests.append(self.clock())
        return Outcome(deed=Deed.DIGEST_SENT, words="sent")


def _event(uid: str, start: datetime, end: datetime, how: str) -> str:
    lines = (
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTEND:{end.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{uid}",
        f"STATUS:{how}",
        "ORGANIZER;CN=Maren Holt:mailto:maren@holtandfen.example",
        "ATTENDEE;CN=Tamsin Weir:mailto:tamsin@proofandcrumb.example",
        "END:VEVENT",
    )
    return "".join(f"{line}\r\n" for line in lines)

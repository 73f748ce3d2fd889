"""Passes over the sources that somebody asked for on the page: in the background, one at a time."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock, Thread

from assistant.bootstrap import Assistant
from assistant.errors import UserError
from assistant.services.sync_report import SourceReport


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRead:
    """What was read at one source: how many items, and what came of them."""

    name: str
    new: int
    changed: int
    gone: int
    mentions: int
    prompts: int
    replies: int
    problems: tuple[str, ...]

    @classmethod
    def of(cls, report: SourceReport) -> "SourceRead":
        """The same of a report."""
        failed = (f"{each.locator}: {problem}" for each in report.failed for problem in each.error.problems)
        return cls(
            name=report.name,
            new=report.new,
            changed=report.changed,
            gone=report.gone,
            mentions=report.mentions,
            prompts=report.prompts,
            replies=len(report.replies),
            problems=(*(report.error.problems if report.error else ()), *failed),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Pass:
    """A pass: since when, until when, how many items were `handled` so far, what was read, and what went wrong."""

    started_at: datetime | None = None
    ended_at: datetime | None = None
    handled: int = 0
    sources: tuple[SourceRead, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether it is under way."""
        return self.started_at is not None and self.ended_at is None


@dataclass(kw_only=True)
class Passes:
    """Runs passes, and says how the latest goes."""

    assistant: Assistant
    latest: Pass = field(default_factory=Pass)
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> Pass:
        """Begin one, unless one is under way; gives the one that is."""
        with self._lock:
            if not self.latest.runs:
                self.latest = Pass(started_at=self.assistant.clock())
                Thread(target=self._run, name="pass", daemon=True).start()
            return self.latest

    def _run(self) -> None:
        sources: tuple[SourceRead, ...] = ()
        problems: tuple[str, ...] = ("the assistant has made a mistake of its own; what it knows is safe",)
        try:
            from assistant.bootstrap.passing import whole_pass

            report = whole_pass(self.assistant, self._handled).run()
            sources = tuple(SourceRead.of(source) for source in report.read.sources)
            problems = tuple(each for error in report.looked_after.problems for each in error.problems)
        except UserError as error:
            problems = error.problems
        finally:
            with self._lock:
                now = self.assistant.clock()
                self.latest = replace(self.latest, ended_at=now, sources=sources, problems=problems)

    def _handled(self, name: str, handled: int) -> None:
        with self._lock:
            self.latest = replace(self.latest, handled=self.latest.handled + handled)

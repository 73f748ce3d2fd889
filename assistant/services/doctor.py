"""Looks at every part that the work depends on, and says how to mend what is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from assistant.domain.sources import Failure, SourceState
from assistant.domain.time import Clock
from assistant.errors import UserError
from assistant.ports import Account, Check, Reader, Secrets, Store

LEAST_SPACE = 500_000_000  # bytes: a first read of a large mailbox fits in
OLDEST = timedelta(days=3)  # a weekend, and a day
AHEAD = timedelta(minutes=2)  # by which a clock may be wrong
PATIENCE = 30.0  # seconds for all accounts, which are looked at at the same time


@dataclass(frozen=True, kw_only=True, slots=True)
class Doctor:
    """What there is to look at.

    `store` and `reader` open those parts, and raise UserError where that fails; `free` gives the bytes that are left
    where the store lies. `folders` are where sources lie on the disk, `sources` gives the names of all that are read,
    `accounts` are those on the network, `judge` looks at the server of a second reader, and `patience` is for how many
    seconds they are waited for.
    """

    clock: Clock
    store: Callable[[], Store]
    free: Callable[[], int]
    reader: Callable[[], Reader]
    secrets: Secrets
    accounts: Sequence[Account] = ()
    folders: Mapping[str, Path] = field(default_factory=dict)
    sources: Callable[[], Sequence[str]] = tuple
    judge: Callable[[], Iterator[Check]] = lambda: iter(())
    patience: float = PATIENCE

    def checks(self) -> Iterator[Check]:
        """Everything, each part as it is looked at; never raises, and never waits for long."""
        until = monotonic() + self.patience
        looks = [_Look("passwords", self.secrets.checks)] if self.accounts else []
        looks += [_Look(account.name, account.checks) for account in self.accounts]
        looks += [_Look("judge", self.judge)]
        yield from self._store()
        yield from _guarded("the language model", self._reader)
        yield from (_folder(name, path) for name, path in self.folders.items())
        for look in looks:
            yield from look.checks(until)

    def _store(self) -> Iterator[Check]:
        """The store, and what it knows of the sources."""
        opened: list[Store] = []
        yield from _guarded("the store", lambda: self._opened(opened))
        yield from _guarded("the disk", self._disk)
        for store in opened:
            yield from _guarded("the clock", lambda: self._clock_against(store))  # noqa: B023  # at once, not later
            yield from _guarded("the sources", lambda: self._sources(store))  # noqa: B023

    def _sources(self, store: Store) -> Iterator[Check]:
        for name in self.sources():
            yield from self._source(store, name)

    def _opened(self, opened: list[Store]) -> Iterator[Check]:
        store = self.store()
        opened.append(store)
        _try_writing(store, self.clock())
        yield Check(what="the store opens, and can be written")

    def _disk(self) -> Iterator[Check]:
        free = self.free()
        what = f"{free / 1e9:,.1f} GB are free for the store"
        if free >= LEAST_SPACE:
            yield Check(what=what)
        else:
            yield Check(what=what, problem="that may run out", hint="free some space on the disk, or move the data")

    def _reader(self) -> Iterator[Check]:
        yield Check(what=f"the language model is there ({self.reader().version})")

    def _clock_against(self, store: Store) -> Iterator[Check]:
        """A source that is complete until later than now says that the clock goes wrong, or went."""
        now = self.clock()
        latest = max((state.until for state in store.find(SourceState) if state.until), default=now)
        if latest <= now + AHEAD:
            yield Check(what="the clock has not gone back")
        else:
            yield Check(
                what="the clock has not gone back",
                problem=f"it says {_moment(now)}, but a sync was made at {_moment(latest)}",
                hint="let the machine set its clock by itself (time and date settings)",
            )

    def _source(self, store: Store, name: str) -> Iterator[Check]:
        state = store.get(SourceState, name) or store.get(SourceState, f"file: {name}")
        broken = sum(not failure.left_out for failure in store.find(Failure, source=name))
        aside = f"; {broken:,} of its items cannot be read" if broken else ""
        if state is None:
            yield Check(what=name, problem="it was not read yet", hint="assistant sync")
        elif state.until is None:
            yield Check(what=f"{name} is read{aside}")
        elif self.clock() - state.until > OLDEST:
            problem = f"it is complete only until {_moment(state.until)}"
            yield Check(what=f"{name}{aside}", problem=problem, hint="assistant sync")
        else:
            yield Check(what=f"{name} is complete until {_moment(state.until)}{aside}")


class _TakenBack(Exception):
    """Ends a transaction that is only a trial."""


def _try_writing(store: Store, now: datetime) -> None:
    """Write something, and take it back. Raises StoreError."""
    try:
        with store.transaction():
            store.put(SourceState(id="a trial of the doctor", until=now))
            raise _TakenBack
    except _TakenBack:
        pass


class _Look:
    """A look that may wait for a server or for the user, on a thread of its own."""

    def __init__(self, what: str, look: Callable[[], Iterator[Check]]) -> None:
        self._what = what
        self._look = look
        self._found: SimpleQueue[Check | None] = SimpleQueue()
        Thread(target=self._run, daemon=True).start()  # the end of the program does not wait for it

    def checks(self, until: float) -> Iterator[Check]:
        """What it shows until that moment of the monotonic clock, each problem once."""
        told: set[tuple[str, str]] = set()
        while True:
            try:
                check = self._found.get(timeout=max(0.0, until - monotonic()))
            except Empty:
                hint = "try again later; if it stays so, look at the connection and at the server's name"
                yield Check(what=self._what, problem="no answer came in time", hint=hint)
                return
            if check is None:
                return
            if (check.problem, check.hint) not in told:
                yield check
            told |= {(check.problem, check.hint)} if check.problem else set()

    def _run(self) -> None:
        for check in _guarded(self._what, self._look):
            self._found.put(check)
        self._found.put(None)


def _guarded(what: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """What a look shows, and what keeps it from going on."""
    try:
        yield from look()
    except UserError as error:
        yield Check(what=what, problem="; ".join(error.problems), hint=error.hint)
    except OSError as error:
        problem = error.strerror or "it cannot be looked at"
        yield Check(what=what, problem=problem, hint="look at the disk, and at the permissions of the folder")
    except Exception as error:  # the other parts are looked at all the same
        problem = f"the assistant has made a mistake here ({type(error).__name__})"
        yield Check(what=what, problem=problem, hint="update the assistant; if it stays so, report it")


def _folder(name: str, path: Path) -> Check:
    what = f"{name}: {path}"
    try:
        found = path.exists()
    except OSError as error:
        return Check(what=what, problem=error.strerror or "it cannot be looked at", hint="look at its permissions")
    if found:
        return Check(what=f"{what} is there")
    return Check(what=what, problem="it is not there", hint="put it back, or correct its path in the configuration")


def _moment(moment: datetime) -> str:
    return f"{moment:%H:%M on} {moment.day} {moment:%B %Y}"

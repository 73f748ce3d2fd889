"""One after the other: does each job when it is due, notes that it did, and tells in the log what came of it.

The agent has two lanes, so that a long first sync does not hold up the question after a meeting.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from assistant.domain.activity import Deed
from assistant.domain.jobs import Done, Job, Timetable, due_at
from assistant.domain.time import Clock
from assistant.errors import DeliveryError, SignInError, SourceError, StoreError, UserError
from assistant.ports import Store
from assistant.services.activities import Activities

NAP = 20.0  # seconds at most between two looks at the clock: no timer knows how long the machine slept
ASLEEP = timedelta(minutes=3)  # whatever is longer between two looks was no nap
BACK = timedelta(seconds=30)  # a clock that is set right by less is not worth a word

KINDS: tuple[tuple[type[UserError], str], ...] = (
    (SignInError, "an account does not let us in"),
    (SourceError, "a source cannot be read"),
    (DeliveryError, "a message could not be laid down"),
    (StoreError, "the store cannot be written"),
    (UserError, "something has to be mended"),
)
"""What the log says of an error: its own words may name people, servers and files."""

Tell = Callable[[str], None]
"""Writes a line to the log."""


class Stopping(Exception):
    """Ends what is being done, at a moment at which nothing is lost."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of a job. Without `words` there is nothing to tell; they hold counts, never names or words of others.

    `errors` is what went wrong in it; `has_failed` is whether it shall be tried again before its next time.
    """

    deed: Deed
    words: str = ""
    why: str = ""
    link: str = ""
    errors: tuple[UserError, ...] = ()
    has_failed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A job, when it is due, and what is to be done.

    `work` is given when the machine last woke, or the agent was started; it gives None where there was nothing to do.

    One that was never done is due `at_once`, or else at its next time. It `covers` other jobs, which are then done as
    well. It is due `on_waking`, too, if the machine slept; so is one that failed.
    """

    job: Job
    timetable: Timetable
    work: Callable[[datetime], Outcome | None]
    at_once: bool = True
    covers: tuple[Job, ...] = ()
    on_waking: bool = False


class Lane:
    """Does the due ones of some tasks, in their order, whenever `step` is called.

    `places` says of an exception that nobody foresaw where it came from, without its words. One of several lanes tells
    when the machine slept, or its clock was set.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        tasks: Sequence[Task],
        tell: Tell,
        places: Callable[[BaseException], Iterable[str]],
        stop: threading.Event,
        tells_of_clock: bool = True,
    ) -> None:
        self._store = store
        self._clock: Clock = lambda: clock().astimezone(UTC)  # moments of one zone differ by what its clocks show
        self._activities = Activities(store=store, clock=clock)
        self._tasks = tasks
        self._tell = tell
        self._places = places
        self._stop = stop
        self._tells_of_clock = tells_of_clock
        self._nudged = threading.Event()
        self._wanted: set[Job] = set()
        self._looked: datetime | None = None
        self.woke = self._clock()

    def run(self) -> None:
        """Do what is due until `stop` is set; `nudge` it then, so that it sees it at once."""
        while not self._stop.is_set():
            self._nudged.clear()
            self.step()
            if not self._stop.is_set():
                self._nudged.wait(min(NAP, max(0.05, (self.next_due() - self._clock()).total_seconds())))

    def nudge(self, *jobs: Job) -> None:
        """Have these done now, from any thread."""
        self._wanted.update(jobs)
        self._nudged.set()

    def step(self) -> None:
        """Do all that is due now."""
        try:
            now = self._clock()
            has_woken = self._notice_the_clock(now)
            wanted, self._wanted = self._wanted, set()
            covered: set[Job] = set()
            for task in self._tasks:
                if self._stop.is_set():
                    return
                if task.job in covered:
                    continue
                done = self.done(task.job)
                is_due = due_at(done, task.timetable, self._clock(), at_once=task.at_once) <= self._clock()
                if is_due or task.job in wanted or (has_woken and (task.on_waking or done.failures)):
                    self._do(task)
                    covered |= set(task.covers)
        except StoreError as error:  # such as a full disk: nothing could be noted, so nothing was done
            self._tell(f"{kinds_of([error])}; it is tried again")
        finally:
            self._looked = self._clock()

    def done(self, job: Job) -> Done:
        """How it stands with a job."""
        known = self._store.get(Done, job)
        if known is None:
            known = Done(id=job, since=self._clock())
            self._store.put(known)
        return known

    def next_due(self) -> datetime:
        """When the next one is due."""
        now = self._clock()
        try:
            return min(due_at(self.done(task.job), task.timetable, now, at_once=task.at_once) for task in self._tasks)
        except StoreError:
            return now + timedelta(seconds=NAP)

    def _notice_the_clock(self, now: datetime) -> bool:
        """Whether the machine slept since the last look, or nobody has looked yet."""
        gap = now - self._looked if self._looked else ASLEEP
        if self._looked and self._tells_of_clock:
            if gap >= ASLEEP:
                self._tell(f"awake after {_long(gap)}")
            elif gap < -BACK:
                self._tell(f"the clock went back by {_long(-gap)}")
        if gap >= ASLEEP:
            self.woke = now
        return gap >= ASLEEP

    def _do(self, task: Task) -> None:
        before, began = self.done(task.job), self._clock()
        try:
            outcome = task.work(self.woke)
        except Stopping:
            self._tell(f"{task.job}: stopped on the way, it goes on from there at the next start")
            return
        except UserError as error:
            outcome = Outcome(deed=DEEDS[task.job], errors=(error,), has_failed=True)
        except Exception as error:
            self._tell(f"{task.job}: a mistake of the assistant's own; what was kept before is whole")
            for line in self._places(error):
                self._tell(f"    {line}")
            outcome = Outcome(deed=DEEDS[task.job], errors=(_Fault(),), has_failed=True)
        self._note(task, before, outcome or Outcome(deed=DEEDS[task.job]), began)

    def _note(self, task: Task, before: Done, outcome: Outcome, began: datetime) -> None:
        """Keep what was done in one step with the word about it; each problem is told once, until it is gone."""
        now = self._clock()
        problems = tuple(dict.fromkeys(problem for error in outcome.errors for problem in error.problems))
        others = [done for done in self._store.find(Done) if done.id not in (task.job, *task.covers)]
        told = {*before.problems, *(problem for done in others for problem in done.problems)}
        is_news = not told.issuperset(problems)
        is_back = bool(before.problems) and not problems and not any(done.problems for done in others)
        words = ", ".join(filter(None, [outcome.words, "all is well again" if is_back else ""]))
        failures = before.failures + 1 if outcome.has_failed else 0
        with self._store.transaction():
            at = before.at if outcome.has_failed else now
            self._store.put(replace(before, at=at, tried=now, failures=failures, problems=problems))
            for job in () if outcome.has_failed else task.covers:
                self._store.put(replace(self.done(job), at=now, tried=now, failures=0, problems=()))
            if before.problems and not problems:  # what others failed at may have gone as well
                self._store.put(*(replace(done, tried=None) for done in others if done.failures))
            if is_news or (words and not outcome.has_failed):
                took = max(0.0, (now - began).total_seconds())
                self._activities.keep(
                    outcome.deed,
                    words or "it did not go well",
                    why=outcome.why,
                    problems=problems,
                    link=outcome.link,
                    took=took,
                )
        if is_news or (words and not outcome.has_failed):
            kinds = kinds_of(outcome.errors) if is_news else ""
            self._tell(f"{task.job}: {'; '.join(filter(None, [words, kinds]))}")


DEEDS = {
    Job.SYNC: Deed.SYNCED,
    Job.REPLIES: Deed.LOOKED_FOR_REPLIES,
    Job.BACKUP: Deed.BACKED_UP,
    Job.DIGEST: Deed.DIGEST_SENT,
    Job.MEETINGS: Deed.ASKED_AFTER,
}
"""What each job is kept as."""


class _Fault(UserError):
    """Stands for an exception that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__(
            "the assistant made a mistake of its own", hint="its log says where: look into the logs folder"
        )


def kinds_of(errors: Iterable[UserError]) -> str:
    """What went wrong, by kind, and how often, without its own words."""
    kinds = Counter(next(words for kind, words in KINDS if isinstance(error, kind)) for error in errors)
    return ", ".join(f"{words} (×{count})" if count > 1 else words for words, count in kinds.items())


def _long(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"

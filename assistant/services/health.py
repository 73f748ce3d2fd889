"""How the background agent is doing: since when it runs, what it last did and does next, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.activity import Activity
from assistant.domain.jobs import Done, Job, Running, Timetable, due_at
from assistant.ports import Store
from assistant.services.activities import KEPT, SPARE


@dataclass(frozen=True, kw_only=True, slots=True)
class JobHealth:
    """How it stands with a job: when it was last done well, when it is due, and what is wrong with it."""

    job: Job
    last: datetime | None
    next: datetime
    failures: int
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """How the agent is doing; `running` is None where none runs, `last` what it did last."""

    running: Running | None
    jobs: tuple[JobHealth, ...]
    last: Activity | None

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that is wrong, each once."""
        return tuple(dict.fromkeys(problem for job in self.jobs for problem in job.problems))

    @property
    def is_well(self) -> bool:
        """Whether it runs, and nothing is wrong."""
        return self.running is not None and not self.problems

    def of(self, job: Job) -> JobHealth | None:
        """One job; None where the configuration does without it."""
        return next((each for each in self.jobs if each.job is job), None)


def health(
    store: Store, timetables: Mapping[Job, tuple[Timetable, bool]], running: Running | None, now: datetime
) -> Health:
    """How the agent is doing `now`, whose zone the moments are given in; `timetables` say when, and whether at once."""
    jobs = []
    for job, (timetable, at_once) in timetables.items():
        done = store.get(Done, job) or Done(id=job, since=now)
        due = max(now, due_at(done, timetable, now, at_once=at_once))
        last = done.at.astimezone(now.tzinfo) if done.at else None
        following = due.astimezone(now.tzinfo)
        problems = done.problems
        jobs.append(JobHealth(job=job, last=last, next=following, failures=done.failures, problems=problems))
    ids = store.matching_ids(Activity, "a-", limit=KEPT + SPARE)
    return Health(running=running, jobs=tuple(jobs), last=store.get(Activity, ids[-1]) if ids else None)

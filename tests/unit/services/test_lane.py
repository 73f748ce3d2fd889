"""Jobs one after the other: what is told and kept, failures, clocks that are set, and the end."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.activity import Activity, Deed
from assistant.domain.jobs import Daily, Done, Every, Job
from assistant.errors import SignInError, SourceError, StoreError, UserError
from assistant.services.lane import Lane, Outcome, Stopping, Task
from tests.year.clock import Clock

MORNING = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
OFFLINE = SourceError("work: imap.firm.example cannot be reached")


@dataclass
class Bench:
    """A lane with a daily sync, and a look for replies each quarter of an hour; `ills` is what goes wrong now."""

    store: MemoryStore = field(default_factory=MemoryStore)
    clock: Clock = field(default_factory=lambda: Clock(now=MORNING))
    log: list[str] = field(default_factory=list)
    runs: list[tuple[Job, datetime]] = field(default_factory=list)
    ills: list[BaseException] = field(default_factory=list)
    is_partly: bool = False
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start it, as after a restart."""
        daily, quarters = Daily(at=time(6, 30), zone=UTC), Every(period=timedelta(minutes=15))
        sync = Task(job=Job.SYNC, timetable=daily, work=self.work(Job.SYNC), covers=(Job.REPLIES,))
        replies = Task(job=Job.REPLIES, timetable=quarters, work=self.work(Job.REPLIES), on_waking=True)
        self.lane = Lane(
            store=self.store,
            clock=self.clock,
            tasks=[sync, replies],
            tell=self.log.append,
            places=lambda error: ["module, line 1, function"],
            stop=self.stop,
        )

    def work(self, job: Job) -> Callable[[datetime], Outcome]:
        def run(woke: datetime) -> Outcome:
            self.runs.append((job, self.clock.now))
            for ill in self.ills:
                if not isinstance(ill, UserError):
                    raise ill
            errors = tuple(ill for ill in self.ills if isinstance(ill, UserError))
            has_failed = bool(errors) and (job is Job.SYNC or not self.is_partly)
            words = "nothing new" if job is Job.SYNC and not errors else ""
            return Outcome(deed=Deed.SYNCED, words=words, errors=errors, has_failed=has_failed)

        return run

    def passes(self, **span: int) -> None:
        """Let time pass minute by minute."""
        end = self.clock.now + timedelta(**span)
        while self.clock.now < end:
            self.clock.goes_on()
            self.lane.step()

    def ran(self, job: Job) -> list[str]:
        """When a job was done."""
        return [f"{at:%d %H:%M}" for which, at in self.runs if which is job]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_begins_with_all_and_goes_on_by_the_timetable(bench: Bench) -> None:
    bench.lane.step()
    bench.passes(hours=1)
    assert bench.ran(Job.SYNC) == ["01 09:00"]
    assert bench.ran(Job.REPLIES) == ["01 09:15", "01 09:30", "01 09:45", "01 10:00"], "the sync has covered the first"
    assert bench.log == ["sync: nothing new"], "a look that found nothing is not worth a line"
    assert [activity.deed for activity in bench.store.find(Activity)] == [Deed.SYNCED]


def test_after_days_asleep_each_is_done_once_and_at_once(bench: Bench) -> None:
    bench.lane.step()
    bench.clock.now += timedelta(days=3, hours=1)
    bench.lane.step()
    bench.passes(minutes=2)
    assert bench.ran(Job.SYNC) == ["01 09:00", "04 10:00"]
    assert bench.ran(Job.REPLIES) == []
    assert bench.log[1] == "awake after 3 d 1 h"


def test_after_a_short_sleep_replies_are_looked_for_at_once(bench: Bench) -> None:
    bench.lane.step()
    bench.clock.now += timedelta(minutes=8)
    bench.lane.step()
    assert bench.ran(Job.REPLIES) == ["01 09:08"]


def test_a_restart_doubles_nothing_but_looks_for_replies(bench: Bench) -> None:
    bench.lane.step()
    for _ in range(3):
        bench.clock.goes_on()
        bench.start()
        bench.lane.step()
    assert bench.ran(Job.SYNC) == ["01 09:00"]


def test_two_days_without_a_network_are_told_once_and_tried_with_growing_pauses(bench: Bench) -> None:
    bench.ills = [OFFLINE]
    bench.lane.step()
    bench.passes(hours=7)
    assert " ".join(bench.ran(Job.SYNC)).replace("01 ", "") == "09:00 09:05 09:15 09:35 10:15 11:35 13:35 15:35"
    assert bench.log == ["sync: a source cannot be read"]
    bench.passes(days=2)
    assert len(bench.log) == 1
    assert len(bench.ran(Job.REPLIES)) < 40, "it pauses, too"
    bench.ills = []
    bench.passes(hours=2)
    assert bench.log == ["sync: a source cannot be read", "sync: nothing new, all is well again"]
    kept = list(bench.store.find(Activity))
    assert [(activity.words, activity.problems) for activity in kept] == [
        ("it did not go well", OFFLINE.problems),
        ("nothing new, all is well again", ()),
    ]


def test_it_tries_again_as_soon_as_replies_can_be_read_or_the_machine_wakes(bench: Bench) -> None:
    bench.ills, bench.is_partly = [OFFLINE], True
    bench.lane.step()
    bench.passes(hours=4, minutes=20)
    assert bench.ran(Job.SYNC)[-1] == "01 11:35"
    bench.ills = []
    bench.passes(minutes=12)
    assert bench.ran(Job.SYNC)[-1] == "01 13:31", "a minute after replies could be read"
    bench.ills = [OFFLINE]
    bench.clock.now = MORNING + timedelta(days=1)
    bench.lane.step()
    bench.passes(hours=4)
    tries = len(bench.ran(Job.SYNC))
    bench.clock.now += timedelta(minutes=10)
    bench.lane.step()
    assert len(bench.ran(Job.SYNC)) == tries + 1, "on waking"


def test_another_problem_is_told_too(bench: Bench) -> None:
    bench.ills = [OFFLINE]
    bench.lane.step()
    bench.ills = [OFFLINE, SignInError("work: refused"), OFFLINE]
    bench.passes(minutes=5)
    assert bench.log[1].partition(": ")[2] == "a source cannot be read (×2), an account does not let us in"


def test_the_log_holds_no_word_of_an_error(bench: Bench) -> None:
    bench.ills = [UserError("anna@okafor.example said something"), StoreError("/home/maren: full"), OFFLINE]
    bench.lane.step()
    assert "anna" not in bench.log[0]
    assert "maren" not in bench.log[0]
    assert "imap" not in bench.log[0]


def test_a_mistake_of_our_own_is_told_by_its_place_and_the_rest_goes_on(bench: Bench) -> None:
    bench.ills = [RuntimeError("anna@okafor.example")]
    bench.lane.step()
    assert bench.log[:2] == [
        "sync: a mistake of the assistant's own; what was kept before is whole",
        "    module, line 1, function",
    ]
    assert "anna" not in " ".join(bench.log)
    bench.ills = []
    bench.passes(minutes=6)
    assert bench.ran(Job.SYNC)[-1] == "01 09:05"


def test_what_is_broken_off_counts_as_not_tried(bench: Bench) -> None:
    bench.ills = [Stopping()]
    bench.lane.step()
    done = bench.store.get(Done, Job.SYNC)
    assert done
    assert (done.at, done.tried, done.failures) == (None, None, 0)
    assert "goes on from there" in bench.log[0]


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=40)])
def test_a_clock_that_is_set_back_doubles_no_day_and_stops_nothing(bench: Bench, back: timedelta) -> None:
    bench.clock.now = MORNING.replace(hour=6, minute=29)
    bench.lane.step()
    bench.passes(minutes=5)
    before = len(bench.ran(Job.SYNC))
    bench.clock.now -= back
    bench.passes(minutes=1)
    again = len(bench.ran(Job.SYNC)) - before
    assert again == (1 if back.days else 0), "a day that the wrong clock has done is done again, an hour is not"
    bench.passes(hours=3)
    assert len(bench.ran(Job.REPLIES)) >= 12
    assert len(bench.ran(Job.SYNC)) - before == again
    assert any("the clock went back by" in line for line in bench.log)


def test_a_clock_that_leaps_ahead_and_back_is_done_with(bench: Bench) -> None:
    bench.lane.step()
    bench.clock.now += timedelta(days=365)
    bench.lane.step()
    bench.clock.now -= timedelta(days=365) - timedelta(minutes=2)
    bench.passes(days=2)
    assert bench.ran(Job.SYNC) == ["01 09:00", "01 09:00", "01 09:03", "02 06:30", "03 06:30"]


def test_what_is_asked_for_is_done_now(bench: Bench) -> None:
    bench.lane.step()
    bench.lane.nudge(Job.SYNC)
    bench.clock.goes_on()
    bench.lane.step()
    bench.lane.step()
    assert bench.ran(Job.SYNC) == ["01 09:00", "01 09:01"]


def test_nothing_is_begun_once_it_shall_stop(bench: Bench) -> None:
    bench.stop.set()
    bench.lane.step()
    bench.lane.run()
    assert not bench.runs


class FullStore(MemoryStore):
    """A disk with no space left."""

    def put(self, *records: object) -> int:
        raise StoreError("/home/maren/data: the disk is full")


def test_a_full_disk_ends_nothing() -> None:
    bench = Bench(store=FullStore())
    bench.lane.step()
    assert bench.log == ["the store cannot be written; it is tried again"]
    assert bench.lane.next_due() > bench.clock.now

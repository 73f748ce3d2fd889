"""The agent as a whole: what it keeps of what it did, how it ends, how it is doing, and how it waits for mail."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.activity import Activity, Deed
from assistant.domain.jobs import Daily, Done, Every, Job, Running, Timetable
from assistant.domain.meetings import Meeting
from assistant.domain.sources import SourceState
from assistant.errors import ItemError, SignInError, SourceError, UserError
from assistant.ports import Cursor, Failed
from assistant.services import activities
from assistant.services import agent as agents
from assistant.services.activities import Activities
from assistant.services.agent import Agent
from assistant.services.health import health
from assistant.services.lane import Lane, Outcome, Task
from assistant.services.listen import Listen
from assistant.services.outcomes import of_asking, of_replies, of_sync
from assistant.services.sync_report import SourceReport, SyncReport
from assistant.services.whole_pass import LookedAfter, TakenUp, WholeReport
from tests.year.clock import Clock

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
PATIENCE = 20.0  # seconds for a thread on a busy machine


def test_the_newest_two_thousand_activities_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activities, "KEPT", 20)
    monkeypatch.setattr(activities, "SPARE", 5)
    store, clock = MemoryStore(), Clock(now=NOW)
    for number in range(60):
        clock.goes_on()
        Activities(store=store, clock=clock).keep(Deed.SYNCED, str(number))
    kept = [int(activity.words) for activity in store.find(Activity)]
    assert kept == sorted(kept)
    assert kept[-1] == 59
    assert 20 <= len(kept) <= 25


@dataclass
class Running_:
    """An agent whose only job is `work`."""

    work: Callable[[datetime], Outcome | None]
    store: MemoryStore = field(default_factory=MemoryStore)
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        stop = threading.Event()
        task = Task(job=Job.SYNC, timetable=Every(period=timedelta(hours=1)), work=self.work)
        lane = Lane(
            store=self.store, clock=lambda: NOW, tasks=[task], tell=self.log.append, places=lambda error: [], stop=stop
        )
        kept = Activities(store=self.store, clock=lambda: NOW)
        self.agent = Agent(lanes=[lane], activities=kept, tell=self.log.append, stop=stop)


def test_it_ends_when_it_is_told_to() -> None:
    worked, page = threading.Event(), threading.Event()
    running = Running_(work=lambda woke: worked.set())

    def serve() -> None:
        running.agent.stop.wait()
        page.set()

    running.agent.also["page"] = serve
    threading.Thread(target=lambda: (worked.wait(PATIENCE), running.agent.end())).start()
    assert running.agent.run()
    assert page.is_set()
    assert running.log[0] == "started"
    assert running.log[-1] == "stopped"
    assert {activity.deed for activity in running.store.find(Activity)} == {Deed.STARTED, Deed.STOPPED}


def test_it_does_not_wait_for_ever_for_what_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "GRACE", 0.05)
    begun, let_go = threading.Event(), threading.Event()

    def hang(woke: datetime) -> None:
        begun.set()
        let_go.wait(PATIENCE)

    running = Running_(work=hang)
    threading.Thread(target=lambda: (begun.wait(PATIENCE), running.agent.end())).start()
    assert not running.agent.run()
    assert running.log[-1].startswith("stopped, though")
    let_go.set()


def test_a_page_that_cannot_be_served_is_told_and_the_agent_goes_on() -> None:
    running = Running_(work=lambda woke: None)

    def serve() -> None:
        try:
            raise UserError("port 8765 is taken by maren@holt.example")
        finally:
            running.agent.end()

    running.agent.also["page"] = serve
    assert running.agent.run()
    assert running.agent.fault is None
    assert "page: it ended: something has to be mended" in running.log
    assert "maren" not in " ".join(running.log)


def test_a_lane_that_breaks_ends_the_agent_with_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Running_(work=lambda woke: None)
    monkeypatch.setattr(Lane, "step", lambda self: 1 / 0)
    assert running.agent.run()
    assert isinstance(running.agent.fault, ZeroDivisionError)


TIMETABLES: dict[Job, tuple[Timetable, bool]] = {
    Job.SYNC: (Daily(at=time(6, 30), zone=UTC), True),
    Job.DIGEST: (Daily(at=time(7, 30), zone=UTC), False),
}


def test_its_health_is_told_from_what_it_noted() -> None:
    store = MemoryStore()
    store.put(Done(id=Job.SYNC, since=NOW, at=NOW - timedelta(days=1), tried=NOW, failures=2, problems=("no network",)))
    Activities(store=store, clock=lambda: NOW).keep(Deed.SYNCED, "nothing new")
    running = Running(pid=7, since=NOW)
    found = health(store, TIMETABLES, running, NOW)
    sync, digest = found.jobs
    assert (sync.last, sync.next, sync.failures) == (NOW - timedelta(days=1), NOW + timedelta(minutes=10), 2)
    assert (digest.last, digest.next) == (None, NOW.replace(day=2, hour=7, minute=30))
    assert found.problems == ("no network",)
    assert not found.is_well
    assert found.last
    assert found.last.words == "nothing new"
    assert found.of(Job.BACKUP) is None
    assert health(MemoryStore(), TIMETABLES, running, NOW).is_well
    assert not health(MemoryStore(), TIMETABLES, None, NOW).is_well


def report(*sources: SourceReport, problems: tuple[UserError, ...] = ()) -> WholeReport:
    after = LookedAfter(problems=problems)
    return WholeReport(looked_after=after, read=SyncReport(sources=list(sources)), taken_up=TakenUp())


DOWN = SourceError("work cannot be reached")


def test_what_came_of_a_reading_is_counted() -> None:
    failed = Failed(locator="anna@okafor.example", error=ItemError("broken"))
    mail, calendar = (
        SourceReport(name="work", new=3, prompts=1, failed=[failed]),
        SourceReport(name="days", new=1, gone=2),
    )
    outcome = of_sync(report(mail, calendar))
    assert outcome.words == "4 new, 2 gone, 1 question, 1 could not be read"
    assert not outcome.has_failed
    assert of_sync(report()).words == "nothing new"
    assert of_replies(report()).words == "", "which is not worth a line"


@pytest.mark.parametrize(("down", "sync_fails", "replies_fail"), [(0, False, False), (1, True, False), (2, True, True)])
def test_a_reading_failed_where_a_source_is_down_a_look_where_all_are(
    down: int, sync_fails: bool, replies_fail: bool
) -> None:
    sources = [SourceReport(name=str(number), error=DOWN if number < down else None) for number in range(2)]
    problem = SignInError("refused")
    assert of_sync(report(*sources)).has_failed is sync_fails
    assert of_replies(report(*sources)).has_failed is replies_fail
    assert of_replies(report(*sources, problems=(problem,))).errors == (problem, *[DOWN] * down)


def test_what_was_asked_leads_to_the_page() -> None:
    asked = Meeting(id="meet-1", document_id="d", title="Reed", start=NOW, end=NOW)
    one, two = of_asking([asked], ""), of_asking([asked, asked], "this machine has no desktop")
    assert one
    assert two
    assert (one.words, one.link) == ("asked what came up", "/meetings/meet-1")
    assert (two.words, two.link) == ("asked what came up in 2 meetings", "/meetings")
    assert "no desktop" in two.why
    assert of_asking([], "") is None


@dataclass
class Waiting:
    """A source that gives these answers, then stops."""

    answers: Iterator[bool | UserError]
    stop: threading.Event
    name: str = "work mail"
    asked: list[Cursor | None] = field(default_factory=list)

    def idle(self, timeout: float, cursor: Cursor | None = None, *, stop: threading.Event | None = None) -> bool:
        self.asked.append(cursor)
        answer = next(self.answers, None)
        if answer is None:
            self.stop.set()
        if isinstance(answer, UserError):
            raise answer
        return bool(answer)


class Pauses(threading.Event):
    """Does not wait, and keeps for how long it should have."""

    def __init__(self) -> None:
        super().__init__()
        self.lasted: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.lasted.append(timeout or 0)
        return self.is_set()


def test_it_waits_for_mail_from_where_it_was_read_and_pauses_where_it_fails() -> None:
    stop, store, nudged = Pauses(), MemoryStore(), []
    store.put(SourceState(id="work mail", cursor={"folders": {"INBOX": 7}}))
    source = Waiting(answers=iter([True, False, DOWN, DOWN, False, DOWN]), stop=stop)
    Listen(store=store, source=source, nudge=lambda: nudged.append(1), stop=stop).run()
    assert nudged == [1]
    assert stop.lasted == [60.0, 300.0, 600.0, 300.0]
    assert source.asked == [{"folders": {"INBOX": 7}}] * 7

"""The fault drill: whatever happens to a request, the next sync ends where one without faults does."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from random import Random

import pytest

from assistant.adapters.dav import client as dav
from assistant.adapters.dav.calendar import CaldavSource
from assistant.adapters.memory import MemoryReader, MemoryStore
from assistant.domain.documents import Document
from assistant.domain.meetings import Meeting
from assistant.services import sync as sync_service
from assistant.services.sync import Sync
from assistant.services.sync_report import SourceReport
from tests.servers.dav import DavServer
from tests.servers.fault_proxy import Fault, FaultProxy, fault_proxy
from tests.unit.adapters.dav_world import NOW, event, ics, opener, server, source, work

__all__ = ["server", "work"]  # fixtures

RUNS = {"radicale": 160, "xandikos": 40}  # the one that commits each change to git takes three times as long
MOST = 5  # events
TRIES = 4
PATIENT = 0.15  # seconds; a late answer takes longer
NUMBERS = count()


@pytest.fixture
def proxy(server: DavServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    monkeypatch.setattr(sync_service, "CHUNK", 2)
    with fault_proxy(server.url) as proxy:
        yield proxy


def passed(store: MemoryStore, source: CaldavSource, now_days: int) -> SourceReport:
    engine = Sync(store=store, reader=MemoryReader, clock=lambda: NOW + timedelta(days=now_days))
    (report,) = engine.run(documents=[source]).sources
    return report


def known(store: MemoryStore) -> dict[str, tuple[str, str, str]]:
    """What the store holds in the end, without how it came there."""
    documents = {document.id: (document.title, document.digest, document.locator) for document in store.find(Document)}
    meetings = {
        meeting.id: (meeting.title, str(meeting.start), str(meeting.cancelled)) for meeting in store.find(Meeting)
    }
    return documents | meetings


def mutate(random: Random, server: DavServer, work: str, there: dict[str, int]) -> None:
    """One change by the user, in another program."""
    names = sorted(there)
    chance = random.random()
    if (chance < 0.3 and len(names) > 2) or len(names) > MOST:
        server.delete(work + names[0] + ".ics")
        del there[names[0]]
        return
    name = random.choice(names) if chance < 0.65 and names else f"e{next(NUMBERS):04}"
    day = there.setdefault(name, random.randint(1, 28))
    weekly = ["RRULE:FREQ=WEEKLY;COUNT=3"] if day % 3 == 0 else []
    words = f"Ann Ng <ann@x.example> | need | tax | it is {next(NUMBERS)}"
    entries = [event(name, *weekly, start=f"202612{day:02}T100000Z", title=f"Event {name}", words=words)]
    if weekly and chance < 0.5:
        entries.append(
            event(name, f"RECURRENCE-ID:202612{day:02}T100000Z", "STATUS:CANCELLED", start=f"202612{day:02}T100000Z")
        )
    server.put(work + name + ".ics", ics(*entries))


def test_every_fault_heals(server: DavServer, work: str, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(20261120)
    there: dict[str, int] = {}
    for _ in range(5):
        mutate(random, server, work, there)
    flawless, tried = MemoryStore(), MemoryStore()
    struck, refused = dict.fromkeys(Fault, 0), 0
    for run in range(RUNS[server.name]):
        mutate(random, server, work, there)
        if random.random() < 0.15:
            tried, flawless = MemoryStore(), MemoryStore()  # a first read
        days = run // 20
        fault, number = random.choice(list(Fault)), random.randrange(7)
        proxy.reset()
        proxy.faults = {number: fault}
        now = NOW + timedelta(days=days)
        for attempt in range(TRIES):
            monkeypatch.setattr(dav, "TIMEOUT", PATIENT if fault is Fault.LATE and attempt == 0 else 30.0)
            report = passed(tried, source(server, proxy.url, now=now), days)
            if report.error is None:
                break
            refused += 1
            assert report.error.hint
        assert report.error is None, (run, fault, number)
        assert report.failed == []
        struck[fault] += len(proxy.requests) > number
        reference = passed(flawless, source(server, now=now), days)
        assert reference.error is None
        assert known(tried) == known(flawless), (run, fault, number)
        assert {document.locator for document in tried.find(Document)} >= {f'Work, {n}.ics, "Event {n}"' for n in there}
        if run % 5:
            continue
        again = passed(tried, source(server, now=now), days)
        assert again.error is None
        assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert sum(struck.values()) > RUNS[server.name] / 2
    assert min(struck.values()) > 0
    assert refused > 0


def test_a_read_that_breaks_off_is_taken_up_again(
    server: DavServer, work: str, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.adapters.dav import calendar as caldav
    from assistant.adapters.dav import sync as dav_sync

    monkeypatch.setattr(caldav, "CHECKPOINT", 2)
    monkeypatch.setattr(dav_sync, "PAGE", 2)
    for number in range(8):
        server.put(f"{work}{number}.ics", ics(event(str(number), title=str(number))))
    store = MemoryStore()
    proxy.faults = dict.fromkeys((6, 7), Fault.SIGNED_OUT)  # after three questions, a listing and two pages
    report = passed(store, source(server, proxy.url), 0)
    assert report.error
    assert report.new == 4
    assert report.until is None
    proxy.reset()
    report = passed(store, source(server, client=opener(server, proxy.url)), 0)
    assert (report.error, report.new, report.known) == (None, 4, 0)
    assert report.until == NOW
    assert proxy.requests.count("REPORT") == 3

"""Every calendar that can be asked when its owner is taken answers in the same way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from assistant.adapters.dav.calendar import CaldavSource
from assistant.adapters.google.calendar import GoogleCalendarSource
from assistant.adapters.memory import MemoryFreeBusy
from assistant.adapters.microsoft.calendar import GraphCalendar
from assistant.adapters.microsoft.http import GraphClient
from assistant.errors import SourceError
from assistant.ports import FreeBusy
from tests.contract.test_document_source import NOW, ZONE
from tests.servers import google as google_server
from tests.servers.dav import DavServer, radicale, xandikos
from tests.servers.google import FakeGoogle
from tests.servers.google_accounts import way_to
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import times_of
from tests.servers.graph_server import serving
from tests.servers.proxy import web_proxied
from tests.unit.adapters.dav_world import event, ics, opener

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
END = START + timedelta(hours=9)


def at(hour: float) -> datetime:
    """A moment of the day that is asked for."""
    return START.replace(hour=0) + timedelta(hours=hour)


class FreeBusyContract:
    """Inherited by a test class of each calendar."""

    def calendar(self) -> FreeBusy:
        raise NotImplementedError

    def add(self, start: datetime, end: datetime) -> None:
        """Put a meeting into it."""
        raise NotImplementedError

    def refused(self) -> None:
        """Have the server answer nobody."""
        raise NotImplementedError

    def busy(self) -> list[tuple[float, float]]:
        """The hours of the day that are taken."""
        found = self.calendar().free_busy(START, END)
        assert all(moment.tzinfo for stretch in found for moment in stretch)
        midnight = START.replace(hour=0)
        return [
            ((first - midnight) / timedelta(hours=1), (last - midnight) / timedelta(hours=1)) for first, last in found
        ]

    def test_it_is_one(self) -> None:
        assert isinstance(self.calendar(), FreeBusy)

    def test_nothing_takes_no_time(self) -> None:
        assert self.busy() == []

    def test_meetings_come_in_order(self) -> None:
        self.add(at(15), at(16.5))
        self.add(at(10), at(11))
        assert self.busy() == [(10, 11), (15, 16.5)]

    def test_those_that_overlap_or_touch_become_one(self) -> None:
        for start, end in ((10, 11), (10.5, 12), (12, 13), (10, 10.5), (14, 15)):
            self.add(at(start), at(end))
        assert self.busy() == [(10, 13), (14, 15)]

    def test_only_the_time_that_was_asked_for_is_told(self) -> None:
        self.add(at(7), at(8))
        self.add(at(8), at(10))
        self.add(at(17), at(20))
        self.add(at(20), at(21))
        assert self.busy() == [(9, 10), (17, 18)]

    def test_a_server_that_cannot_be_asked_is_no_free_day(self) -> None:
        self.refused()
        with pytest.raises(SourceError):
            self.calendar().free_busy(START, END)


class TestMemory(FreeBusyContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.memory = MemoryFreeBusy()

    def calendar(self) -> FreeBusy:
        return self.memory

    def add(self, start: datetime, end: datetime) -> None:
        self.memory.busy.append((start, end))

    def test_a_server_that_cannot_be_asked_is_no_free_day(self) -> None:
        """There is none."""


class TestGraph(FreeBusyContract):
    @pytest.fixture(autouse=True)
    def _served(self) -> Iterator[None]:
        with serving(GraphFake()) as self.fake:
            self.client = GraphClient(
                name="work", token=lambda fresh: "token-1", base=self.fake.base, sleep=lambda seconds: None
            )
            yield
            self.client.close()

    def calendar(self) -> FreeBusy:
        return GraphCalendar(self.client, name="work calendar", zone=ZONE, clock=lambda: NOW)

    def add(self, start: datetime, end: datetime) -> None:
        self.fake.mailbox.add_event(**times_of(start, end))

    def refused(self) -> None:
        self.fake.fault = lambda method, path: "503"


class TestGoogle(FreeBusyContract):
    @pytest.fixture(autouse=True)
    def _served(self) -> Iterator[None]:
        self.google = FakeGoogle()
        with google_server.serving(self.google):
            self.google.reset()
            yield
            assert self.google.problems == []

    def calendar(self) -> FreeBusy:
        return GoogleCalendarSource(name="calendar", google=way_to(self.google), zone=ZONE, clock=lambda: NOW)

    def add(self, start: datetime, end: datetime) -> None:
        """As Google tells it, within the time that was asked for."""
        begins, until = max(start, START), min(end, END)
        if begins < until:
            stretch = {"start": f"{begins:%Y-%m-%dT%H:%M:%SZ}", "end": f"{until:%Y-%m-%dT%H:%M:%SZ}"}
            self.google.diary.calendars["primary"].busy.append(stretch)

    def refused(self) -> None:
        self.google.fault = lambda number, path: "" if path == "POST /token" else "503"


NUMBERS = count()


@pytest.fixture(scope="module", params=[radicale, xandikos], ids=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DavServer]:
    folder: Path = tmp_path_factory.mktemp("dav")
    with request.param(folder) as running:
        yield running


class TestCaldav(FreeBusyContract):
    @pytest.fixture(autouse=True)
    def _server(self, server: DavServer) -> Iterator[None]:
        self.server, self.address = server, ""
        self.url = server.make("work", shown="Work")
        yield
        server.delete(self.url)

    def calendar(self) -> FreeBusy:
        client = opener(self.server, self.address)
        return CaldavSource(name="dav", client=client, zone=ZONE, user_addresses=["helen@marsh.example"])

    def add(self, start: datetime, end: datetime, *lines: str) -> None:
        first, last = (f"{moment:%Y%m%dT%H%M%SZ}" for moment in (start, end))
        number = next(NUMBERS)
        self.server.put(f"{self.url}{number}.ics", ics(event(str(number), f"DTEND:{last}", *lines, start=first)))

    def refused(self) -> None:
        with web_proxied(self.server.url) as proxy:
            self.address = proxy.url

    @pytest.mark.parametrize(
        "line",
        [
            "TRANSP:TRANSPARENT",
            "STATUS:CANCELLED",
            "ATTENDEE;CN=Helen;PARTSTAT=DECLINED;ROLE=REQ-PARTICIPANT;RSVP=\r\n TRUE:mailto:Helen@Marsh.example",
            "STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT",
        ],
    )
    def test_what_takes_no_time(self, line: str) -> None:
        self.add(at(10), at(11), line)
        self.add(at(12), at(13), "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@acme.example", "TRANSP:OPAQUE")
        assert self.busy() == [(12, 13)]

    def test_a_series_with_an_occurrence_that_moved_and_one_that_takes_no_time(self) -> None:
        daily = event("daily", "RRULE:FREQ=DAILY;COUNT=9", "DURATION:PT1H", start="20261120T100000Z")
        moved = event("daily", "RECURRENCE-ID:20261123T100000Z", "DURATION:PT2H", start="20261123T140000Z")
        hourly = event("twice", "RRULE:FREQ=DAILY;COUNT=9", "DURATION:PT1H", start="20261120T120000Z")
        free = event("twice", "RECURRENCE-ID:20261123T120000Z", "TRANSP:TRANSPARENT", start="20261123T120000Z")
        self.server.put(f"{self.url}daily.ics", ics(daily, moved))
        self.server.put(f"{self.url}twice.ics", ics(hourly, free))
        assert self.busy() == [(14, 16)]

    def test_whole_days_are_those_of_the_user(self) -> None:
        day = "BEGIN:VEVENT\r\nUID:day\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;VALUE=DATE:20261123\r\nEND:VEVENT"
        self.server.put(f"{self.url}day.ics", ics(day))
        assert self.busy() == [(9, 18)]

    def test_a_calendar_that_is_not_there_is_no_free_day(self) -> None:
        source = CaldavSource(name="dav", client=opener(self.server), zone=ZONE, chosen=["Work", "Wrok"])
        with pytest.raises(SourceError, match='there is no "Wrok"'):
            source.free_busy(START, END)

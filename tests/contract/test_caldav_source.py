"""Calendars on servers made by others keep to what every source of documents keeps to."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import count

import pytest

from assistant.adapters.dav.calendar import CaldavSource
from assistant.adapters.dav.client import DavClient
from assistant.errors import SourceError
from assistant.ports import DocumentSource
from tests.contract.test_document_source import NOW, ZONE, DocumentSourceContract
from tests.servers.dav import DavServer, radicale, xandikos

NUMBERS = count()


@pytest.fixture(scope="module", params=[radicale, xandikos], ids=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DavServer]:
    running: AbstractContextManager[DavServer] = request.param(tmp_path_factory.mktemp("dav"))
    with running as server:
        yield server


class TestCaldav(DocumentSourceContract):
    @pytest.fixture(autouse=True)
    def _server(self, server: DavServer) -> Iterator[None]:
        self.server = server
        self.name = f"calendar-{next(NUMBERS)}"
        self.url = server.make(self.name)
        self.base = server.url
        yield
        server.delete(self.url)

    def source(self) -> DocumentSource:
        def client() -> DavClient:
            return DavClient(self.base, name="dav", username=self.server.user, password=self.server.password)

        return CaldavSource(name="dav", client=client, zone=ZONE, chosen=[self.name], clock=lambda: NOW)

    def add(self, number: int) -> None:
        start = "00010101T000000Z" if number == 99 else "20261102T100000Z"  # the year 1 lies before time in Dublin
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{self.name}-{number}"]
        lines += ["DTSTAMP:20261101T000000Z", f"DTSTART:{start}", f"SUMMARY:Event {number}"]
        lines += [f"DESCRIPTION:Words {number}", "END:VEVENT", "END:VCALENDAR", ""]
        self.server.put(f"{self.url}{number:03}.ics", "\r\n".join(lines))

    def empty(self) -> None:
        answer = self.server.http.request(
            "PROPFIND", self.url, auth=(self.server.user, self.server.password), headers={"Depth": "1"}
        )
        for name in set(re.findall(r"\d{3}\.ics", answer.text)):
            self.server.delete(self.url + name)

    def test_tells_its_size(self) -> None:
        assert self.source().size() is None  # no server says without listing everything

    def test_a_place_that_the_system_refuses_is_a_fault_of_the_source(self) -> None:
        self.base += "xxx/"
        with pytest.raises(SourceError):
            self.read()


class TestVanishedCalendar(TestCaldav):
    def empty(self) -> None:
        self.server.delete(self.url)

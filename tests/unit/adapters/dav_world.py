"""Events on a server, and the source that reads them: what the tests of calendars have in common."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.adapters.dav.calendar import CaldavSource
from assistant.adapters.dav.client import DavClient
from assistant.ports import Change, Cursor, Reached
from tests.servers.dav import DavServer, radicale, xandikos

ZONE = ZoneInfo("Europe/Dublin")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
USER = "helen@marsh.example"


@pytest.fixture(scope="module", params=[radicale, xandikos], ids=["radicale", "xandikos"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DavServer]:
    """A running server."""
    running: AbstractContextManager[DavServer] = request.param(tmp_path_factory.mktemp("dav"))
    with running as server:
        yield server


@pytest.fixture
def work(server: DavServer) -> Iterator[str]:
    """The address of an empty calendar, the only one."""
    url = server.make("work", shown="Work")
    yield url
    server.delete(url)


def ics(*entries: str) -> str:
    """A calendar file."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *entries, "END:VCALENDAR", ""])


def event(uid: str, *lines: str, start: str = "20261202T100000Z", title: str = "Lunch", words: str = "Words") -> str:
    """An event; those of one series share the `uid`."""
    head = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART:{start}"]
    return "\r\n".join([*head, f"SUMMARY:{title}", f"DESCRIPTION:{words}", *lines, "END:VEVENT"])


def opener(server: DavServer, url: str = "", wait: Callable[[float], None] | None = None) -> Callable[[], DavClient]:
    """What opens a connection, by way of `url` where one is given."""

    def open_() -> DavClient:
        login = {"username": server.user, "password": server.password}
        return DavClient(url or server.url, name="dav", wait=wait or (lambda seconds: None), **login)

    return open_


def source(server: DavServer, url: str = "", *, now: datetime = NOW, **more: Any) -> CaldavSource:
    """The source that reads the user's calendars."""
    client = more.pop("client", None) or opener(server, url)
    return CaldavSource(name="dav", client=client, zone=ZONE, user_addresses=[USER], clock=lambda: now, **more)


def read(source: CaldavSource, cursor: Mapping[str, object] | None = None) -> tuple[list[Change], Cursor]:
    """The changes, without the marks in between, and the last mark."""
    changes = list(source.changes(cursor))
    last = changes[-1]
    assert isinstance(last, Reached)
    return [change for change in changes if not isinstance(change, Reached)], last.cursor

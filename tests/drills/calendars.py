"""Worlds of calendars: Radicale and Xandikos. There are no drafts in them."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from tests.drills.world import USER, World
from tests.servers import dav
from tests.servers.dav import DavServer, with_unknown_token, without_token
from tests.servers.proxy import Proxy, web_proxied
from tests.unit.adapters.dav_world import event, ics

_CALENDARS = count(1)


class DavWorld(World):
    """Two calendars of one user."""

    has_drafts = False

    def __init__(self, server: DavServer, proxy: Proxy) -> None:
        super().__init__(server.name, (proxy,))
        self.server = server
        self.work = ""
        self._forgets: Callable[[bytes], bytes] = with_unknown_token

    def begin(self, chance: Random) -> None:
        """Eight events, two of which come again and again."""
        if self.work:
            self.server.delete(self.work)
        self.work = self.server.make(f"work{next(_CALENDARS)}", shown="Work")
        for number in range(8):
            self._put(number, "as planned")
        self._forgets = chance.choice((with_unknown_token, without_token))

    def goes_on(self, day: int, chance: Random) -> None:
        """One is new, one is moved, one is called off."""
        self._put(10 + day, "new")
        self._put(chance.choice((1, 2, 4, 5)), f"moved on day {day}")
        if day == 1:
            self.server.delete(self._url(7))
        if day == 2:
            self._put(3, "without the first", "STATUS:CANCELLED")

    def settings(self) -> dict[str, str | int | bool]:
        """Through the proxy."""
        path = urlsplit(self.server.url).path.lstrip("/")
        return {"type": "caldav", "address": USER, "url": self.proxies[0].url + path, "security": "none"}

    def secrets(self) -> dict[str, str]:
        """Name and password."""
        return {"drill/password": json.dumps({"username": self.server.user, "password": self.server.password})}

    def expire(self) -> None:
        """The server does not know the token; or gets none, and lists everything."""
        self.proxies[0].rewrite_request = self._forgets

    def _put(self, number: int, words: str, *exception: str) -> None:
        weekly = ["RRULE:FREQ=WEEKLY;COUNT=3"] if number % 3 == 0 else []
        start, title = f"202611{21 + number % 9:02}T100000Z", f"Event {number}, {words}"
        said = f"Ann <ann@acme.example> | need | payroll | it takes {number} days, {words}"
        entries = [event(f"e{number}", *weekly, start=start, title=title, words=said)]
        if exception:
            entries.append(event(f"e{number}", f"RECURRENCE-ID:{start}", *exception, start=start))
        self.server.put(self._url(number), ics(*entries))

    def _url(self, number: int) -> str:
        return f"{self.work}e{number}.ics"


@contextmanager
def _served(server: AbstractContextManager[DavServer]) -> Iterator[World]:
    with server as running, web_proxied(running.url) as proxy:
        yield DavWorld(running, proxy)


def radicale(folder: Path) -> AbstractContextManager[World]:
    """Radicale behind a proxy."""
    return _served(dav.radicale(folder))


def xandikos(folder: Path) -> AbstractContextManager[World]:
    """Xandikos behind a proxy."""
    return _served(dav.xandikos(folder))

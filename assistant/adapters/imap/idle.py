"""Waiting until new mail arrives, without asking for it again and again (RFC 2177)."""

import time
from collections.abc import Callable
from threading import Event

from imapclient import IMAPClient

from assistant.adapters.imap.session import ImapSession

RENEWED = 9 * 60.0  # seconds: routers forget a silent connection after ten minutes, servers after thirty
ASKED = 60.0  # seconds between two questions where the server cannot push
HEARD = 1.0  # seconds until a request to stop is heard


def wait_for_mail(
    session: ImapSession,
    folder: str,
    last: int,
    timeout: float,
    *,
    stop: Event,
    monotonic: Callable[[], float] = time.monotonic,
) -> bool:
    """Whether a message with a UID beyond `last` arrived within `timeout` seconds, or until `stop` was set.

    A connection that breaks meanwhile is made anew. Raises SourceError.
    """
    end = monotonic() + timeout
    session.examine(folder)
    can_push = session.read(lambda client: bool(client.has_capability("IDLE")))
    while not _is_beyond(session, last):
        left = end - monotonic()
        if left <= 0 or stop.is_set():
            return False
        if can_push:
            session.read(_Push(min(left, RENEWED), stop, monotonic))
        else:
            stop.wait(min(left, ASKED))
            session.read(lambda client: client.noop())
    return True


class _Push:
    """One IDLE: over once the server tells of a message, after some seconds, or when it shall stop."""

    def __init__(self, seconds: float, stop: Event, monotonic: Callable[[], float]) -> None:
        self._end = monotonic() + seconds
        self._stop = stop
        self._monotonic = monotonic

    def __call__(self, client: IMAPClient) -> None:
        client.idle()
        while (left := self._end - self._monotonic()) > 0 and not self._stop.is_set():
            begun = self._monotonic()
            heard = client.idle_check(min(left, HEARD))
            is_early = self._monotonic() - begun < min(left, HEARD) / 2
            if not heard and is_early:
                break  # the line broke, which the next answer shows
            if any(len(line) > 1 and line[1] in (b"EXISTS", b"RECENT") for line in heard):
                break
        client.idle_done()


def _is_beyond(session: ImapSession, last: int) -> bool:
    found = session.read(lambda client: client.search(["UID", f"{last + 1}:*"]))
    return any(uid > last for uid in found)

"""A TCP proxy on loopback that counts bytes and requests, and harms those that are chosen."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.servers.dialects import Dialect, Harm, Http, Imap, Smtp

__all__ = ["Harm", "Http", "Imap", "Proxy", "Smtp", "proxied", "web_proxied"]

HOST = "127.0.0.1"
REFUSALS = (Harm.BUSY, Harm.MANY, Harm.BROKEN)


def _nothing(harm: Harm) -> None:
    """What happens besides a harm."""


@dataclass
class Proxy:
    """Stands before the port `upstream`. `strikes` says what happens to requests, by their numbers from 0.

    `on_strike` is called at the very moment: before the server gets the request, or once it has carried it out.
    `rewrite` changes what the server sends (None breaks the connection), `rewrite_request` what the client sends.
    """

    upstream: int
    dialect: Callable[[], Dialect] = Imap
    strikes: dict[int, Harm] = field(default_factory=dict)
    names: dict[bytes, Harm] = field(default_factory=dict)
    on_strike: Callable[[Harm], None] = _nothing
    stall: float = 3.0  # seconds
    retry_after: str = "1"
    rewrite: Callable[[bytes], bytes | None] = lambda data: data
    rewrite_request: Callable[[bytes], bytes] = lambda data: data
    commands: list[bytes] = field(default_factory=list)
    sent: int = 0
    received: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server((HOST, 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}/"
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop, and break every connection."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Break every connection."""
        for each in list(self._open):
            _close(each)

    def reset(self, harm: Harm | None = None, at: int = -1, name: bytes = b"") -> None:
        """Count anew, and harm something else: the request with that number, or the next one of that name."""
        self.strikes = {at: harm} if harm and not name else {}
        self.names = {name: harm} if harm and name else {}
        self.commands, self.sent, self.received, self.struck = [], 0, 0, 0
        self.rewrite_request = lambda data: data

    def strike(self, command: bytes) -> Harm | None:
        """What happens to this request; it is counted."""
        with self._lock:
            harm = self.strikes.pop(len(self.commands), None) or self.names.pop(command, None)
            self.commands.append(command)
            self.struck += harm is not None
        return harm

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection((HOST, self.upstream))
                except OSError:
                    _close(near)
                    continue
                for each in (near, far):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open |= {near, far}
                line = _Line(self, near, far)
                for work in (line.forth, line.back):
                    threading.Thread(target=self._until_closed, args=(work, near, far), daemon=True).start()

    def _until_closed(self, work: Callable[[], None], *ends: socket.socket) -> None:
        with contextlib.suppress(OSError):
            work()
        for each in ends:
            _close(each)
            self._open.discard(each)


class _Line:
    """One connection."""

    def __init__(self, proxy: Proxy, near: socket.socket, far: socket.socket) -> None:
        self.proxy, self.near, self.far = proxy, near, far
        self.dialect = proxy.dialect()
        self.harm: Harm | None = None  # of a request whose answer is not to arrive
        self.is_kept_back = False  # what belongs to a request that the server does not get

    def forth(self) -> None:
        """From the client to the server."""
        while data := self.near.recv(65536):
            self.proxy.sent += len(data)
            for name, piece in self.dialect.pieces(data):
                harm = self._strike(name) if name else None
                if harm is Harm.DROP:
                    return
                if not self.is_kept_back:
                    self.far.sendall(self.proxy.rewrite_request(piece))

    def _strike(self, name: bytes) -> Harm | None:
        harm = self.proxy.strike(name)
        if harm in (Harm.CUT_AFTER_COMMIT, Harm.CUT_ANSWER, Harm.STALL):
            self.harm = harm
        elif harm:
            self.proxy.on_strike(harm)
        self.is_kept_back = self._is_answered_here(harm)
        return harm

    def _is_answered_here(self, harm: Harm | None) -> bool:
        if harm is Harm.HALF_CLOSE:
            self.near.shutdown(socket.SHUT_WR)
        elif harm is Harm.GARBAGE:
            self.near.sendall(b"\x00\xff<html>502 Bad Gateway</html>\r\n")
        elif harm in REFUSALS:
            assert harm
            self.near.sendall(self.dialect.instead(harm, self.proxy.retry_after))
        else:
            return False
        return True

    def back(self) -> None:
        """From the server to the client."""
        kept = b""
        while raw := self.far.recv(65536):
            self.proxy.received += len(raw)
            data = self.proxy.rewrite(raw)
            if data is None:
                return
            if not self.harm or data.startswith(b"+"):
                self.near.sendall(data)
                continue
            kept += data
            if self.harm is Harm.CUT_ANSWER:
                self.proxy.on_strike(self.harm)
                self.near.sendall(data[: len(data) // 2])
                return
            if self.dialect.is_carried_out(kept):
                self.proxy.on_strike(self.harm)
                if self.harm is Harm.STALL:
                    time.sleep(self.proxy.stall)
                return


def _close(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


def web_proxied(url: str) -> contextlib.AbstractContextManager[Proxy]:
    """A proxy before the web server at `url`, which is on this machine; it is reached at its own `url`."""
    return proxied(urlsplit(url).port or 0, Http)


@contextlib.contextmanager
def proxied(port: int, dialect: Callable[[], Dialect] = Imap) -> Iterator[Proxy]:
    """A proxy before a port of this machine."""
    proxy = Proxy(upstream=port, dialect=dialect)
    try:
        yield proxy
    finally:
        proxy.close()

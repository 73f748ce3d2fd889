"""A TCP proxy on loopback that counts bytes and harms one chosen command of an IMAP conversation."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

HOST = "127.0.0.1"
TAGGED = re.compile(rb"([A-P]{4}\d+) (?:UID )?([A-Z]+)")


class Harm(StrEnum):
    """What happens to the chosen command."""

    DROP = "the connection breaks before the server gets it"
    CUT_AFTER_COMMIT = "the server carries it out, and the connection breaks before the answer"
    CUT_ANSWER = "the connection breaks within the answer"
    HALF_CLOSE = "the server's side of the connection is closed, the other one stays"
    STALL = "nothing comes back"
    BUSY = "the server asks for patience"
    GARBAGE = "the answer is no IMAP"


@dataclass
class Proxy:
    """Stands before `upstream`. `harm` strikes at the command number `at` (from 0), or at the next one named `name`."""

    upstream: int
    harm: Harm | None = None
    at: int = -1
    name: bytes = b""
    stall: float = 3.0
    rewrite: Callable[[bytes], bytes | None] = lambda data: data
    commands: list[bytes] = field(default_factory=list)
    sent: int = 0
    received: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, and break every connection."""
        _close(self._listener)  # else its thread goes on accepting, on whatever socket has its number next
        for each in self._open:
            _close(each)

    def reset(self, harm: Harm | None = None, at: int = -1, name: bytes = b"") -> None:
        """Count anew, and harm something else."""
        self.harm, self.at, self.name, self.struck = harm, at, name, 0
        self.commands, self.sent, self.received = [], 0, 0

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
                self._open += [near, far]
                line = _Line(self, near, far)
                for work in (line.forth, line.back):
                    threading.Thread(target=work, daemon=True).start()

    def is_struck(self, command: bytes) -> bool:
        """Whether this command is the one; it is counted."""
        self.commands.append(command)
        is_it = self.harm is not None and not self.struck
        is_it = is_it and (len(self.commands) - 1 == self.at or (bool(self.name) and command == self.name))
        self.struck += is_it
        return is_it


class _Line:
    """One connection."""

    def __init__(self, proxy: Proxy, near: socket.socket, far: socket.socket) -> None:
        self.proxy, self.near, self.far = proxy, near, far
        self.waits_for = b""  # the tag whose answer is not to arrive
        self.harm: Harm | None = None

    def forth(self) -> None:
        """From the client to the server."""
        with contextlib.suppress(OSError):
            while data := self.near.recv(65536):
                self.proxy.sent += len(data)
                found = TAGGED.match(data)
                if found and self.proxy.is_struck(found[2]):
                    self.harm, tag = self.proxy.harm, found[1]
                    if self.harm is Harm.DROP:
                        break
                    if self.harm is Harm.HALF_CLOSE:
                        self.near.shutdown(socket.SHUT_WR)
                        continue
                    if self.harm is Harm.BUSY:
                        self.near.sendall(tag + b" NO [UNAVAILABLE] come back later\r\n")
                        continue
                    if self.harm is Harm.GARBAGE:
                        self.near.sendall(b"\x00\xff<html>502 Bad Gateway</html>\r\n")
                        continue
                    self.waits_for = tag
                self.far.sendall(data)
        _close(self.near)
        _close(self.far)

    def back(self) -> None:
        """From the server to the client."""
        kept = b""
        with contextlib.suppress(OSError):
            while raw := self.far.recv(65536):
                self.proxy.received += len(raw)
                data = self.proxy.rewrite(raw)
                if data is None:
                    break
                if not self.waits_for:
                    self.near.sendall(data)
                    continue
                if data.startswith(b"+"):
                    self.near.sendall(data)
                    continue
                kept += data
                if self.harm is Harm.CUT_ANSWER:
                    self.near.sendall(data[: len(data) // 2])
                    break
                if b"\r\n" + self.waits_for + b" " in b"\r\n" + kept:
                    if self.harm is Harm.STALL:
                        time.sleep(self.proxy.stall)
                    break
        _close(self.near)
        _close(self.far)


def _close(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextlib.contextmanager
def proxied(port: int) -> Iterator[Proxy]:
    """A proxy before a port of this machine."""
    proxy = Proxy(upstream=port)
    try:
        yield proxy
    finally:
        proxy.close()

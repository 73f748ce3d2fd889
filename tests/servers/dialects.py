"""How IMAP, SMTP and HTTP look to a proxy: where a request begins, what a server says instead of serving it."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol


class Harm(StrEnum):
    """What happens to a request."""

    DROP = "the connection breaks before the server gets it"
    CUT_AFTER_COMMIT = "the server carries it out, and the connection breaks before the answer"
    CUT_ANSWER = "the connection breaks within the answer"
    HALF_CLOSE = "the server's side of the connection is closed, the other one stays"
    STALL = "the server carries it out, and nothing comes back"
    BUSY = "the server asks for patience (HTTP: 503)"
    MANY = "the server takes no more requests for now (HTTP: 429)"
    BROKEN = "the server has a fault of its own (HTTP: 500)"
    GARBAGE = "the answer is none"
    PASS = "it goes through, after what the proxy's `on_strike` does"


class Dialect(Protocol):
    """One connection's protocol. It sees what the client sends, in the order in which it comes."""

    def pieces(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """What may go on to the server, each with the name of the request that begins there; empty where none does."""

    def instead(self, harm: Harm, after: str) -> bytes:
        """What the server says where it refuses the request; `after` is the delay that it asks for, in seconds."""

    def is_carried_out(self, answer: bytes) -> bool:
        """Whether so much of the answer shows that the request was carried out."""


class Imap:
    """Commands with a tag."""

    _TAGGED = re.compile(rb"([A-P]{4}\d+) (?:UID )?([A-Z]+)")
    _SAYS = {
        Harm.BUSY: b" NO [UNAVAILABLE] come back later\r\n",
        Harm.MANY: b" NO [LIMIT] too many requests\r\n",
        Harm.BROKEN: b" NO [SERVERBUG] internal error\r\n",
    }

    def __init__(self) -> None:
        self._tag = b""
        self._kept = b""

    def pieces(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """All of it, a command once its line has ended; clients wait for the end of one before the next."""
        data, self._kept = self._kept + data, b""
        found = self._TAGGED.match(data)
        if found and b"\n" not in data:
            self._kept = data
            return
        self._tag = found[1] if found else self._tag
        yield found[2] if found else b"", data

    def instead(self, harm: Harm, after: str) -> bytes:
        """A NO with the code of RFC 5530 that fits."""
        return self._tag + self._SAYS[harm]

    def is_carried_out(self, answer: bytes) -> bool:
        """Once the line with the command's tag is there; a `+` is none."""
        return b"\r\n" + self._tag + b" " in b"\r\n" + answer


class Smtp:
    """Commands without a tag, and the message itself, which is called BODY."""

    _VERB = re.compile(rb"(?i)(EHLO|HELO|AUTH|MAIL|RCPT|DATA|QUIT|RSET|NOOP)\b")
    _SAYS = {
        Harm.BUSY: b"451 4.3.0 come back later\r\n",
        Harm.MANY: b"421 4.7.0 too many requests\r\n",
        Harm.BROKEN: b"554 5.3.0 internal error\r\n",
    }

    def __init__(self) -> None:
        self._last = b""

    def pieces(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """All of it, under the command in capitals."""
        is_body = self._last in (b"DATA", b"BODY") and not self._VERB.fullmatch(data.strip())
        found = None if is_body else self._VERB.match(data)
        name = b"BODY" if self._last == b"DATA" else found[1].upper() if found else b""
        self._last = name or self._last
        yield name, data

    def instead(self, harm: Harm, after: str) -> bytes:
        """A refusal: 451, 421 or 554."""
        return self._SAYS[harm]

    def is_carried_out(self, answer: bytes) -> bool:
        """Once a last line is there."""
        return bool(re.search(rb"(?m)^\d{3} .*\r\n\Z", answer))


class Http:
    """Requests one after another on a connection, each with its body."""

    _LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)\r\n")
    _STATUS = {Harm.BUSY: b"503 Busy", Harm.MANY: b"429 Too Many Requests", Harm.BROKEN: b"500 Broken"}

    def __init__(self) -> None:
        self._kept = b""

    def pieces(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Whole requests, each under its method."""
        self._kept += data
        while b"\r\n\r\n" in self._kept:
            head, _, _ = self._kept.partition(b"\r\n\r\n")
            length = self._LENGTH.search(head + b"\r\n")
            size = len(head) + 4 + int(length[1] if length else 0)
            if len(self._kept) < size:
                return
            whole, self._kept = self._kept[:size], self._kept[size:]
            yield head.partition(b" ")[0], whole

    def instead(self, harm: Harm, after: str) -> bytes:
        """An error with a delay where the server asks for one."""
        delay = f"Retry-After: {after}\r\n".encode() if after and harm is not Harm.BROKEN else b""
        return b"HTTP/1.1 " + self._STATUS[harm] + b"\r\n" + delay + b"Content-Length: 0\r\n\r\n"

    def is_carried_out(self, answer: bytes) -> bool:
        """Servers answer when they have done."""
        return True

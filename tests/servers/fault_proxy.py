"""A proxy before a WebDAV server that does to chosen requests what networks and busy servers do."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

SLOW = 0.5  # seconds that a late answer takes


class Fault(StrEnum):
    """What happens to a request."""

    DROP = "the connection ends before the server hears of it"
    CUT = "the connection ends in the middle of the answer"
    LATE = "the answer comes too late"
    BUSY = "503 with Retry-After"
    MANY = "429 with Retry-After"
    BROKEN = "500"
    EXPIRED = "the sync token is refused"
    FORGOTTEN = "the sync token is taken for none: everything is listed"
    SIGNED_OUT = "401"


REFUSALS = {Fault.BUSY: 503, Fault.MANY: 429, Fault.BROKEN: 500, Fault.EXPIRED: 403, Fault.SIGNED_OUT: 401}
EXPIRED = b'<?xml version="1.0"?><error xmlns="DAV:"><valid-sync-token/></error>'


@dataclass(kw_only=True)
class FaultProxy:
    """A running proxy: `faults` says by the number of a request, from 0, what becomes of it; the rest go through."""

    url: str
    faults: dict[int, Fault] = field(default_factory=dict)
    retry_after: str = "1"
    requests: list[str] = field(default_factory=list)
    received: int = 0  # bytes that went to the client
    sent: int = 0  # bytes that came from it

    def reset(self, **faults: Fault) -> None:
        """Begin to count anew, without faults."""
        self.faults, self.requests, self.received, self.sent = {}, [], 0, 0


@contextmanager
def fault_proxy(upstream: str) -> Iterator[FaultProxy]:
    """A proxy before the server at `upstream`."""
    there = urlsplit(upstream)
    assert there.hostname
    assert there.port
    proxy = FaultProxy(url="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for its second half

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            number = len(proxy.requests)
            proxy.requests.append(self.command)
            proxy.sent += len(body)
            fault = proxy.faults.get(number)
            if fault is Fault.FORGOTTEN:
                start, end = body.find(b"<d:sync-token>"), body.find(b"</d:sync-token>")
                body = body[: start + 14] + body[end:] if start > 0 else body
            if fault is Fault.EXPIRED and (b"sync-collection" not in body or b"<d:sync-token></d:sync" in body):
                fault = None
            if fault is Fault.DROP:
                self.close_connection = True
                return
            if fault is Fault.LATE:
                time.sleep(SLOW)
            if fault in REFUSALS:
                self.answer(REFUSALS[fault], {"Retry-After": proxy.retry_after}, EXPIRED)
                return
            connection = HTTPConnection(there.hostname or "", there.port, timeout=30)
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in ("host", "connection", "content-length")
            }
            connection.request(self.command, self.path, body, {**headers, "Accept-Encoding": "identity"})
            response = connection.getresponse()
            content = response.read()
            connection.close()
            kept = {
                name: value for name, value in response.getheaders() if name in ("Content-Type", "Location", "Date")
            }
            self.answer(response.status, kept, content, cut=fault is Fault.CUT)

        def answer(self, status: int, headers: dict[str, str], content: bytes, *, cut: bool = False) -> None:
            proxy.received += len(content)
            try:
                self.send_response_only(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content[: len(content) // 2] if cut else content)
            except OSError:  # the client has given up
                self.close_connection = True
            self.close_connection = self.close_connection or cut

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: a test is quiet."""

    for method in ("GET", "PROPFIND", "REPORT", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler.handle_any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

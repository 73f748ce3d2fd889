"""Serves the fake of Microsoft Graph, and its sign-in, by HTTP or HTTPS on a free port of this machine."""

import json
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.servers.graph import GraphFake, Refused
from tests.servers.graph_schema import check_error

ROOT = "/v1.0/"
HTML = "text/html; charset=utf-8"
CODES = {400: "BadRequest", 401: "InvalidAuthenticationToken", 404: "ErrorItemNotFound", 410: "SyncStateNotFound"}


@contextmanager
def serving(fake: GraphFake, tls: ssl.SSLContext | None = None) -> Iterator[GraphFake]:
    """The fake, reachable at `fake.base` for a while."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.fake = fake
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    place = f"https://localhost:{server.server_port}" if tls else f"http://127.0.0.1:{server.server_port}"
    fake.base = f"{place}{ROOT.rstrip('/')}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        assert not fake.faults_of_its_own, fake.faults_of_its_own


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: GraphFake

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections that the other side has dropped are part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one write: two would wait for each other
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        """Answer a request to read."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer a request to create."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, body: bytes) -> None:
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        fake = self.server.fake
        if not url.path.startswith(ROOT):
            self._send(*fake.login.answer(self.command, url.path, query, body))
            return
        path = url.path.removeprefix(ROOT)
        fake.requests[f"{self.command} {path}"] += 1
        fault = fake.fault(self.command, path + ("?$deltatoken" if "$deltatoken" in query else ""))
        if fault == "drop":
            self._drop()
        elif fault == "portal":
            self._send(
                200, b"<html><body>Welcome! Accept our terms to go online.</body></html>", {"Content-Type": HTML}
            )
        elif fault == "redirect":
            self._send(302, b"", {"Location": "https://wifi.example/"})
        elif fault.isdigit():
            self._refuse(int(fault), "a fault that was asked for")
        else:
            self._serve(fake, path, query, body, fault)

    def _serve(self, fake: GraphFake, path: str, query: dict[str, str], body: bytes, fault: str) -> None:
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in fake.tokens:
            self._refuse(401, "the token is not valid")
            return
        try:
            status, value = fake.answer(self.command, path, query, self.headers.get("Prefer", ""), body)
        except Refused as refused:
            if refused.status == 400:
                fake.faults_of_its_own.append(f"{self.command} {path}: {refused.why}")
            self._refuse(refused.status, refused.why)
        except Exception as error:
            fake.faults_of_its_own.append(f"{self.command} {path}: {error!r}")
            self._refuse(500, "the fake is broken")
        else:
            if fault == "lost":
                self._drop()
            else:
                self._send(status, value, half=fault == "half")

    def _refuse(self, status: int, why: str) -> None:
        body = {"error": {"code": CODES.get(status, "ServiceUnavailable"), "message": why}}
        check_error(body)
        delay = self.server.fake.retry_after
        self._send(status, body, {"Retry-After": delay} if status in (429, 503, 504) and delay else {})

    def _send(self, status: int, value: Any, headers: dict[str, str] | None = None, *, half: bool = False) -> None:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.server.fake.sent += len(raw)
        kind = "application/json" if not isinstance(value, bytes) else "text/plain"
        for name, each in {"Content-Type": kind, "Content-Length": str(len(raw)), **(headers or {})}.items():
            self.send_header(name, each)
        self.end_headers()
        self.wfile.write(raw[: len(raw) // 2] if half else raw)
        if half:
            self.wfile.flush()
            self._drop()

    def _drop(self) -> None:
        """Reset the connection."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

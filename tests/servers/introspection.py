"""Tells Dovecot whose an access token is, as the sign-in server of a provider does (RFC 7662)."""

import json
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Introspection:
    """`good` are the tokens that count, all of them `user`'s; so many answers, `broken`, are a fault."""

    user: str
    good: Container[str] = field(default_factory=set)
    broken: int = 0
    url: str = ""


@contextmanager
def introspecting(user: str) -> Iterator[Introspection]:
    """The server, for a while."""
    told = Introspection(user=user)

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            is_good = asked["token"][0] in told.good
            body = json.dumps({"active": "true", "username": told.user} if is_good else {"active": "false"}).encode()
            self.send_response(500 if told.broken else 200)
            told.broken -= bool(told.broken)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

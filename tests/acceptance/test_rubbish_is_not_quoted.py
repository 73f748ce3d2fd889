"""Servers that answer rubbish which holds words of mails and tokens: nothing of it is shown, kept or logged."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.private_world import BODY, SUBJECT, PrivateWorld
from tests.servers import google as google_server
from tests.servers.google import FakeGoogle
from tests.servers.google_accounts import TOKEN
from tests.servers.rubbish import rubbish

SECRET = "hunter2-is-secret"
ENOUGH = 3  # runs, in which each answer gets its turn


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    head = "".join(f"{each}\r\n" for each in (f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"))
    return f"{head}Connection: close\r\n\r\n".encode() + body


WEB = [
    http(f"<d:multistatus xmlns:d='DAV:'><d:response>{BODY} {SECRET}".encode() + b"\xff", "207 Multi-Status"),
    http(f'{{"value": "{BODY} {SUBJECT}'.encode() + b"\xff"),
    http(b"", "302 Found", f"Location: http://[{SECRET}/?access_token={SECRET}"),
    http(BODY.encode(), "200 OK", "Content-Encoding: gzip"),
    f"{BODY} {SECRET}\r\n\r\n".encode(),
    f"HTTP/1.1 207 Multi-Status\r\nTransfer-Encoding: chunked\r\n\r\n{BODY}\r\n".encode(),
]
IMAP = [
    f"* 1 FETCH (BODY[] {{99999999999}}\r\n{BODY}".encode(),
    f"* BAD {BODY} {SECRET}\r\n* CAPABILITY ((((\r\n".encode(),
    b"* OK \xff\xfe\r\n" + BODY.encode() * 50_000,
    f"+ {BODY}\r\n".encode(),
]


@pytest.fixture
def world(tmp_path: Path) -> PrivateWorld:
    world = PrivateWorld(folder=tmp_path, secrets={SECRET})
    (tmp_path / "data").mkdir()
    kept = {"imap mail": SECRET, "days/password": json.dumps({"username": "helen", "password": SECRET})}
    (tmp_path / "data" / "secrets.json").write_text(json.dumps(kept | {"google work": TOKEN}), "utf-8")
    (tmp_path / "data" / "secrets.json").chmod(0o600)
    return world


def test_mail_and_calendar_servers(world: PrivateWorld) -> None:
    with rubbish(IMAP, greeting=b"* OK [CAPABILITY IMAP4rev1] hello\r\n") as port, rubbish(WEB) as web:
        place = f'server = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        world.configure(
            f'name = "mail"\ntype = "imap"\naddress = "helen@marsh.example"\n{place}',
            f'name = "days"\ntype = "caldav"\nurl = "http://127.0.0.1:{web}/"\n',
        )
        for _ in range(ENOUGH):
            world.run("sync", status=1)
            world.run("doctor", status=1)
    assert world.leaks() == []


class RubbishGoogle(FakeGoogle):
    """Lets one in, and then talks nonsense."""

    def answer(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Any:
        self.requests.append(target)
        kinds = [
            (200, {"Content-Type": "application/json"}, f'{{"a": "{BODY} {SECRET}'.encode() + b"\xff"),
            (200, {"Content-Type": "text/html"}, f"<title>{BODY}</title>".encode()),
            (200, {"Content-Type": "application/json"}, json.dumps([BODY, SECRET]).encode()),
            (302, {"Location": f"http://[{SECRET}/?access_token={SECRET}"}, b""),
            (400, {"Content-Type": "application/json"}, json.dumps({"error": [BODY, SECRET]}).encode()),
            (200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, BODY.encode()),
        ]
        if target.startswith("/token") and len(self.requests) % 5:
            return super().answer(method, target, body, headers)
        return kinds[len(self.requests) % len(kinds)]


def test_google(world: PrivateWorld) -> None:
    with google_server.serving(RubbishGoogle()) as google:
        world.configure(f'name = "work"\ntype = "gmail"\naddress = "helen@marsh.example"\napi = "{google.url}"\n')
        for _ in range(ENOUGH):
            world.run("sync", status=1)
            world.run("doctor", status=1)
    assert world.leaks() == []

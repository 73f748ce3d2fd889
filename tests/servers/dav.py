"""CalDAV and CardDAV servers made by others, on free ports of this machine: Radicale and Xandikos."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import httpx

USER, PASSWORD = "helen", "a pass word"
PATIENCE = 30.0  # seconds until a server must answer

_TOKEN = re.compile(rb"(?<=sync-token>)[^<]+(?=</)")
_TOKEN_AND_END = re.compile(rb"(?<=sync-token>)([^<]+)(</[a-z:]+>)")
_TYPES = {"calendar": "<c:calendar/>", "addressbook": "<a:addressbook/>"}


@dataclass(frozen=True, kw_only=True)
class DavServer:
    """A running server: `url` is where a client starts, `calendars` and `books` where collections are made."""

    name: str
    url: str
    calendars: str
    books: str
    http: httpx.Client
    user: str = USER
    password: str = PASSWORD

    def make(self, name: str, kind: str = "calendar", *, shown: str = "") -> str:
        """Make a collection, and give its address."""
        url = f"{self.calendars if kind == 'calendar' else self.books}{quote(name)}/"
        body = (
            '<d:mkcol xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:a="urn:ietf:params:xml:ns:carddav">'
            f"<d:set><d:prop><d:resourcetype><d:collection/>{_TYPES[kind]}</d:resourcetype>"
            f"<d:displayname>{shown or name}</d:displayname></d:prop></d:set></d:mkcol>"
        )
        self._done("MKCOL", url, content=body, headers={"Content-Type": "application/xml"})
        return url

    def put(self, url: str, text: str) -> None:
        """Lay a thing down."""
        kind = "text/vcard" if url.endswith(".vcf") else "text/calendar"
        self._done("PUT", url, content=text.encode(), headers={"Content-Type": kind})

    def delete(self, url: str) -> None:
        """Take a thing, or a collection with all that is in it, away, if it is there."""
        self._done("DELETE", url, missing=True)

    def _done(self, method: str, url: str, *, missing: bool = False, **more: object) -> None:
        answer = self.http.request(method, url, auth=(self.user, self.password), **more)  # type: ignore[arg-type]
        assert answer.status_code < 300 or (missing and answer.status_code == 404), (
            f"{method} {url}: {answer.status_code} {answer.text}"
        )


def with_unknown_token(request: bytes) -> bytes:
    """The request as it would come from somebody whose sync token the server has forgotten."""
    return _TOKEN.sub(lambda found: found[0][:-8] + b"0" * 8, request)


def without_token(request: bytes) -> bytes:
    """The request without its sync token, and as long as before: whatever has changed, everything is listed."""
    return _TOKEN_AND_END.sub(lambda found: found[2] + b" " * len(found[1]), request)


@contextmanager
def radicale(folder: Path) -> Iterator[DavServer]:
    """Radicale with one user."""
    _needs("radicale")
    port = _free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder / 'users'}\n"
        f"htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {folder / 'store'}\n"
        "[logging]\nlevel = error\n"
    )
    root = f"http://127.0.0.1:{port}/"
    with _running(folder, port, "-m", "radicale", "--config", str(folder / "config")), httpx.Client() as http:
        yield DavServer(name="radicale", url=root, calendars=f"{root}{USER}/", books=f"{root}{USER}/", http=http)


@contextmanager
def xandikos(folder: Path) -> Iterator[DavServer]:
    """Xandikos, which asks nobody for a password."""
    _needs("xandikos")
    port = _free_port()
    store = folder / "store"
    store.mkdir()
    root = f"http://127.0.0.1:{port}/"
    arguments = ["serve", "-d", str(store), "--defaults", "-l", "127.0.0.1", "-p", str(port), "--autocreate"]
    arguments += ["--current-user-principal", "/me/"]
    with _running(folder, port, "-m", "xandikos", *arguments), httpx.Client() as http:
        server = DavServer(
            name="xandikos", url=root, calendars=f"{root}me/calendars/", books=f"{root}me/contacts/", http=http
        )
        for made in ("calendars/calendar/", "contacts/addressbook/"):
            server.delete(f"{root}me/{made}")
        yield server


@contextmanager
def _running(folder: Path, port: int, *arguments: str) -> Iterator[None]:
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "PYTHONWARNINGS": "ignore"},
        )
        try:
            _wait(process, port, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"the server does not answer: {log.read_text('utf-8', 'replace')[-2000:]}")


def _needs(module: str) -> None:
    assert find_spec(module), f"this test needs the server {module}: pip install -e '.[dev]'"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

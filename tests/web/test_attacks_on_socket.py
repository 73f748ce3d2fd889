"""What no client library sends: bytes on a socket, to the page as it is served."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.domain.prompts import Prompt, PromptState
from assistant.web.serve import server
from assistant.web.visit import COOKIE
from tests.web.web_world import QUOTE, WebWorld


class Served:
    """The page on a port of its own, with a browser's cookie and what its forms carry."""

    def __init__(self, folder: Path) -> None:
        self.world = WebWorld(folder)
        self.prompt = self.world.hear()
        browser = self.world.browser()
        self.cookie, self.csrf = f"Cookie: {COOKIE}={browser.cookies[COOKIE]}\r\n", browser.csrf()
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.server = server(self.world.assistant, host="127.0.0.1", port=self.port)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        self.here = f"127.0.0.1:{self.port}"

    def ask(self, *parts: bytes | str) -> str:
        """Send these bytes; gives whatever comes back until the other side closes, or is silent."""
        answer = b""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=10)) as line:
            try:
                for part in parts:
                    line.sendall(part.encode("latin-1") if isinstance(part, str) else part)
                line.settimeout(1)
                while piece := line.recv(65_536):
                    answer += piece
                    if b"\r\n\r\n" in answer:
                        line.settimeout(0.2)
            except (TimeoutError, ConnectionError):
                pass
        return answer.decode("latin-1")

    def state(self) -> PromptState:
        kept = self.world.assistant.store.get(Prompt, self.prompt.id)
        assert kept is not None
        return kept.state


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("served"))
    yield served
    served.server.should_exit = True
    served.thread.join(10)


def status(answer: str) -> int:
    return int(answer.split(" ", 2)[1]) if answer.startswith("HTTP/1.1 ") else 0


def test_the_page_itself_is_shown(served: Served) -> None:
    """The other tests could fail for another reason than theirs."""
    answer = served.ask(f"GET / HTTP/1.1\r\nHost: {served.here}\r\n{served.cookie}Connection: close\r\n\r\n")
    assert status(answer) == 200
    assert QUOTE in answer
    assert "server:" not in answer.lower()


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\nHost: {here}\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: {here}\r\n",
        "GET / HTTP/1.1\r\nHost: {here}, evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: {here}\r\n",
        "GET http://{here}/ HTTP/1.1\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\x00.evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\n X: 127.0.0.1\r\n",
        "GET / HTTP/1.1\r\nHost : {here}\r\n",
    ],
)
def test_another_name_in_whatever_form_is_told_nothing(served: Served, head: str) -> None:
    answer = served.ask(head.format(here=served.here), served.cookie, "Connection: close\r\n\r\n")
    assert status(answer) in (0, 400, 421), answer
    assert QUOTE not in answer


def test_an_address_in_full_leads_nowhere_else(served: Served) -> None:
    answer = served.ask(f"GET http://evil.example/ HTTP/1.1\r\nHost: {served.here}\r\n{served.cookie}\r\n")
    assert status(answer) in (400, 404)
    assert QUOTE not in answer


def _form(served: Served, *headers: str) -> str:
    lines = (
        f"POST /prompts/{served.prompt.id}/answer HTTP/1.1",
        f"Host: {served.here}",
        f"Origin: http://{served.here}",
        served.cookie.strip(),
        "Content-Type: application/x-www-form-urlencoded",
        *headers,
    )
    return "\r\n".join(lines) + "\r\n\r\n"


def test_a_body_in_pieces_without_a_length_is_cut_off(served: Served) -> None:
    piece = b"10000\r\n" + b"y" * 65_536 + b"\r\n"
    head = f"said=no&csrf={served.csrf}&x=".encode()
    first = f"{len(head):x}\r\n".encode() + head + b"\r\n"
    answer = served.ask(_form(served, "Transfer-Encoding: chunked"), first, *(piece for _ in range(20)), b"0\r\n\r\n")
    assert status(answer) in (0, 413)  # 0 where the line was closed while we were still sending
    assert served.state() is PromptState.OPEN
    answer = served.ask(_form(served, "Transfer-Encoding: chunked"), first, *(piece for _ in range(16)))
    assert status(answer) == 413
    assert served.state() is PromptState.OPEN


def test_a_request_within_a_request_is_not_met(served: Served) -> None:
    """Smuggling: two lengths, or a length and pieces."""
    inner = f"GET / HTTP/1.1\r\nHost: {served.here}\r\n{served.cookie}\r\n"
    for headers in (
        ("Content-Length: 5", f"Content-Length: {len(inner)}"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: xchunked", "Content-Length: 5"),
        ("Content-Length: +5",),
        ("Content-Length: 5, 6",),
    ):
        answer = served.ask(_form(served, *headers), "0\r\n\r\n", inner)
        assert QUOTE not in answer, headers
        assert served.state() is PromptState.OPEN


def test_lines_within_a_header_are_no_headers(served: Served) -> None:
    """Response splitting: what is asked for does not come back as a header."""
    for path in ("/login?to=/%0d%0aSet-Cookie:%20a=b", "/%0d%0aSet-Cookie:a=b", "/drafts%0d%0aX:1", "/?a\rX: 1"):
        answer = served.ask(f"GET {path} HTTP/1.1\r\nHost: {served.here}\r\nConnection: close\r\n\r\n")
        head = answer.partition("\r\n\r\n")[0].lower()
        assert "a=b" not in head.partition("location:")[0]
        assert "\r\nset-cookie" not in head
        assert "\r\nx:" not in head


def test_heads_without_end_are_closed(served: Served) -> None:
    answer = served.ask("GET / HTTP/1.1\r\nHost: ", "a" * 200_000)
    assert status(answer) in (0, 400)
    answer = served.ask("GET / HTTP/1.1\r\n", *(f"X-{number}: {'y' * 100}\r\n" for number in range(5000)))
    assert status(answer) in (0, 400, 431)
    assert status(served.ask(f"GET /health HTTP/1.1\r\nHost: {served.here}\r\nConnection: close\r\n\r\n")) == 200


def test_what_is_no_request_is_answered_as_such(served: Served) -> None:
    for rubbish in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"\xff\xfe / HTTP/9\r\n\r\n",
    ):
        assert status(served.ask(rubbish)) in (0, 400)
    assert status(served.ask(f"GET /health HTTP/1.1\r\nHost: {served.here}\r\nConnection: close\r\n\r\n")) == 200


def test_half_a_form_changes_nothing(served: Served) -> None:
    """The line breaks before the form is whole."""
    body = f"csrf={served.csrf}&said=no"
    served.ask(_form(served, f"Content-Length: {len(body) + 10}"), body)
    assert served.state() is PromptState.OPEN

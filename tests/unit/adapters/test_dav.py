"""Requests to a WebDAV server: delays are obeyed, the password stays at home, each fault has plain words."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.dav import client as dav
from assistant.adapters.dav.client import CertificateError, DavClient, Refused
from assistant.adapters.dav.xml import answer_in, path_of, preconditions_in
from assistant.errors import SignInError, SourceError
from tests.servers.proxy import Harm, web_proxied

EMPTY = b'<?xml version="1.0"?><multistatus xmlns="DAV:"/>'
Reply = Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, str], bytes]]


@contextmanager
def serving(reply: Reply, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that answers everything by `reply`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PROPFIND(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, headers, body = reply(self)
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_REPORT = do_PROPFIND

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: a test is quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]  # a client that breaks off
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def client(url: str, waits: list[float] | None = None, **more: Any) -> DavClient:
    kept = [] if waits is None else waits
    return DavClient(url, name="cal", wait=kept.append, **{"username": "helen", "password": "hunter2", **more})


def ask(url: str, waits: list[float] | None = None, **more: Any) -> None:
    with client(url, waits, **more) as connection:
        connection.propfind(url, "<d:resourcetype/>", depth=0)


def well(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
    return 207, {}, EMPTY


@pytest.mark.parametrize("fault", [Harm.BUSY, Harm.MANY])
def test_the_delay_that_a_server_asks_for_is_obeyed(fault: Harm) -> None:
    waits: list[float] = []
    with serving(well) as url, web_proxied(url) as proxy:
        proxy.strikes, proxy.retry_after = {0: fault, 1: fault}, "7"
        ask(proxy.url, waits)
    assert waits == [7.0, 7.0]


def test_a_delay_until_a_moment_is_obeyed() -> None:
    waits: list[float] = []
    replies = iter([503, 207])

    def reply(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        when = {"Date": "Fri, 20 Nov 2026 09:00:00 GMT", "Retry-After": "Fri, 20 Nov 2026 09:00:30 GMT"}
        return next(replies), when, EMPTY

    with serving(reply) as url:
        ask(url, waits)
    assert waits == [30.0]


@pytest.mark.parametrize(("after", "words"), [("600", "10 minutes"), ("", "8 seconds")])
def test_a_delay_that_lasts_is_told(after: str, words: str) -> None:
    waits: list[float] = []
    with serving(well) as url, web_proxied(url) as proxy:
        proxy.strikes, proxy.retry_after = dict.fromkeys(range(9), Harm.MANY), after
        with pytest.raises(SourceError, match="asks for fewer requests") as caught:
            ask(proxy.url, waits)
    assert f"try again in {words}" in caught.value.hint
    assert waits == ([] if after else [1.0, 2.0, 4.0])


@pytest.mark.parametrize("fault", [Harm.DROP, Harm.CUT_ANSWER, Harm.BROKEN, Harm.STALL])
def test_a_lost_answer_is_asked_for_again(fault: Harm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dav, "TIMEOUT", 0.2)
    with serving(well) as url, web_proxied(url) as proxy:
        proxy.strikes = {0: fault}
        ask(proxy.url)
        assert len(proxy.commands) == 2


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Harm.DROP, "breaks off"), (Harm.BROKEN, "error 500"), (Harm.STALL, "does not answer in time")],
)
def test_it_gives_up_in_plain_words(fault: Harm, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dav, "TIMEOUT", 0.2)
    with serving(well) as url, web_proxied(url) as proxy:
        proxy.strikes = dict.fromkeys(range(9), fault)
        with pytest.raises(SourceError, match=words) as caught:
            ask(proxy.url)
    assert "nothing was lost" in caught.value.hint


def test_a_certificate_that_does_not_verify_is_named() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    waits: list[float] = []
    with serving(well, context) as url, pytest.raises(CertificateError, match="does not prove who it is") as caught:
        ask(url, waits)
    assert caught.value.hint
    assert waits == []


def test_the_password_is_not_sent_where_others_can_read_it() -> None:
    with pytest.raises(SourceError, match="would not be encrypted") as caught:
        ask("http://cal.example/")  # a test that reached for the network would fail otherwise
    assert "https://" in caught.value.hint


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nor_to_another_host(status: int) -> None:
    reply = (status, {"Location": "https://evil.example/"}, b"")
    with serving(lambda request: reply) as url, pytest.raises(SourceError, match="which does not belong to it"):
        ask(url)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_on_the_server_is_followed_with_the_same_question(status: int) -> None:
    asked = []

    def reply(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        asked.append((request.command, request.path))
        return (207, {}, EMPTY) if request.path == "/there/" else (status, {"Location": "/there/"}, b"")

    with serving(reply) as url:
        ask(url)
    assert asked == [("PROPFIND", "/"), ("PROPFIND", "/there/")]


def test_a_circle_ends() -> None:
    with serving(lambda request: (302, {"Location": "/"}, b"")) as url, pytest.raises(SourceError, match="circles"):
        ask(url)


def test_a_server_that_wants_a_digest_gets_one() -> None:
    seen = []

    def reply(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        scheme = request.headers.get("Authorization", "").partition(" ")[0]
        seen.append(scheme)
        challenge = {"WWW-Authenticate": 'Digest realm="cal", nonce="abc", qop="auth", algorithm=MD5'}
        return (207, {}, EMPTY) if scheme == "Digest" else (401, challenge, b"")

    with serving(reply) as url, client(url) as connection:
        for _ in range(2):
            connection.propfind(url, "<d:resourcetype/>", depth=0)
    assert seen[-1] == "Digest"
    assert seen.count("Basic") == 1


def test_a_wrong_password_is_no_fault_of_the_network() -> None:
    reply = (401, {"WWW-Authenticate": "Basic"}, b"")
    with serving(lambda request: reply) as url, pytest.raises(SignInError) as caught:
        ask(url)
    assert caught.value.hint.endswith("assistant connect cal")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"<a/>", EMPTY[:-4], b"\xff\xfe" * 9])
def test_an_answer_that_is_none_is_named(body: bytes) -> None:
    with serving(lambda request: (207, {}, body)) as url, pytest.raises(Refused, match="cannot be read"):
        ask(url)


def test_an_answer_without_end_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dav, "LARGEST", 1_000)
    with serving(lambda request: (207, {}, EMPTY + b" " * 2_000)) as url, pytest.raises(Refused, match="more than"):
        ask(url)


def test_the_reasons_of_a_refusal() -> None:
    expired = b'<?xml version="1.0"?><error xmlns="DAV:"><valid-sync-token/></error>'
    assert preconditions_in(expired) == {"valid-sync-token"}
    assert preconditions_in(b"no") == preconditions_in(EMPTY) == frozenset()


@given(
    st.one_of(
        st.binary(),
        st.text().map(lambda text: f"<multistatus xmlns='DAV:'>{text}</multistatus>".encode("utf-8", "replace")),
    )
)
def test_any_bytes_are_an_answer_or_none(raw: bytes) -> None:
    try:
        answer = answer_in(raw)
    except ValueError:
        return
    assert all(isinstance(entry.path, str) for entry in answer.entries)


@given(st.text())
def test_any_address_has_a_path_or_is_none(href: str) -> None:
    try:
        assert isinstance(path_of(href), str)
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            urlsplit(href)

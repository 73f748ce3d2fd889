"""Waiting for new mail: told by the server or asked for, renewed, over a new connection, and ended from outside."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from assistant.adapters.imap import idle
from assistant.adapters.imap.mail import ImapSource
from assistant.adapters.imap.session import ImapSession
from assistant.errors import SourceError
from assistant.ports import Cursor, Reached
from tests.contract.test_document_source import mail
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.proxy import Proxy, proxied

__all__ = ["dovecot"]

USERS = count(1)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    own = f"waiter{next(USERS)}@firm.example"
    dovecot.append(own, mail(1))
    return own


@pytest.fixture
def proxy(dovecot: Dovecot) -> Iterator[Proxy]:
    with proxied(dovecot.port) as before:
        yield before


def source(server: Dovecot, user: str, port: int = 0) -> ImapSource:
    login = server.login(user, port=port)
    return ImapSource(name="mail", open=lambda: ImapSession(login, pause=lambda _: None), clock=lambda: NOW)


def cursor_of(source: ImapSource) -> Cursor:
    last = list(source.changes(None))[-1]
    assert isinstance(last, Reached)
    return last.cursor


@contextlib.contextmanager
def once_waiting(proxy: Proxy, act: object, *args: object, sign: bytes = b"IDLE") -> Iterator[None]:
    """Do something a moment after the waiting has begun."""

    def later() -> None:
        while sign not in proxy.commands:
            time.sleep(0.02)
        time.sleep(0.1)
        act(*args)  # type: ignore[operator]

    thread = threading.Thread(target=later)
    thread.start()
    yield
    thread.join()


def test_new_mail_ends_the_waiting(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    waiting = source(dovecot, user, proxy.port)
    cursor = cursor_of(waiting)
    assert not waiting.idle(0.2, cursor)
    proxy.reset()
    begun = time.monotonic()
    with once_waiting(proxy, dovecot.deliver, user, mail(2)):
        assert waiting.idle(20)
    assert time.monotonic() - begun < 10
    assert waiting.idle(10, cursor)  # it came before the waiting began
    assert not waiting.idle(0.1)


def test_a_message_that_was_only_deleted_is_nothing_new(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    waiting = source(dovecot, user, proxy.port)
    with once_waiting(proxy, dovecot.remove, user):
        assert not waiting.idle(1.0, cursor_of(waiting))


def test_the_waiting_is_renewed_before_anybody_forgets_it(
    dovecot: Dovecot, user: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert idle.RENEWED < 29 * 60
    monkeypatch.setattr(idle, "RENEWED", 0.2)
    assert not source(dovecot, user, proxy.port).idle(0.7)
    assert proxy.commands.count(b"IDLE") >= 3


def test_a_server_that_cannot_push_is_asked(
    dovecot: Dovecot, user: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "ASKED", 0.1)
    proxy.rewrite = lambda data: data.replace(b" IDLE", b"")
    with once_waiting(proxy, dovecot.deliver, user, mail(2), sign=b"NOOP"):
        assert source(dovecot, user, proxy.port).idle(20)
    assert b"IDLE" not in proxy.commands


def test_a_connection_that_breaks_is_made_anew(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    def breaks_off() -> None:
        for each in list(proxy._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        dovecot.deliver(user, mail(2))

    with once_waiting(proxy, breaks_off):
        assert source(dovecot, user, proxy.port).idle(20)
    assert proxy.commands.count(b"AUTHENTICATE") == 2


def test_another_thread_ends_it_at_once(dovecot: Dovecot, user: str, proxy: Proxy) -> None:
    stop, begun = threading.Event(), time.monotonic()
    with once_waiting(proxy, stop.set):
        assert not source(dovecot, user, proxy.port).idle(60, stop=stop)
    assert time.monotonic() - begun < 10
    assert proxy.commands[-1] == b"LOGOUT"


def test_a_server_out_of_reach_is_told(dovecot: Dovecot, user: str) -> None:
    with pytest.raises(SourceError, match="takes no connections"):
        source(dovecot, user, 1).idle(1)

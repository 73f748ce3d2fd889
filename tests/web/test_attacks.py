"""No attack works; and each guard is what holds one of them: where it is taken away, that attack works."""

import asyncio
import logging
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.requests import Request

from assistant.adapters.memory import MemorySecrets
from assistant.adapters.store.tinydb_store import TinyDBStore
from assistant.bootstrap import Assistant
from assistant.config import Page
from assistant.domain.access import Invitation, Session, id_of
from assistant.domain.time import Clock
from assistant.errors import StoreError, UserError
from assistant.services import access
from assistant.services.access import Access, Patience
from assistant.web import desk, gate, render, serve, sign_in, visit
from assistant.web.api import people
from assistant.web.app import access_of, create_app
from assistant.web.gate import Gate, Names
from assistant.web.notices import Notices
from assistant.web.pages import drafts
from tests.web import attacks
from tests.web.attacks import ATTACKS, HOSTS, PASSWORD, Attack
from tests.web.web_world import ORIGIN, QUOTE, Browser, WebWorld


@dataclass(frozen=True)
class Guard:
    """A place in the code, what stands there when it does nothing, and the attack that then works."""

    of: object
    name: str
    without: object
    attack: Attack


def _whatever(*_: object, **__: object) -> bool:
    return True


def _any_way(path: str, default: str = "/") -> str:
    return path or default


def _all_notices(notices: Notices, session_id: str) -> tuple[Any, ...]:
    return tuple(notice for waiting in notices._waiting.values() for notice in waiting)


async def _any_form(request: Request) -> list[tuple[str, str]]:
    return parse_qsl((await request.body()).decode())


def _patience_for_all(*, clock: Clock) -> Patience:
    return Patience(clock=clock, lock=nullcontext())  # type: ignore[arg-type]


def _of_any_age(access: Access, invitation: str, browser: str) -> str | None:
    return access._open(browser) if access.store.get(Invitation, id_of(invitation)) else None


_framed = gate.CSP.replace("frame-ancestors 'none'", "frame-ancestors *")
GUARDS = (
    Guard(render, "select_autoescape", lambda **_: False, attacks.scripts_in_what_others_write),
    Guard(render, "select_autoescape", lambda **_: False, attacks.scripts_in_what_is_asked),
    Guard(gate, "CSP", gate.CSP.replace("script-src 'self'", "script-src *"), attacks.scripts_in_what_is_asked),
    Guard(drafts, "MAIL_CSP", gate.CSP, attacks.scripts_in_what_others_write),
    Guard(visit, "is_csrf", _whatever, attacks.a_form_without_a_token),
    Guard(visit, "is_csrf", _whatever, attacks.a_form_with_the_token_of_another_session),
    Guard(Gate, "_is_ours", _whatever, attacks.a_form_from_another_site),
    Guard(visit, "form_of", _any_form, attacks.a_form_in_another_dress),
    Guard(Names, "know", _whatever, attacks.a_name_that_points_here),
    Guard(gate, "CSP", _framed, attacks.a_frame_around_the_page),
    Guard(gate, "_ALWAYS", {}, attacks.a_frame_around_the_page),
    Guard(visit, "own_path", _any_way, attacks.a_way_out_after_a_form),
    Guard(sign_in, "own_path", _any_way, attacks.a_way_out_after_a_form),
    Guard(Patience, "wait", lambda *_: timedelta(), attacks.many_tries_at_the_password),
    Guard(desk, "Patience", _patience_for_all, attacks.many_tries_at_once),
    Guard(access, "_network", str, attacks.many_addresses_of_one_network),
    Guard(TinyDBStore, "delete", lambda *_: None, attacks.a_link_that_is_used_twice),
    Guard(Access, "accept", _of_any_age, attacks.a_link_that_is_too_old),
    Guard(Access, "sign_out", lambda *_: None, attacks.a_cookie_that_was_signed_out),
    Guard(Session, "is_over", lambda *_: False, attacks.a_cookie_that_is_too_old),
    Guard(Notices, "take", _all_notices, attacks.words_for_another_browser),
    Guard(gate, "LARGEST", 10**40, attacks.a_body_that_is_too_large),
    Guard(visit, "MOST_FIELDS", 10**9, attacks.a_form_of_very_many_fields),
    Guard(people, "_line", lambda text: text or "", attacks.a_name_of_two_lines),
)
HELD_BY_OTHERS = (
    attacks.a_method_in_disguise,  # Starlette's routes
    attacks.a_path_out_of_the_folder,  # Starlette's files, and ids that are looked up
    attacks.a_link_that_is_looked_at_ahead,  # there is no code that could
    attacks.a_cookie_that_was_set_before,  # as well
    attacks.a_browser_of_many_lines,
)
"""Attacks that no guard of ours holds."""


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_attack_fails(world: WebWorld, attack: Attack) -> None:
    attack(world)


def test_every_attack_is_held_by_something() -> None:
    assert {*(guard.attack for guard in GUARDS), *HELD_BY_OTHERS} == set(ATTACKS)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.name}-{guard.attack.__name__}")
def test_without_the_guard_the_attack_works(world: WebWorld, guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.of, guard.name, guard.without)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        guard.attack(world)


# What is no attack, or needs to be looked at from within.


def test_a_page_that_is_served_to_others_needs_a_password(world: WebWorld) -> None:
    world.assistant.__dict__["secrets"] = MemorySecrets()
    for host in ("0.0.0.0", "::", "192.168.1.5", "", "example.org", "127.0.0.1.example.org", "::ffff:10.0.0.1"):
        with pytest.raises(UserError, match="can be reached from other machines"):
            serve.server(world.assistant, host=host, port=8765)
    for host in ("127.0.0.1", "localhost", "::1", "127.8.8.8"):
        serve.server(world.assistant, host=host, port=8765)
    access_of(world.assistant).set_password(PASSWORD)
    serve.server(world.assistant, host="0.0.0.0", port=8765)


def test_a_page_that_is_served_to_others_is_called_by_an_address_or_a_name_of_its_own() -> None:
    names = Names.of("0.0.0.0", "https://page.example.org/")
    for host in ("192.168.1.5:8765", "[fd00::1]:8765", "localhost", "PAGE.example.org:443", "0.0.0.0"):
        assert names.know(host), host
    for host in (
        "evil.example",
        "page.example.org.evil.example",
        "192.168.1.5.",
        "192.168.1.5.nip.io",
        "",
        "1.2.3.4.5",
    ):
        assert not names.know(host), host
    only_here = Names.of("127.0.0.1", "https://page.example.org")
    assert only_here.know("page.example.org")
    assert not any(only_here.know(host) for host in HOSTS)
    assert not Names.of("127.0.0.1", "nonsense").know("")


def test_a_page_behind_a_gateway_takes_forms_from_its_own_address(world: WebWorld) -> None:
    config = replace(world.config, page=Page(address="https://page.example.org/"))
    assistant = Assistant(config, clock=lambda: world.now)
    browser = Browser(create_app(assistant))
    form = {"invitation": access_of(assistant).invite()}
    headers = {"Host": "page.example.org", "Origin": "https://page.example.org"}
    answer = browser.post("/login", data=form, headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    flags = answer.headers["set-cookie"].lower()
    assert all(flag in flags for flag in ("; httponly", "; samesite=lax", "; secure", "; path=/"))
    assert browser.post("/login", data=form, headers={**headers, "Origin": "https://evil.example"}).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: WebWorld) -> None:
    browser = Browser(create_app(world.assistant))
    form = {"invitation": access_of(world.assistant).invite()}
    answer = browser.post("/login", data=form, headers={"Origin": ORIGIN}, follow_redirects=False)
    flags = answer.headers["set-cookie"].lower()
    assert all(flag in flags for flag in ("; httponly", "; samesite=lax", "; path=/"))
    assert "domain" not in flags
    assert "secure" not in flags  # it is served without encryption, on this machine


def test_a_mistake_of_ours_tells_nothing_of_itself(world: WebWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = world.browser()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"secret of the inside: {QUOTE}")

    monkeypatch.setattr(TinyDBStore, "find", broken)
    quiet = Browser(browser.app)
    quiet._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    quiet.cookies = browser.cookies
    answer = quiet.get("/?q=what+was+asked")
    assert answer.status_code == 500
    for told in ("secret", "Traceback", "what was asked", "RuntimeError", str(world.folder)):
        assert told not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_store_that_is_in_the_way_is_told_plainly(world: WebWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = world.browser()

    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(TinyDBStore, "get", full)
    assert browser.get("/").status_code == 503


def test_nothing_of_a_request_is_logged(world: WebWorld, caplog: pytest.LogCaptureFixture) -> None:
    browser = world.browser()
    with caplog.at_level(logging.DEBUG):
        browser.get("/prompts?state=evil%0d%0aINFO:+all+is+well", headers={"User-Agent": "evil agent"})
        browser.post("/login", data={"password": "evil password"}, headers={"Origin": ORIGIN})
        browser.get("/login?invitation=evil-secret")
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "asyncio"))]
    assert not [record for record in ours if "evil" in record.getMessage()]


def test_a_body_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PATIENCE", 0.02)
    for more in (b"x", b""):
        assert asyncio.run(_met(more)) == 408


async def _met(more: bytes) -> int:
    """The status for a body of which a piece comes, and then nothing."""
    pieces = iter([{"type": "http.request", "body": more, "more_body": True}])
    statuses: list[int] = []

    async def receive() -> Any:
        return next(pieces, None) or await asyncio.Event().wait()

    async def send(message: Any) -> None:
        statuses.append(message.get("status", 0))

    async def passed_on(*_: object) -> None:
        raise AssertionError("it was passed on")

    headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1")]
    scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/login", "headers": headers}
    await Gate(passed_on, names=Names.of("127.0.0.1"))(scope, receive, send)
    return statuses[0]


def test_a_browser_that_breaks_off_changes_nothing() -> None:
    """The application is not asked for half of a request."""

    async def broken() -> None:
        pieces = iter([{"type": "http.request", "body": b"said=no", "more_body": True}, {"type": "http.disconnect"}])

        async def receive() -> Any:
            return next(pieces)

        async def send(_: Any) -> None:
            pass

        async def passed_on(*_: object) -> None:
            raise AssertionError("it was passed on")

        headers = [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1")]
        scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/login", "headers": headers}
        await Gate(passed_on, names=Names.of("127.0.0.1"))(scope, receive, send)

    asyncio.run(broken())

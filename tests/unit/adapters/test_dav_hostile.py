"""A WebDAV server that means harm, or stands in another one's place: the password stays at home, nothing blows up."""

import time

import httpx
import pytest

from assistant.adapters.dav.client import DavClient
from assistant.adapters.dav.connect import client_for
from assistant.adapters.dav.xml import answer_in
from assistant.domain.accounts import AccountSettings
from assistant.errors import SourceError
from tests.unit.adapters.test_dav import EMPTY, ask, client, serving

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY f SYSTEM "file:///etc/passwd">]><multistatus xmlns="DAV:"><response><href>&b;&f;</href></response>'
    b"</multistatus>"
)


@pytest.mark.parametrize(
    ("server", "to"),
    [
        ("https://example.co.uk/", "https://evil.co.uk/"),  # nobody owns co.uk
        ("https://me.dyndns.example/", "https://evil.dyndns.example/"),  # nor is all of it mine
        ("https://cal.example/", "https://cal.example.evil.example/"),
        ("https://cal.example/", "https://evilcal.example/"),
        ("https://cal.example/", "https://cal.example@evil.example/"),
        ("https://cal.example/", "http://cal.example/"),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:1/"),  # another program, and maybe another user's
        ("http://127.0.0.1:5232/", "http://localhost:5232/"),
        ("http://nas.example/", "https://evil.example/"),
        ("https://cal.example/", "ftp://cal.example/"),
        ("https://cal.example/", "//evil.example/x"),
    ],
)
def test_no_address_takes_the_password_elsewhere(server: str, to: str) -> None:
    """Each would be a request to the network otherwise, which no test may make."""
    with client(server, insecure=True) as connection, pytest.raises(SourceError) as caught:
        connection.propfind(to, "<d:resourcetype/>", depth=0)
    assert "does not belong" in str(caught.value) or "would not be encrypted" in str(caught.value)


def test_a_provider_may_send_on_to_its_own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def once(self: DavClient, method: str, url: str, *more: object) -> tuple[int, bytes, httpx.Headers]:
        asked.append(url)
        return 207, EMPTY, httpx.Headers()

    monkeypatch.setattr(DavClient, "_once", once)
    settings = AccountSettings(name="cal", type="caldav")
    with client_for(settings, "https://caldav.icloud.com/", "helen", "hunter2") as connection:
        connection.propfind("https://p07-caldav.icloud.com/1/", "", depth=0)
        with pytest.raises(SourceError, match="does not belong"):
            connection.propfind("https://icloud.com.evil.example/", "", depth=0)
    assert asked == ["https://p07-caldav.icloud.com/1/"]


@pytest.mark.parametrize(
    "location", ["http://[::1", "https://[bad]/", "https://exa mple/", "http://127.0.0.1:99999999/"]
)
def test_a_redirect_to_what_is_no_address_is_a_plain_fault(location: str) -> None:
    reply = (302, {"Location": location}, b"")
    with serving(lambda request: reply) as url, pytest.raises(SourceError):
        ask(url)


@pytest.mark.parametrize("status", [200, 302, 511])
def test_a_page_of_somebody_else_is_no_calendar(status: int) -> None:
    """A hotel's network answers with its own page; a redirect of it leads to another host."""
    reply = (status, {"Content-Type": "text/html"}, b"<html>Accept our terms")
    with serving(lambda request: reply) as url, pytest.raises(SourceError) as caught:
        ask(url)
    assert "sign in" in caught.value.hint


def test_no_entity_is_looked_up_or_blown_up() -> None:
    (entry,) = answer_in(BOMB).entries
    assert "root" not in entry.href
    assert len(entry.href) < 1_000


@pytest.mark.parametrize("place", ['<href x="&i8;">/</href>', "<href>&i8;</href>"])
def test_a_billion_laughs_cost_nothing(place: str) -> None:
    """In an attribute, entities are always looked up: there the parser must see what they grow to."""
    laughs = "".join(f'<!ENTITY i{n} "{f"&i{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE m [<!ENTITY i0 "{"ha" * 20}">{laughs}]>'
    raw = f'<?xml version="1.0"?>{head}<multistatus xmlns="DAV:"><response>{place}</response></multistatus>'
    began = time.process_time()
    try:
        (entry,) = answer_in(raw.encode()).entries
    except ValueError:
        pass
    else:
        assert len(entry.href) < 1_000
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("href", ["http://[::1", "https://[bad]/x", "//[", "http://\u2100.example/"])
def test_what_is_no_address_names_nothing(href: str) -> None:
    body = (
        f"<response><href>{href}</href><propstat><prop><owner><href>{href}</href></owner></prop></propstat></response>"
    )
    (entry,) = answer_in(f'<multistatus xmlns="DAV:">{body}</multistatus>'.encode()).entries
    assert (entry.path, entry.hrefs("{DAV:}owner")) == ("", [])

"""The first run in the browser: from no configuration at all to the first question, with Dovecot; the sample world."""

import re
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.prompts import Prompt
from assistant.setup.sample import Read, SampleWorld
from assistant.setup.session import Session
from assistant.web.app import access_of, create_app
from tests.servers.dovecot import PASSWORD, Dovecot, running
from tests.web.configured import Configured, main_of
from tests.web.web_world import NOW, Browser, where

ADDRESS = "helen@marsh.example"
MAIL = """\
From: Priya Shah <priya@shah.example>
To: helen@marsh.example
Date: {date}
Message-ID: <1@shah.example>
Subject: Tuesday

Hello Helen, lovely to see you.

Priya Shah <priya@shah.example> | problem | payroll | our wages came out wrong again
"""


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configured:
    monkeypatch.setattr("assistant.adapters.secrets._working", lambda: None)  # nobody's own keyring
    return Configured(tmp_path, text="")


def introduced(page: Configured, **more: str) -> Any:
    """The first form, filled."""
    fields = {"name": "Helen Marsh", "addresses": ADDRESS, "timezone": "Europe/London", "country": "GB", **more}
    return page.browser.fill("/welcome", "/welcome", **fields)


def test_every_page_leads_to_the_first_one_until_it_is_filled(page: Configured) -> None:
    for path in ("/", "/settings", "/activity", "/drafts", "/connect"):
        assert where(page.browser.get(path)) == "/welcome"
    assert where(page.browser.press("/sync")) == "/welcome"
    assert "in two minutes" in page.browser.get("/guide").text
    assert not page.path.exists()


def test_whoever_is_not_signed_in_sees_none_of_it(page: Configured) -> None:
    stranger = Browser(page.app)
    for path in ("/welcome", "/welcome/mail", "/guide"):
        assert where(stranger.get(path)) == "/login"


def test_all_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(page: Configured) -> None:
    answer = introduced(page, name=" ", addresses="helen@marsh", organisation="Marsh Bakery")
    assert answer.status_code == 409
    assert "is no mail address" in answer.text
    assert "This one is needed" in answer.text
    assert 'value="Marsh Bakery"' in answer.text
    assert 'value="helen@marsh"' in answer.text
    assert not page.path.exists()


def test_it_guesses_the_time_zone_and_the_country(page: Configured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.setup.guesses.zone", lambda: "Europe/Berlin")
    text = page.browser.get("/welcome").text
    assert re.search(r"<option selected>Europe/Berlin|<option[^>]*selected[^>]*>Europe/Berlin", text)
    assert re.search(r'value="DE" selected>Germany', text)


def test_from_nothing_to_the_first_question(
    page: Configured, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    for days, number in ((1, "1"), (200, "2")):
        mail = MAIL.format(date=f"{NOW - timedelta(days=days):%a, %d %b %Y %H:%M:%S +0000}")
        dovecot.append(ADDRESS, mail.replace("<1@", f"<{number}@").encode())

    answer = introduced(page)
    assert where(answer) == "/welcome/mail"
    assert stat.S_IMODE(page.path.stat().st_mode) == 0o600
    assert page.config.user.country == "GB"
    assert page.desk.assistant.config.user.name == "Helen Marsh"
    assert where(page.browser.get("/welcome")) == "/welcome/mail"
    assert "known already" in page.browser.press("/welcome", name="Somebody", addresses="a@b.example").text

    answer = page.browser.fill("/welcome/mail", "/connect/new", what=ADDRESS)
    answer = page.talked(answer, "2", f"localhost:{dovecot.tls_port}", "wrong", PASSWORD, "yes", "yes")
    assert where(answer) == "/welcome/mail"
    assert f"{ADDRESS} is connected" in answer.text
    assert PASSWORD not in page.written

    assert "Leave it out for now" in page.browser.get("/welcome/calendar").text
    notes = tmp_path / "notes"
    notes.mkdir()
    answer = page.browser.fill("/welcome/notes", "/connect/file", kind="notes", path=str(notes))
    assert where(answer) == "/welcome/notes"
    assert str(notes) in answer.text
    assert "Go on without" in page.browser.get("/welcome/people").text

    page.desk.assistant.__dict__.update(reader=page.assistant.reader, matcher=page.assistant.matcher)
    since = (NOW - timedelta(days=90)).date().isoformat()
    assert f'value="{since}"' in page.browser.get("/welcome/reading").text
    page.browser.fill("/welcome/reading", "/welcome/reading", since=since)
    page.desk.reading_now.join(60)
    assert page.config.reading.since == (NOW - timedelta(days=90)).date()
    text = main_of(page.browser.get("/welcome/reading"))
    assert "1 new, 1 question" in text, text
    today = page.browser.get("/").text
    assert "our wages came out wrong again" in today
    assert page.desk.assistant.store.count(Prompt) == 1
    settings = page.browser.get("/settings").text
    assert "Complete until" in settings


def test_everything_can_be_left_out(page: Configured) -> None:
    introduced(page)
    for step in ("mail", "calendar", "notes", "people"):
        assert page.browser.get(f"/welcome/{step}").status_code == 200
    assert "there is nothing to read" in page.browser.get("/welcome/reading").text
    assert "Welcome, Helen" in page.browser.get("/").text


def test_a_folder_that_cannot_be_written_is_said(page: Configured) -> None:
    page.path.mkdir()
    answer = introduced(page)
    assert answer.status_code in (200, 409)
    assert page.path.is_dir()


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample world in which nothing is read: what happens in the real one has tests of its own."""

    def play(world: SampleWorld) -> Iterator[Read]:
        yield from ()

    monkeypatch.setattr(SampleWorld, "play", play)


def test_the_sample_world_is_one_click_away_and_there_is_a_way_back(page: Configured, small_sample: None) -> None:
    other = page.another()
    answer = page.waited(page.browser.fill("/welcome", "/sample/enter"))
    assert where(answer) == "/"
    assert "sample world of Maren Holt" in answer.text
    assert "Maren" in page.browser.get("/settings").text
    assert where(other.get("/")) == "/welcome"  # for this browser alone
    page.browser.press("/settings/messages", **{"drafts.tone": "brief", "drafts.deliver_to": "eml"})
    assert not page.path.exists()
    assert "set in your own" in page.browser.press("/settings/tokens", name="x").text
    answer = page.browser.fill("/", "/sample/leave")
    assert where(answer) == "/welcome"
    assert where(other.press("/sample/enter")) == "/"  # made already


def test_a_session_without_a_file_is_served_first_run_pages(tmp_path: Path) -> None:
    """As `assistant serve` begins: the store lies where the configuration will say, so the sign-in outlasts it."""
    from assistant.bootstrap import Assistant

    home = Session(config_path=tmp_path / "new" / "config.toml", data=None)
    assistant = Assistant(home.config_of_nobody())
    browser = Browser(create_app(assistant, home=home, is_new=True))
    assert where(browser.sign_in(access_of(assistant).invite())) == "/welcome"
    answer = browser.fill("/welcome", "/welcome", name="Helen", addresses=ADDRESS)
    assert where(answer) == "/welcome/mail"
    assert home.config().data == assistant.config.data
    assert browser.get("/settings").status_code == 200

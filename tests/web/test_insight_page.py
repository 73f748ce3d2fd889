"""Insight on the page: figures with what stands behind them, pictures, and files for a spreadsheet."""

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assistant.domain.people import Participant, Person, Role
from assistant.domain.referrals import ReferralState
from assistant.services import referrals
from assistant.services.insight_tables import FIGURES, MADE
from assistant.web.kept import Kept
from tests.large_world import NOW, SMALL, fill
from tests.received import received
from tests.web.web_world import Browser, WebWorld


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    return WebWorld(tmp_path, now=NOW)


@pytest.fixture
def browser(world: WebWorld) -> Browser:
    fill(world.assistant.store, SMALL)
    world.assistant.store.put(*received(list(world.assistant.store.find(Person)), 60, NOW))
    return world.browser()


def test_without_anything_it_tells_where_figures_come_from(world: WebWorld) -> None:
    page = world.browser().get("/insight").text
    assert "Nothing to go by yet" in page
    assert "<img" not in page


def test_every_figure_has_its_sentence_and_its_table(browser: Browser) -> None:
    page = browser.get("/insight").text
    assert all(f'id="{name}"' in page for name in FIGURES)
    assert "60 referrals received" in page
    assert "of 10 customers have sent somebody to you" in page
    assert all(f'href="/insight/{name}.csv"' in page for name in FIGURES)


def test_every_link_behind_a_figure_leads_to_a_list(browser: Browser) -> None:
    links = set(re.findall(r'href="(/insight/[^"]+)"', browser.get("/insight").text))
    assert len(links) > 30
    for link in links:
        answer = browser.get(unescape(link))
        assert answer.status_code == 200, link
        assert "Nothing is here" not in answer.text or "part=" in link


def test_pictures_are_svg_for_both_schemes_and_say_what_they_show(browser: Browser) -> None:
    page = browser.get("/insight").text
    files = re.findall(r'(?:src|srcset)="(/insight/[^"]+)"', page)
    assert len(files) == 6 * 4
    assert len(re.findall(r'<img[^>]* alt="[^"]{20,}"', page)) == 6
    for file in files:
        answer = browser.get(unescape(file))
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert ET.fromstring(answer.content).tag.endswith("svg")
    assert browser.get("/insight/nothing.svg").status_code == 404


def test_every_table_is_a_file_for_a_spreadsheet(browser: Browser) -> None:
    for name in MADE:
        answer = browser.get(f"/insight/{name}.csv")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
        assert len(answer.text.splitlines()) > 1, name
    assert browser.get("/insight/x.csv").status_code == 404
    assert browser.get("/insight/x").status_code == 404


def test_a_name_that_is_a_formula_is_words_in_the_file_and_on_the_page(world: WebWorld) -> None:
    store = world.assistant.store
    evil = Person.known_as(Participant(name='=HYPERLINK("http://x.example")<b>', address="e@evil.example"))
    ann = Person.known_as(Participant(name="Ann Ng", address="ann@ng.example"), roles=(Role.CUSTOMER,))
    store.put(evil, ann)
    noted = referrals.note(store, evil, at=NOW, sender=ann)
    referrals.decide(store, noted, ReferralState.WON, at=NOW, value=500)
    browser = world.browser()
    assert "'=HYPERLINK" in browser.get("/insight/referrals.csv").text
    page = browser.get("/insight/referrals").text
    assert "&lt;b&gt;" in page
    assert "500" in page


def test_what_was_just_noted_shows_at_once(world: WebWorld) -> None:
    store, browser = world.assistant.store, world.browser()
    who = Person.known_as(Participant(name="Ann Ng", address="ann@ng.example"))
    store.put(who)
    assert "Nothing to go by yet" in browser.get("/insight").text
    referrals.note(store, who, at=NOW)
    found = [browser.get("/insight").text for _ in range(20)]  # a busy machine may need a second look
    assert "1 referral received" in found[-1]


def test_long_lists_come_a_page_at_a_time(browser: Browser) -> None:
    first = browser.get("/insight/referrals").text
    assert first.count("<tr>") == 51
    assert "page=1" in first
    second = browser.get("/insight/referrals?page=1").text
    assert second.count("<tr>") == 11
    assert browser.get("/insight/referrals?page=99").status_code == 200


def test_with_patience_the_new_value_is_given_where_it_is_quick() -> None:
    kept = Kept()
    assert kept.lately("k", "1", lambda: "old") == "old"
    assert kept.lately("k", "2", lambda: "new", patience=5) == "new"

"""Campaigns at the page: set, counted by what happens, pictured, ended, and every step undone."""

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.domain.campaigns import Campaign, Candidate
from assistant.domain.people import Person
from assistant.domain.referrals import Direction, Referral
from assistant.domain.touches import TouchKind
from tests.web.web_world import ANNA, NOW, TOM, Browser, WebWorld, where

ANNAS = Person.known_as(ANNA)
TOMS = Person.known_as(TOM)


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    world = WebWorld(tmp_path)
    world.assistant.store.put(ANNAS)
    return world


@pytest.fixture
def browser(world: WebWorld) -> Browser:
    return world.browser()


def given(number: int, to: Person, days: int = 0) -> Referral:
    return Referral(
        id=f"ref-{number}",
        direction=Direction.GIVEN,
        from_id="user",
        who_id=f"who-{number}",
        to_id=to.id,
        at=NOW - timedelta(days=days),
    )


def set_up(browser: Browser, **more: str) -> str:
    fields = {
        "name": "Referral week",
        "goal": "3",
        "kind": "referrals",
        "begin": "2026-11-16",
        "deadline": "2026-11-20",
    }
    return where(browser.fill("/campaigns", "/campaigns", **{**fields, **more}))


def test_what_is_given_is_counted_by_itself(world: WebWorld, browser: Browser) -> None:
    assert "No campaign yet" in browser.get("/campaigns").text
    page = set_up(browser)
    assert "0 of 3, 4 days left: one a day would do it" in browser.get(page).text
    world.assistant.store.put(given(1, TOMS), given(2, ANNAS, days=1), given(3, TOMS, days=2))
    text = browser.get(page).text
    assert "2 of 3, 4 days left: one every 4 days would do it" in text
    assert "Tom Fairweather" in text
    pictures = [browser.get(f"{page}/picture.svg{more}") for more in ("", "?scheme=dark", "?narrow=true")]
    for picture in pictures:
        assert picture.headers["content-type"] == "image/svg+xml"
        assert "an even pace to 3" in picture.text
    assert len({picture.text for picture in pictures}) == len(pictures)
    assert "2 of 3" in browser.get("/campaigns").text


def test_only_candidates_count_where_that_is_wanted(world: WebWorld, browser: Browser) -> None:
    page = set_up(browser, only="1")
    world.assistant.store.put(given(1, TOMS), given(2, ANNAS))
    assert "0 of 3" in browser.get(page).text
    assert "Add<span" in browser.get(f"{page}?q=fairweather").text
    chosen = browser.press(f"{page}/candidates", who=TOMS.id, why="the best wages")
    assert "1 of 3" in chosen.text
    assert "the best wages" in chosen.text
    assert "0 of 3" in browser.undo(chosen).text


def test_calls_and_one_to_ones_count_for_their_campaigns(world: WebWorld, browser: Browser) -> None:
    calls, ones = set_up(browser, name="Calls", kind="check-ins"), set_up(browser, name="Teas", kind="one-to-ones")
    world.assistant.practice.touches.note(ANNAS, kind=TouchKind.CALL)
    assert "1 of 3" in browser.get(calls).text
    assert "0 of 3" in browser.get(ones).text
    world.meet()
    assert "1 of 3" in browser.get(ones).text
    assert "1 of 3" in browser.get(calls).text


def test_ideas_say_why_and_leave_out_whom_somebody_was_sent_to(world: WebWorld, browser: Browser) -> None:
    page = set_up(browser)
    assert "in your bullpen, and nobody was sent to them for 90 days" in browser.get(page).text
    world.assistant.store.put(given(1, TOMS, days=40))
    assert "in your bullpen" not in browser.get(page).text
    world.hear(category="marketing-digital", quote="our telephone does not ring")
    assert "our telephone does not ring" in browser.get(page).text


def test_it_is_ended_goes_on_and_is_removed(world: WebWorld, browser: Browser) -> None:
    page = set_up(browser)
    ended = browser.fill(page, f"{page}/end")
    assert "has ended" in ended.text
    assert next(world.assistant.store.find(Campaign)).ended_at
    browser.undo(ended)
    assert next(world.assistant.store.find(Campaign)).ended_at is None
    browser.press(f"{page}/candidates", who=TOMS.id)
    removed = browser.fill(page, f"{page}/remove")
    assert world.assistant.store.count(Campaign) == world.assistant.store.count(Candidate) == 0
    assert "It is back" in browser.undo(removed).text
    assert "Tom Fairweather" in browser.get(page).text
    assert world.assistant.store.count(Campaign) == world.assistant.store.count(Candidate) == 1
    assert "is back already" in browser.undo(removed).text


@pytest.mark.parametrize(
    "wrong",
    [{"goal": "0"}, {"goal": "many"}, {"deadline": "2026-11-01"}, {"deadline": "soon"}, {"kind": "x"}, {"name": " "}],
)
def test_one_that_cannot_be_is_refused(browser: Browser, world: WebWorld, wrong: dict[str, str]) -> None:
    set_up(browser, **wrong)
    assert not list(world.assistant.store.find(Campaign))

"""What is worked out before anybody asks is what the pages then show."""

from pathlib import Path

import pytest

from assistant.errors import StoreError
from assistant.services import likely, referrals
from assistant.services.advocates import Advocates
from assistant.services.quiet_people import QuietPeople
from assistant.services.written_cards import WrittenCards
from assistant.web.ahead import work_ahead
from assistant.web.app import create_app
from tests.web.web_world import WebWorld

PAGES = ("/people/twins", "/advocates", "/cards", "/goodwill", "/insight")


def test_what_was_worked_out_ahead_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = WebWorld(tmp_path)
    browser = world.browser()
    work_ahead(browser.app.state.desk)

    def again(*_: object) -> None:
        raise AssertionError("it was worked out once more")

    monkeypatch.setattr(likely, "suggestions", again)
    monkeypatch.setattr(referrals, "made", again)
    monkeypatch.setattr(Advocates, "nearest", again)
    monkeypatch.setattr(QuietPeople, "found", again)
    monkeypatch.setattr(WrittenCards, "ideas", again)
    monkeypatch.setattr(world.assistant.practice, "insight", again)
    for page in PAGES:
        assert browser.get(page).status_code == 200


def test_where_one_fails_the_others_are_kept_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world, made = WebWorld(tmp_path), []

    def locked(*_: object) -> None:
        raise StoreError("the store is locked")

    monkeypatch.setattr(Advocates, "nearest", locked)
    monkeypatch.setattr(WrittenCards, "ideas", lambda _: made.append("ideas"))
    work_ahead(create_app(world.assistant).state.desk)
    assert made == ["ideas"]

"""Search in the browser: groups, where the words stand, and what an empty page says."""

import pytest

from assistant.domain.prompts import PromptState
from tests.web.web_world import ANNA, QUOTE, Browser, WebWorld


def test_it_finds_in_groups_and_says_where(world: WebWorld, browser: Browser) -> None:
    prompt = world.hear()
    _, introduction = world.assistant.introduce.answer(prompt, PromptState.YES)
    assert introduction is not None
    meeting = world.meet("Wages with Anna")
    text = browser.get("/search?q=wages").text
    order = ["What they told", "Introductions", "Bullpen", "Meetings"]
    assert sorted(order, key=lambda title: text.index(f">{title}</h2>")) == order
    for words in (
        QUOTE,
        ANNA.name,
        f"/introductions/{introduction.id}",
        f"/meetings/{meeting.id}",
        "/bullpen/b-fairweek234",
    ):
        assert words in text
    assert "Mails and notes" in browser.get("/search?q=tues").text


@pytest.mark.parametrize(
    "q", ["", "   ", "zzzz", '"; DROP TABLE people; --', "*", "a" * 5000, "NEAR(", "%00", "\u202e"]
)
def test_what_finds_nothing_shows_examples(browser: Browser, q: str) -> None:
    answer = browser.get("/search", params={"q": q})
    assert answer.status_code == 200
    assert "/search?q=payroll" in answer.text


def test_what_was_searched_for_is_text(browser: Browser) -> None:
    assert "<script>" not in browser.get("/search", params={"q": "<script>alert(1)</script>"}).text.replace(
        "<script src=", ""
    )

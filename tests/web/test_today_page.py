"""The front page: each thing that waits is answered in one tap, with a way back, and never twice."""

import pytest

from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction, State
from assistant.domain.prompts import Prompt, PromptState
from tests.web.web_world import QUOTE, WebWorld, where


def state(world: WebWorld, prompt: Prompt) -> PromptState:
    kept = world.assistant.store.get(Prompt, prompt.id)
    assert kept is not None
    return kept.state


def test_an_empty_page_teaches(world: WebWorld) -> None:
    page = world.browser().get("/")
    assert page.status_code == 200
    assert "Welcome, Helen" in page.text


def test_a_question_shows_who_what_and_the_words_around(world: WebWorld) -> None:
    world.hear()
    page = world.browser().get("/").text
    for words in ("Anna Okafor", "Payroll", QUOTE, "Hello Helen,", "I am afraid.", "Tuesday", "today 08:00"):
        assert words in page


@pytest.mark.parametrize("said", ["no", "wrong", "later"])
def test_an_answer_can_be_undone(world: WebWorld, said: str) -> None:
    prompt, browser = world.hear(), world.browser()
    after = browser.fill("/", f"/prompts/{prompt.id}/answer", said=said, until="2026-12-01")
    assert state(world, prompt) is PromptState(said)
    assert QUOTE not in after.text
    assert f'action="/prompts/{prompt.id}/reopen"' in after.text
    browser.press(f"/prompts/{prompt.id}/reopen")
    assert state(world, prompt) is PromptState.OPEN
    assert QUOTE in browser.get("/").text


def test_a_yes_drafts_the_ask_and_sends_nothing(world: WebWorld) -> None:
    prompt, browser = world.hear(), world.browser()
    after = browser.fill("/", f"/prompts/{prompt.id}/answer", said="yes")
    (draft,) = world.assistant.store.find(Draft)
    assert draft.state is DraftState.WAITING
    assert f"/drafts/{draft.id}" in after.text
    assert "Nothing has been sent" in after.text


def test_two_tabs_answer_the_same_question(world: WebWorld) -> None:
    """The second is told, and nothing happens twice."""
    prompt, one, other = world.hear(), world.browser(), world.browser()
    fields = {"said": "yes"}
    one.fill("/", f"/prompts/{prompt.id}/answer", said="yes")
    late = other.press(f"/prompts/{prompt.id}/answer", **fields)
    assert "answered with yes already" in late.text
    assert world.assistant.store.count(Introduction) == 1
    assert world.assistant.store.count(Draft) == 1


def test_later_without_a_day_to_come_is_told(world: WebWorld) -> None:
    prompt, browser = world.hear(), world.browser()
    for until in ("", "yesterday", "2020-01-01"):
        after = browser.fill("/", f"/prompts/{prompt.id}/answer", said="later", until=until)
        assert 'class="notice problem"' in after.text
        assert state(world, prompt) is PromptState.OPEN


def test_a_commands_hint_becomes_a_link(world: WebWorld) -> None:
    prompt, browser = world.hear(), world.browser()
    browser.fill("/", f"/prompts/{prompt.id}/answer", said="yes")
    again = browser.press(f"/prompts/{prompt.id}/answer", said="no")
    (introduction,) = world.assistant.store.find(Introduction)
    assert f'href="/introductions/{introduction.id}"' in again.text
    assert "assistant intros" not in again.text


def test_why_leads_back_to_the_words(world: WebWorld) -> None:
    prompt = world.hear()
    page = world.browser().get(f"/prompts/{prompt.id}").text
    assert "Why this question?" in page
    assert "reads like a" in page
    assert "confidence" not in page  # the store's own words stay in the terminal
    assert "message 0" in page


def test_a_yes_that_was_given_in_person_needs_no_ask(world: WebWorld) -> None:
    prompt, browser = world.hear(), world.browser()
    fields = {"said": "yes", "they_said": "yes please"}
    browser.press(f"/prompts/{prompt.id}/answer", **fields)
    (introduction,) = world.assistant.store.find(Introduction)
    assert introduction.state is State.WANTED


def test_what_is_not_there_is_told(world: WebWorld) -> None:
    browser = world.browser()
    gone = browser.get("/prompts/p-aaaaaaaaaa")
    assert gone.status_code == 404
    assert "there is no prompt" in gone.text


def test_whoever_is_not_signed_in_sees_nothing(world: WebWorld) -> None:
    world.hear()
    browser = world.browser()
    browser.cookies.clear()
    assert where(browser.get("/drafts")) == "/login"
    assert QUOTE not in browser.get("/").text

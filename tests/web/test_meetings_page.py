"""Meetings on the page: a minute's capture is read at once, put right by a tap, and nothing typed is lost."""

from datetime import timedelta

import pytest

from assistant.domain.captures import Capture, CaptureState, MarkKind
from assistant.domain.favours import Favour, FavourState
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Kind, Mention
from assistant.domain.prompts import Prompt, PromptState
from tests.web.web_world import ANNA, QUOTE, Browser, WebWorld, where

LINE = f"Anna Okafor <{ANNA.address}> | problem | payroll | {QUOTE}"  # as the scripted reader takes it


@pytest.fixture
def meeting(world: WebWorld) -> Meeting:
    return world.meet()


def answer(world: WebWorld) -> Capture:
    (capture,) = world.assistant.store.find(Capture)
    return capture


def test_a_meeting_that_is_over_waits(browser: Browser, meeting: Meeting) -> None:
    assert "Tea with Anna" in browser.get("/").text
    assert "Tea with Anna" in browser.get("/meetings").text
    page = browser.get(f"/meetings/{meeting.id}").text
    assert f'value="{ANNA.address}" checked' in page


def test_what_came_up_is_read_at_once(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    page = f"/meetings/{meeting.id}"
    after = browser.fill(page, page, text=f"We had tea.\r\n{LINE}", there=ANNA.address)
    assert where(after) == page
    assert "Below is what was understood" in after.text
    assert QUOTE in after.text
    (prompt,) = world.assistant.store.find(Prompt)
    assert prompt.state is PromptState.OPEN
    assert answer(world).who == (ANNA,)
    assert "Tea with Anna" not in browser.get("/meetings").text


def test_quick_marks(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    page = f"/meetings/{meeting.id}"
    marks = {
        "mark-0-kind": "request",
        "mark-0-words": "a good bookkeeper",
        "mark-0-who": "Anna Okafor",
        "mark-1-kind": "promise",
        "mark-1-words": "the name of our printer",
    }
    after = browser.fill(page, page, there=ANNA.address, **marks)
    (mention,) = world.assistant.store.find(Mention)
    (favour,) = world.assistant.store.find(Favour)
    assert (mention.kind, mention.quote) == (Kind.REQUEST, "a good bookkeeper")
    assert favour.words == "the name of our printer"
    assert "you promised" in after.text
    assert [mark.kind for mark in answer(world).marks] == [MarkKind.REQUEST, MarkKind.PROMISE]
    done = browser.fill("/", f"/favours/{favour.id}/done")
    assert "Done: the name of our printer" in done.text
    browser.press(f"/favours/{favour.id}/undo")
    (favour,) = world.assistant.store.find(Favour)
    assert favour.state is FavourState.OPEN


def test_others_who_were_there(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    page = f"/meetings/{meeting.id}"
    browser.fill(page, page, text="Tea.", there=ANNA.address, others="Priya Nair; Tom <tom@fairweek.example>")
    assert [who.name for who in answer(world).who] == ["Anna Okafor", "Priya Nair", "Tom"]


def test_nothing_came_up_and_back(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    browser.fill("/", f"/meetings/{meeting.id}/nothing")
    assert answer(world).state is CaptureState.NOTHING
    browser.press(f"/meetings/{meeting.id}/reopen")
    assert not list(world.assistant.store.find(Capture))
    assert "Tea with Anna" in browser.get("/").text


def test_what_was_understood_is_put_right(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    page = f"/meetings/{meeting.id}"
    browser.fill(page, page, text=LINE, there=ANNA.address)
    (mention,) = world.assistant.store.find(Mention)
    after = browser.fill(page, f"/mentions/{mention.id}/right", holder="Priya Nair", kind="need", category="hr")
    (put_right,) = world.assistant.store.find(Mention)
    assert (put_right.holder.name, put_right.kind, put_right.category) == ("Priya Nair", Kind.NEED, "hr")
    assert "put right by you" in after.text
    browser.press(f"/mentions/{mention.id}/undo")
    (back,) = world.assistant.store.find(Mention)
    assert (back.holder.name, back.category) == ("Anna Okafor", "payroll")


def test_what_is_no_matter_teaches(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    page = f"/meetings/{meeting.id}"
    browser.fill(page, page, text=LINE, there=ANNA.address)
    (mention,) = world.assistant.store.find(Mention)
    browser.fill(page, f"/mentions/{mention.id}/wrong")
    (prompt,) = world.assistant.store.find(Prompt)
    assert prompt.state is PromptState.WRONG


def test_two_tabs_tell_about_one_meeting(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    """The second is told, sees the first answer, and still has what it typed."""
    page = f"/meetings/{meeting.id}"
    browser.fill(page, page, text="From the first tab.", there=ANNA.address)
    late = browser.press(page, text="From the second tab.", seen="0", there=ANNA.address)
    assert late.status_code == 409
    assert "another window" in late.text
    assert "From the first tab." in late.text
    assert "From the second tab.</textarea>" in late.text
    assert answer(world).text == "From the first tab."


def test_fifty_thousand_characters(world: WebWorld, browser: Browser, meeting: Meeting) -> None:
    page, text = f"/meetings/{meeting.id}", "We spoke of this and that, at length. " * 1400
    after = browser.fill(page, page, text=f"{text}\n{LINE}", there=ANNA.address)
    assert len(text) > 50_000
    assert "Below is what was understood" in after.text
    assert answer(world).text.startswith(text[:1000])


def test_a_mark_of_nobody_keeps_what_was_typed(world: WebWorld, browser: Browser) -> None:
    meeting = world.meet("Breakfast")
    page = f"/meetings/{meeting.id}"
    typed = {"text": "Long words.", "mark-0-kind": "promise", "mark-0-words": "a lamp", "others": "Bo, Cy"}
    after = browser.press(page, **typed, seen="0")
    assert after.status_code == 409
    assert "whose promise is" in after.text.lower()
    assert "Long words.</textarea>" in after.text
    assert 'value="a lamp"' in after.text
    assert not list(world.assistant.store.find(Capture))


def test_the_brief_before(world: WebWorld, browser: Browser) -> None:
    world.hear()
    coming = world.meet("Lunch with Anna", ago=-timedelta(hours=3))
    assert "Lunch with Anna" in browser.get("/meetings?show=coming").text
    page = browser.get(f"/meetings/{coming.id}").text
    for words in ("Who comes", "Anna Okafor", "They wrote to you", "To ask at the end", "Earlier you said", QUOTE):
        assert words in page
    assert "<textarea" not in page


def test_a_meeting_that_is_gone(browser: Browser) -> None:
    assert browser.get("/meetings/meet-aaaaaaaaaa").status_code == 404

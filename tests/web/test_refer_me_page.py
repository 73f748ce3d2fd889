"""How to refer the user, in the browser: written, shown as others get it, printed, undone."""

from assistant.domain.people import Channel
from assistant.services.refer_me import profile_of
from tests.web.web_world import Browser, WebWorld

PROFILE: dict[str, str | list[str]] = {
    "does": "I keep the books of small workshops.",
    "ideal_client": "Owners with five to fifty people",
    "listen_for": "I do the wages on Sunday nights\nThe tax office wrote again",
    "not_for": "Banks",
    "services": ["bookkeeping", "no-such-topic"],
    "channel": "phone",
    "thanks": "I call within a day.",
}


def test_the_page_for_others_grows_from_the_form(world: WebWorld, browser: Browser) -> None:
    assert "the page that others get grows here" in browser.get("/refer-me").text
    text = browser.fill("/refer-me", "/refer-me", **PROFILE).text
    assert "How to refer Helen Marsh" in text
    assert "“The tax office wrote again”" in text
    assert "Call me first; two minutes are enough." in text
    profile = profile_of(world.assistant.store)
    assert (profile.services, profile.channel) == (("bookkeeping",), Channel.PHONE)
    assert "Owners with five to fifty people" in browser.get("/refer-me/sheet").text
    assert browser.get("/refer-me/sheet.pdf").content.startswith(b"%PDF-")


def test_a_change_is_undone_and_done_again(world: WebWorld, browser: Browser) -> None:
    browser.fill("/refer-me", "/refer-me", **PROFILE)
    before = profile_of(world.assistant.store)
    answer = browser.fill("/refer-me", "/refer-me", **{**PROFILE, "does": "I count.", "channel": "rubbish"})
    assert profile_of(world.assistant.store).channel is Channel.PHONE
    again = browser.undo(answer)
    assert profile_of(world.assistant.store) == before
    browser.undo(again)
    assert profile_of(world.assistant.store).does == "I count."


def test_what_sounds_like_selling_is_said(browser: Browser) -> None:
    text = browser.fill(
        "/refer-me", "/refer-me", **{**PROFILE, "does": "We are the leading experts with unbeatable prices."}
    ).text
    assert "sounds like selling" in text


def test_what_you_do_cannot_be_emptied_by_mistake(world: WebWorld, browser: Browser) -> None:
    browser.fill("/refer-me", "/refer-me", **PROFILE)
    answer = browser.fill("/refer-me", "/refer-me", **{**PROFILE, "does": " "})
    assert answer.status_code == 409
    assert "One sentence that a friend could repeat" in answer.text
    assert profile_of(world.assistant.store).does == PROFILE["does"]

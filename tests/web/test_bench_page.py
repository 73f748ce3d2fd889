"""The bench, rests, gaps, false alarms and a card from a site, in the browser; each act is taken back by one tap."""

import re
from dataclasses import replace
from datetime import date, timedelta

from assistant.domain.bullpen import Capacity, Evidence, EvidenceKind, Provider
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.people import Person
from assistant.domain.prompts import PromptState
from tests.unit.domain.test_standing import TO_THE_OTHER, log
from tests.web.web_world import TOM, Browser, WebWorld

CARD_ID = "b-fairweek234"
TOMS = f"/bullpen/{CARD_ID}"
E = EventKind
SITE = """<html><body><h1>Osgood Lines</h1><p>We install telephone systems and broadband for small hotels in Leeds.
<p>We do not work with hospitals.<p style="display:none">We provide payroll.<script>alert(1)</script></body></html>"""


def toms(world: WebWorld) -> Provider:
    card = world.assistant.store.get(Provider, CARD_ID)
    assert card is not None
    return card


def poor(world: WebWorld) -> None:
    """Four introductions to Tom that came to nothing."""
    for number in range(4):
        start = world.now - timedelta(days=200 + 9 * number)
        which = f"i-{'abcd'[number] * 10}"
        story = log(*TO_THE_OTHER, E.RESTED, id=which, whose=CARD_ID, days=8, start=start)
        world.assistant.store.put(replace(story, category="hr", seeker_id="who-nobody"))


def test_the_sum_is_shown_with_the_introductions_behind_it(world: WebWorld, browser: Browser) -> None:
    assert "Not tried yet" in browser.get(TOMS).text
    poor(world)
    text = browser.get(TOMS).text
    assert "(0 + 3) of (4 + 4) is 38 %, of 35: 13.1" in text
    assert "standing 52, mixed" in text  # 25 × 3/8 + 35 × 3/8 + 40 × 3/4 is 52.5, to the even one
    assert 'href="/introductions/i-aaaaaaaaaa"' in text
    assert "4 asks were for nothing" in text


def test_the_user_benches_and_takes_it_back(world: WebWorld, browser: Browser) -> None:
    poor(world)
    assert "Still your best?" in browser.get("/bullpen").text
    answer = browser.fill(TOMS, f"{TOMS}/bench", why="too <i>slow</i>")
    assert "Tom Fairweather is benched" in answer.text
    assert "On the bench since" in answer.text
    assert "<i>slow" not in answer.text
    assert "Still your best?" not in browser.get("/bullpen").text
    back = browser.undo(answer)
    assert "is back in play" in back.text
    assert toms(world).benched is None
    again = browser.undo(back)
    assert "benched" in again.text
    benched = toms(world).benched
    assert benched is not None
    assert benched.why == "too <i>slow</i>"
    browser.fill(TOMS, f"{TOMS}/bring-back")
    assert toms(world).benched is None


def test_keeping_somebody_puts_the_question_off(world: WebWorld, browser: Browser) -> None:
    poor(world)
    answer = browser.fill(TOMS, f"{TOMS}/keep")
    assert "15 Feb 2027" in answer.text  # 90 days after 17 November 2026
    assert "Still your best?" not in browser.get("/bullpen").text
    browser.undo(answer)
    assert toms(world).kept_until is None


def test_two_noes_in_a_row_propose_a_rest_that_the_user_gives(world: WebWorld, browser: Browser) -> None:
    for number in (1, 2):
        start = world.now - timedelta(days=3 * number)
        story = log(E.PROVIDER_ASKED, E.PROVIDER_DECLINED, id=f"i-{'ab'[number - 1] * 10}", whose=CARD_ID, start=start)
        world.assistant.store.put(replace(story, category="hr"))
    text = browser.get(TOMS).text
    assert "2 noes or silences in a row" in text
    assert "Best left in peace until 21 Nov 2026" in text
    answer = browser.fill(TOMS, f"{TOMS}/rest")  # the first such form is the proposed one
    assert toms(world).paused_until == date(2026, 12, 15)  # 30 days after the last no
    assert "paused until 15 Dec 2026" in answer.text
    browser.undo(answer)
    assert (toms(world).paused_until, toms(world).paused_why) == (None, "")


def test_a_rest_on_no_day_is_refused(world: WebWorld, browser: Browser) -> None:
    assert "is no day" in browser.press(f"{TOMS}/rest", until="soon").text
    assert "is over" in browser.press(f"{TOMS}/rest", until="2020-01-01").text
    assert toms(world).paused_until is None


def test_capacity_and_old_evidence_are_on_the_card(world: WebWorld, browser: Browser) -> None:
    old = Evidence(kind=EvidenceKind.WORK_SEEN, on=date(2024, 5, 6))
    world.assistant.store.put(replace(toms(world), evidence=(old,)))
    assert "Last seen at work in May 2024: worth another look?" in " ".join(browser.get(TOMS).text.split())
    fields = {"services": "payroll", "does": "Wages.", "at_once": "2", "a_month": "5"}
    answer = browser.fill(TOMS, TOMS, **fields, paused_until="2026-12-01", paused_why="a new baby")
    assert toms(world).capacity == Capacity(at_once=2, a_month=5)
    assert toms(world).paused_why == "a new baby"
    browser.undo(answer)
    assert toms(world).capacity == Capacity()
    for wrong in ("-1", "many", "1e9", "9999"):
        assert "is no number" in browser.fill(TOMS, TOMS, **{**fields, "at_once": wrong}).text


def test_a_benched_card_taken_out_and_put_back_is_still_benched(world: WebWorld, browser: Browser) -> None:
    browser.fill(TOMS, f"{TOMS}/bench", why="slow")
    before = toms(world)
    browser.undo(browser.fill(TOMS, f"{TOMS}/remove"))
    (back,) = world.assistant.store.find(Provider)
    assert back.benched == before.benched


def test_gaps_say_what_is_lacking_by_whom_and_whom_one_could_ask(world: WebWorld, browser: Browser) -> None:
    assert "No gap so far" in browser.get("/bullpen/gaps").text
    assert browser.get("/bullpen/gaps/picture.svg").status_code == 404
    _, waiting = world.assistant.introduce.answer(
        world.hear(category="telecom", quote="the phones die every lunch time"), PromptState.YES, in_person=True
    )
    assert isinstance(waiting, Introduction)
    assert waiting.state is State.PARKED
    hattie = Person(
        id="who-hattie2345", name="Hattie Osgood", organisation="Osgood Telephone", addresses=("h@o.example",)
    )
    world.assistant.store.put(hattie)
    text = browser.get("/bullpen/gaps").text
    assert "Phones and internet" in text
    assert "Anna Okafor" in text
    assert f"/introductions/{waiting.id}" in text
    assert "Hattie Osgood" in text
    (source,) = re.findall(r'<img class="chart" src="([^"]+)"', text)
    picture = browser.get(source.replace("&amp;", "&"))
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "Phones and internet" in picture.text
    assert browser.get(f"{source}&scheme=dark&narrow=true").content != picture.content


def test_false_alarms_by_month_and_provider(world: WebWorld, browser: Browser) -> None:
    assert "None so far" in browser.get("/bullpen/alarms").text
    poor(world)
    world.assistant.introduce.answer(world.hear(), PromptState.WRONG)
    text = browser.get("/bullpen/alarms").text
    assert "100% were for nothing: 1 of 1 question that you answered, and 4 of 4 asks of providers that ended" in text
    assert "November 2026" in text
    assert "Tom Fairweather" in text


def test_a_site_fills_a_card_with_what_was_ticked_and_nothing_else(world: WebWorld, browser: Browser) -> None:
    hattie = Person(id="who-hattie2345", name="Hattie Osgood", addresses=("h@o.example",))
    world.assistant.store.put(hattie)
    place = f"/bullpen/fill?person={hattie.id}"
    found = browser.fill(place, "/bullpen/fill", text=SITE)
    assert "from “We install telephone systems" in found.text
    assert "hospitals" in found.text
    assert 'value="payroll"' not in found.text  # the site hides it
    assert "checked" not in found.text
    assert world.assistant.store.count(Provider) == 1
    form = browser.press(
        "/bullpen/fill/card", person_id=hattie.id, services=["telecom", "juggling"], area="Leeds", does="We install it."
    )
    assert "A card for Hattie Osgood" in form.text
    assert 'value="telecom" checked' in form.text
    assert "hospitals" not in form.text
    assert world.assistant.store.count(Provider) == 1  # still nothing is kept
    browser.press("/bullpen/new", person_id=hattie.id, services=["telecom"], does="We install it.", area="Leeds")
    (card,) = world.assistant.store.find(Provider, person_id=hattie.id)
    assert (card.services, card.area, card.not_for) == (("telecom",), ("Leeds",), ())


def test_a_site_adds_to_the_card_of_somebody_who_has_one(world: WebWorld, browser: Browser) -> None:
    before = toms(world)
    form = browser.press("/bullpen/fill/card", person_id=before.person_id, services="bookkeeping", area="Leeds")
    assert "Save the card" in form.text
    assert TOM.name in form.text
    assert 'value="bookkeeping" checked' in form.text
    assert 'value="payroll" checked' in form.text
    assert toms(world) == before


def test_words_that_say_nothing_are_given_back(browser: Browser) -> None:
    answer = browser.fill("/bullpen/fill", "/bullpen/fill", text="Hello <b>there</b>")
    assert answer.status_code == 409
    assert "Hello &lt;b&gt;there" in answer.text
    assert browser.get("/bullpen/fill?person=who-nobody2345").status_code == 404

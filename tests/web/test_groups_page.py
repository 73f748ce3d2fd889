"""Groups at the page: recognised, counted, noted, taken back, and handed in as slips."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.groups import Group, Slip
from assistant.domain.introductions import Event, EventKind
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import PromptState
from assistant.domain.referrals import Direction, Referral, ReferralState
from assistant.services.forget import apply_forget
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


@pytest.fixture
def group(world: WebWorld) -> Group:
    group = Group(id="group-1", name="Harbourside Breakfast", members=(ANNAS.id, TOMS.id))
    world.assistant.store.put(group)
    return group


def row(text: str, name: str) -> list[str]:
    """The numbers of a member in the table of counts."""
    cells = re.search(rf"<tr><th scope=\"row\">(?:<a [^>]*>)?{name}(?:</a>)?</th>(.*?)</tr>", text, re.DOTALL)
    assert cells, name
    return [cell.split(" ")[0] for cell in re.findall(r"<td>(.*?)</td>", cells[1])]


def test_a_group_is_made_filled_changed_and_every_step_undone(world: WebWorld, browser: Browser) -> None:
    assert "No group yet" in browser.get("/groups").text
    answer = browser.fill("/groups", "/groups", name="Harbourside Breakfast")
    (group,) = world.assistant.store.find(Group)
    page = where(answer)
    assert page == f"/groups/{group.id}"
    assert "Add<span" in browser.get(f"{page}?q=anna").text
    joined = browser.press(f"{page}/members", who=ANNAS.id)
    assert "Anna Okafor is a member" in joined.text
    browser.undo(joined)
    assert not next(world.assistant.store.find(Group)).members
    changed = browser.fill(
        page, page, name="HB", weekday="Wednesday", rhythm="weekly", since="2025-01-01", titles="a\nb"
    )
    (group,) = world.assistant.store.find(Group)
    assert (group.name, group.weekday, group.titles) == ("HB", "Wednesday", ("a", "b"))
    browser.undo(changed)
    (group,) = world.assistant.store.find(Group)
    assert (group.name, group.weekday, group.titles, group.since) == ("Harbourside Breakfast", "", (), None)
    browser.undo(answer)
    assert not list(world.assistant.store.find(Group))


def test_what_is_seen_is_counted_with_what_shows_it(world: WebWorld, browser: Browser, group: Group) -> None:
    store = world.assistant.store
    tea = world.meet("Tea with Anna")  # a one-to-one
    breakfast = replace(
        tea,
        id="meet-abcdefghij",
        title="Harbourside Breakfast",
        start=NOW - timedelta(days=6),
        end=NOW - timedelta(days=6) + timedelta(hours=1),
        attendees=(ANNA, TOM, Participant(name="A guest", address="guest@else.example")),
        absent=("tom@fairweek.example",),
    )
    store.put(breakfast)
    bo = Person.known_as(Participant(name="Bo Li"))
    received = Referral(
        id="ref-1",
        direction=Direction.RECEIVED,
        from_id=ANNAS.id,
        who_id=bo.id,
        to_id="user",
        at=NOW - timedelta(days=3),
        state=ReferralState.WON,
        decided_at=NOW - timedelta(days=1),
        value=1200,
    )
    elsewhere = replace(received, id="ref-2", from_id=bo.id)
    store.put(bo, received, elsewhere)
    text = browser.get(f"/groups/{group.id}").text
    assert row(text, "You") == ["1", "0", "1", "0", "0", "1", "1"]
    assert row(text, "Anna Okafor") == ["1", "1", "0", "0", "0", "0", "1"]
    assert row(text, "Tom Fairweather") == ["0", "0", "0", "0", "0", "0", "0"]
    assert f"/meetings/{tea.id}" in text
    assert "1,200 GBP" in text or "1,200 EUR" in text
    assert row(browser.get(f"/groups/{group.id}?period=week").text, "You")[6] == "0"


def test_an_introduction_to_a_member_is_a_referral_given(world: WebWorld, browser: Browser, group: Group) -> None:
    assistant = world.assistant
    _, made = assistant.introduce.answer(world.hear(), PromptState.YES, in_person=True, quote="yes please")
    assert made
    assert row(browser.get(f"/groups/{group.id}").text, "You")[1] == "0"
    events = (
        Event(kind=kind, at=world.now, provider_id="b-fairweek234" if number else "", consent=consent)
        for number, (kind, consent) in enumerate(steps(world))
    )
    introduction = replace(made, events=tuple(events))
    assistant.store.put(introduction)
    text = browser.get(f"/groups/{group.id}").text
    assert row(text, "You")[1] == "1"
    assert row(text, "Tom Fairweather")[2] == "1"
    assert f"/introductions/{introduction.id}" in text


def steps(world: WebWorld) -> list[tuple[EventKind, Consent | None]]:
    """What leads to an introduction: three times a yes, and the message to both."""

    def yes(side: Side, provider: str = "b-fairweek234") -> Consent:
        proof = Proof.USER_WORD
        return Consent(side=side, answer=Answer.YES, at=world.now, proof=proof, quote="yes", provider_id=provider)

    return [
        (EventKind.HELP_WANTED, yes(Side.SEEKER, "")),
        (EventKind.PROVIDER_AGREED, yes(Side.PROVIDER)),
        (EventKind.PROVIDER_OFFERED, None),
        (EventKind.OFFER_ACCEPTED, yes(Side.SEEKER)),
        (EventKind.INTRODUCED, None),
    ]


def test_what_nothing_shows_is_noted_and_taken_back(world: WebWorld, browser: Browser, group: Group) -> None:
    page = f"/groups/{group.id}"
    for kind, column in (("testimonial", 4), ("visitor", 3), ("one-to-one", 0), ("referral", 1)):
        fields = {"kind": kind, "from": ANNAS.id, "to": TOMS.id, "on": "2026-11-16", "words": "a good word"}
        answer = browser.fill(page, f"{page}/slips", **fields)
        assert row(answer.text, "Anna Okafor")[column] == "1", kind
        answer = browser.undo(answer)
        assert row(answer.text, "Anna Okafor")[column] == "0", kind
    met = browser.fill(page, f"{page}/meetings", on="2026-11-11", there=[ANNAS.id])
    assert [row(met.text, name)[6] for name in ("You", "Anna Okafor", "Tom Fairweather")] == ["1", "1", "0"]
    for wrong in ({"on": "2027-01-01"}, {"to": ANNAS.id}, {"value": "-3"}, {"kind": "meeting"}, {"from": "who-nobody"}):
        fields = {"kind": "testimonial", "from": ANNAS.id, "to": TOMS.id, "on": "2026-11-16", **wrong}
        assert "notice problem" in browser.fill(page, f"{page}/slips", **fields).text, wrong
    assert world.assistant.store.count(Slip) == 1
    assert "there are notes of this group" in browser.fill(page, f"{page}/remove").text
    removed = browser.fill(page, f"{page}/remove", sure="1")
    assert world.assistant.store.count(Slip) == world.assistant.store.count(Group) == 0
    assert "It is back" in browser.undo(removed).text
    assert row(browser.get(page).text, "Anna Okafor")[6] == "1"


def test_what_is_removed_comes_back_unless_somebody_was_forgotten_or_took_its_place(
    world: WebWorld, browser: Browser, group: Group
) -> None:
    page, store = f"/groups/{group.id}", world.assistant.store
    browser.fill(page, f"{page}/meetings", on="2026-11-11", there=[ANNAS.id])
    browser.undo(browser.press(f"{page}/slips/take-back", slip=next(store.find(Slip)).id))
    assert store.count(Slip) == 1
    removed = browser.fill(page, f"{page}/remove", sure="1")
    store.put(replace(group, name="Another"))
    assert "another one in its place" in browser.undo(removed).text
    removed = browser.fill(page, f"{page}/remove", sure="1")
    apply_forget(store, ANNAS, user=())
    assert "it stays removed" in browser.undo(removed).text
    assert not store.count(Group)


def test_a_referral_of_the_users_own_is_noted_once_and_known_to_goodwill(
    world: WebWorld, browser: Browser, group: Group
) -> None:
    page, store = f"/groups/{group.id}", world.assistant.store
    fields = {"kind": "referral", "from": ANNAS.id, "to": "user", "on": "2026-11-16", "words": "a bakery"}
    noted = browser.fill(page, f"{page}/slips", **fields)
    assert row(noted.text, "Anna Okafor")[1] == row(noted.text, "You")[2] == "1"
    (received,) = store.find(Referral)
    assert (received.direction, received.from_id, received.note) == (Direction.RECEIVED, ANNAS.id, "a bakery")
    assert not store.count(Slip)
    assert f'id="{received.id}"' in browser.get("/goodwill").text  # she is to be thanked
    assert "2026-11-16,referral,Anna Okafor,Helen Marsh,a bakery" in browser.get(f"{page}/slips.csv").text
    decided = {"state": "won", "value": "400"}
    browser.press(f"/goodwill/{received.id}/decide", **decided)
    browser.fill(page, f"{page}/slips", **fields)  # said again
    (again,) = store.find(Referral)
    assert again.state is ReferralState.WON
    assert row(browser.get(page).text, "You")[5] == "1"  # the thanks for what it brought
    browser.undo(noted)
    assert not store.count(Referral)

    browser.fill(page, f"{page}/slips", **{**fields, "from": "user", "to": TOMS.id})
    (given,) = store.find(Referral, direction=Direction.GIVEN)
    assert "you sent them somebody" in browser.get("/goodwill").text
    shown = browser.get(f"/goodwill/{given.id}").text
    assert "Harbourside Breakfast" in shown
    assert "a bakery" in shown
    assert row(browser.get(page).text, "Tom Fairweather")[2] == "1"
    elsewhere = Group(id="group-2", name="Rotary", members=(TOMS.id,))
    store.put(elsewhere)
    there = f"/groups/{elsewhere.id}"
    assert "notice problem" in browser.press(f"{there}/slips/take-back", slip=given.id).text
    browser.fill(page, f"{page}/slips/take-back", slip=given.id)
    assert not store.count(Referral)


def test_the_slips_of_a_period_are_printed_and_read_by_a_spreadsheet(
    world: WebWorld, browser: Browser, group: Group
) -> None:
    page = f"/groups/{group.id}"
    fields = {"kind": "thank you for closed business", "from": "user", "to": TOMS.id, "on": "2026-10-30"}
    browser.fill(page, f"{page}/slips", words="=HYPERLINK(1)", value="900", **fields)
    assert "No referral, one-to-one" in browser.get(f"{page}/slips").text
    over = "first=2026-10-30&last=2026-10-30"
    assert "thank you for closed business" in browser.get(f"{page}/slips?{over}").text
    sheet = browser.get(f"{page}/slips.csv?{over}")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "2026-10-30,thank you for closed business,Helen Marsh,Tom Fairweather,'=HYPERLINK(1),900" in sheet.text
    assert browser.get(f"{page}/slips.pdf?{over}").content.startswith(b"%PDF-")
    assert browser.get(f"{page}/slips?first=2026-11-02&last=2026-11-01").status_code == 409

"""Goodwill in the browser: what was seen is confirmed, thanked for, told and taken back; and nothing is ever owed."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft
from assistant.domain.favours import Favour, FavourKind, FavourState
from assistant.domain.people import Channel, Participant, Person, Preferences, Role
from assistant.domain.referrals import Direction, Referral, ReferralState, SourceKind
from assistant.services import referrals
from tests.web.web_world import ANNA, NOW, TOM, Browser, WebWorld

HELEN = Participant(name="Helen Marsh", address="helen@marsh.example")
SUM = re.compile(r"\b(?:ow(?:e|es|ed|ing)|debts?|debtors?|balance[ds]?|credits?|in the red)\b", re.I)
TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture
def world(tmp_path: Path) -> WebWorld:
    world = WebWorld(tmp_path)
    world.assistant.store.put(Person.known_as(ANNA, roles=(Role.CUSTOMER,)))
    return world


@pytest.fixture
def browser(world: WebWorld) -> Browser:
    return world.browser()


def anna(world: WebWorld) -> Person:
    found = world.assistant.store.get(Person, Person.known_as(ANNA).id)
    assert found
    return found


def tom(world: WebWorld) -> Person:
    found = world.assistant.store.get(Person, Person.known_as(TOM).id)
    assert found
    return found


def the_referral(world: WebWorld) -> Referral:
    (found,) = world.assistant.store.find(Referral)
    return found


def seen(world: WebWorld) -> Referral:
    document = Document(
        id="doc-seen",
        source="mail",
        locator="1",
        medium=Medium.EMAIL,
        when=NOW - timedelta(days=2),
        digest="1",
        title="Zoe <> Helen",
        author=ANNA,
        listeners=(HELEN, Participant(name="Zoe Lund", address="zoe@lund.example")),
    )
    world.assistant.store.put(document)
    (referral,) = world.assistant.practice.received.look_back()
    return referral


def test_an_empty_page_says_how_it_fills(browser: Browser) -> None:
    text = browser.get("/goodwill").text
    assert "stand here by themselves" in text
    assert "Who came?" in text


def test_what_was_seen_is_confirmed_thanked_for_decided_told_and_each_taken_back(
    world: WebWorld, browser: Browser
) -> None:
    referral = seen(world)
    text = browser.get("/goodwill").text
    assert "was somebody sent to you?" in text
    assert "Zoe &lt;&gt; Helen" in text
    answer = browser.fill("/goodwill", f"/goodwill/{referral.id}/confirm")
    assert the_referral(world).state is ReferralState.OPEN
    assert "not thanked yet" in answer.text
    browser.undo(answer)
    assert the_referral(world).state is ReferralState.SUGGESTED
    browser.fill("/goodwill", f"/goodwill/{referral.id}/confirm")
    answer = browser.fill("/goodwill", f"/goodwill/{referral.id}/thank")
    assert the_referral(world).thanked_at == world.now
    browser.undo(answer)
    assert the_referral(world).thanked_at is None
    browser.fill("/goodwill", f"/goodwill/{referral.id}/thank")
    answer = browser.fill(f"/goodwill/{referral.id}", f"/goodwill/{referral.id}/decide", state="won", value="1,200")
    assert (the_referral(world).state, the_referral(world).value) == (ReferralState.WON, 1200)
    assert "not told what came of it" in browser.get("/goodwill").text
    browser.undo(answer)
    assert (the_referral(world).state, the_referral(world).value) == (ReferralState.OPEN, 0)
    browser.press(f"/goodwill/{referral.id}/decide", state="lost")
    assert "did not come to anything this time" in browser.get("/goodwill").text
    answer = browser.fill("/goodwill", f"/goodwill/{referral.id}/close")
    assert the_referral(world).closed_at == world.now
    assert "To thank, and to tell" not in answer.text
    browser.undo(answer)
    assert "To thank, and to tell" in browser.get("/goodwill").text


def test_a_no_is_taken_back_too(world: WebWorld, browser: Browser) -> None:
    referral = seen(world)
    answer = browser.fill("/goodwill", f"/goodwill/{referral.id}/deny")
    assert the_referral(world).state is ReferralState.NONE
    assert "was somebody sent to you?" not in answer.text
    browser.undo(answer)
    assert the_referral(world).state is ReferralState.SUGGESTED
    assert "say first whether" in browser.press(f"/goodwill/{referral.id}/thank").text.lower()


def test_somebody_is_noted_by_hand_with_who_sent_them_or_online(world: WebWorld, browser: Browser) -> None:
    answer = browser.fill("/goodwill", "/goodwill/note", who="Zoe Lund", sender=ANNA.address, words="books")
    referral = the_referral(world)
    assert (referral.from_id, referral.kind, referral.note) == (anna(world).id, SourceKind.CUSTOMER, "books")
    assert "Anna Okafor sent Zoe Lund to you" in answer.text
    assert "is noted already" in browser.press("/goodwill/note", who="Zoe Lund", sender=ANNA.address).text
    browser.undo(answer)
    assert not list(world.assistant.store.find(Referral))
    browser.press("/goodwill/note", who="zoe@lund.example", online="1")
    assert the_referral(world).kind is SourceKind.ONLINE
    assert "To thank, and to tell" not in browser.get("/goodwill").text


def test_what_was_typed_is_kept_when_nobody_is_known_by_it(browser: Browser) -> None:
    answer = browser.press("/goodwill/note", who="Zoe Lund", sender="Nobody Known", words="books, and payroll")
    assert answer.status_code == 409
    for kept in ("Zoe Lund", "Nobody Known", "books, and payroll"):
        assert kept in answer.text


def test_unthanked_comes_before_untold_and_untold_before_unknown(world: WebWorld, browser: Browser) -> None:
    store, names = world.assistant.store, []
    for number, (days, thanked, state) in enumerate(
        ((90, True, ReferralState.OPEN), (60, True, ReferralState.WON), (5, False, ReferralState.OPEN))
    ):
        who = Person.known_as(Participant(name=f"Guest N{number}", address=f"guest{number}@home.example"))
        store.put(who)
        at = NOW - timedelta(days=days)
        noted = referrals.note(store, who, at=at, sender=anna(world))
        noted = referrals.decide(store, noted, state, at=NOW)
        if thanked:
            referrals.thank(store, noted, at=NOW)
        names.append(who.name)
    text = browser.get("/goodwill").text
    section = text[text.index("To thank, and to tell") : text.index("Given and received")]
    places = [section.index(name) for name in names]
    assert places[2] < places[1] < places[0]


def test_thanks_go_the_way_somebody_likes_best(world: WebWorld, browser: Browser) -> None:
    store = world.assistant.store
    referrals.note(store, tom(world), at=NOW, sender=anna(world))
    assert "mailto:anna%40okafor.example" in browser.get("/goodwill").text
    store.put(replace(anna(world), preferences=Preferences(channel=Channel.PHONE, notice=2)))
    text = browser.get("/goodwill").text
    assert "mailto:" not in text
    assert "like a call better than a mail" in text
    person = browser.get(f"/people/{anna(world).id}").text
    assert "by telephone; asked first; 2 business days of notice" in person


def test_a_card_of_thanks_goes_into_the_queue(world: WebWorld, browser: Browser) -> None:
    referrals.note(world.assistant.store, tom(world), at=NOW, sender=anna(world))
    browser.fill("/goodwill", "/cards/add")
    (card,) = world.assistant.store.find(Favour)
    assert (card.kind, card.words) == (FavourKind.CARD, "thank you for sending Tom Fairweather")


def test_given_and_received_stand_on_the_page_of_each(world: WebWorld, browser: Browser) -> None:
    store = world.assistant.store
    referrals.note(store, tom(world), at=NOW, sender=anna(world))
    store.put(
        Favour(
            id="fav-promise22",
            kind=FavourKind.PROMISE,
            words="the list of suppliers",
            person_id=anna(world).id,
            meeting_id="",
            noted_at=NOW,
            state=FavourState.DONE,
            done_at=NOW,
        )
    )
    text = browser.get(f"/people/{anna(world).id}").text
    assert "Given and received" in text
    assert "Sent you" in text
    assert "the list of suppliers" in text
    assert "Sent you" not in browser.get(f"/people/{tom(world).id}").text


def test_who_was_close_once_comes_back_to_mind(world: WebWorld, browser: Browser) -> None:
    for number in range(5):
        world.assistant.store.put(
            Document(
                id=f"doc-{number}",
                source="mail",
                locator=str(number),
                medium=Medium.EMAIL,
                when=NOW - timedelta(days=400 + number),
                digest="1",
                title="Hello",
                author=ANNA,
                listeners=(HELEN,),
            )
        )
    text = browser.get("/goodwill").text
    assert "Gone quiet" in text
    assert "5 times within a year" in text


def test_the_ladder_shows_who_sends_and_asks_nothing_of_the_unhappy(world: WebWorld, browser: Browser) -> None:
    assert "Nobody stands on a rung yet" in browser.get("/advocates").text
    store = world.assistant.store
    referrals.note(store, tom(world), at=NOW, sender=anna(world))
    meeting = world.meet()
    store.put(
        Favour(
            id="fav-offer2222",
            kind=FavourKind.OFFER,
            words="a word with her sister",
            person_id=anna(world).id,
            meeting_id=meeting.id,
            noted_at=NOW,
        )
    )
    placed = world.assistant.practice.advocates.of(anna(world))
    assert placed.standing.rung == "referrer"
    page = world.browser().get("/advocates").text
    assert "They send people to you" in page
    assert "Anna Okafor" in page
    store.put(
        Document(
            id="doc-unhappy",
            source="mail",
            locator="u",
            medium=Medium.EMAIL,
            when=NOW - timedelta(days=3),
            digest="1",
            title="The invoice again",
            author=ANNA,
            listeners=(HELEN,),
            traps=("service",),
        )
    )
    assert not world.assistant.practice.advocates.of(anna(world)).may_ask
    page = world.browser().get("/advocates").text
    assert "hear them out" in page
    assert "Not to be asked now" in page
    assert "Tell them what came of it" not in page


def test_nobody_owes_anything_anywhere(world: WebWorld, browser: Browser) -> None:
    seen(world)
    referrals.note(world.assistant.store, tom(world), at=NOW, sender=anna(world))
    paths = ("/goodwill", f"/goodwill/{next(world.assistant.store.find(Referral)).id}", "/advocates", "/practice")
    for path in (*paths, f"/people/{anna(world).id}"):
        found = SUM.search(browser.get(path).text)
        assert not found, (path, found)


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.j2")), ids=lambda file: file.name)
def test_no_template_speaks_of_it(file: Path) -> None:
    assert not SUM.search(file.read_text("utf-8"))


def test_what_others_were_given_is_shown_and_is_no_referral_to_you(world: WebWorld, browser: Browser) -> None:
    given = Referral(
        id="ref-given22222",
        direction=Direction.GIVEN,
        from_id="user",
        who_id=anna(world).id,
        to_id=tom(world).id,
        at=NOW,
    )
    world.assistant.store.put(given)
    page = f"/goodwill/{given.id}"
    assert "you brought them together with" in browser.get("/goodwill").text
    assert f'sent <a href="/people/{anna(world).id}">' in browser.get(page).text
    assert "no referral to you" in browser.press(f"{page}/thank").text
    browser.fill(page, f"{page}/take-back")
    assert not world.assistant.store.get(Referral, given.id)


@pytest.mark.parametrize(("channel", "is_call"), [(Channel.PHONE, True), (Channel.MAIL, False)])
def test_the_ask_of_who_likes_the_telephone_leads_to_what_to_say(
    world: WebWorld, browser: Browser, channel: Channel, is_call: bool
) -> None:
    prompt = world.hear()
    world.assistant.store.put(replace(anna(world), preferences=Preferences(channel=channel)))
    browser.fill("/", f"/prompts/{prompt.id}/answer", said="yes")
    (draft,) = world.assistant.store.find(Draft)
    text = browser.get(f"/drafts/{draft.id}").text
    assert (f'href="/introductions/{draft.introduction_id}/call"' in text) == is_call

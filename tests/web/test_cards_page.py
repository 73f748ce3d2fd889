"""Cards to write in the browser: put into the queue, sent, taken back, printed."""

from dataclasses import replace
from datetime import timedelta

from assistant.domain.documents import Document
from assistant.domain.favours import Favour, FavourKind, FavourState
from assistant.domain.people import Person
from assistant.domain.referrals import Referral
from assistant.services import referrals
from tests.web.web_world import ANNA, NOW, TOM, Browser, WebWorld


def known(world: WebWorld, **more: object) -> Person:
    anna = Person.known_as(ANNA, **more)
    world.assistant.store.put(anna)
    return anna


def test_nothing_waits_and_the_page_says_how_a_card_comes_there(browser: Browser) -> None:
    assert "No card waits to be written" in browser.get("/cards").text


def test_a_card_is_queued_once_sent_and_taken_back(world: WebWorld, browser: Browser) -> None:
    anna = known(world, postal=("1 Mill Road", "Leeds"), cares_about="her apprentices")
    text = browser.get(f"/cards?who={anna.id}").text
    assert "A card for Anna Okafor" in text
    for said in ("is in the queue.", "is in the queue already."):
        assert said in browser.press("/cards/add", who=anna.id, words="thanks for the tour").text
    (favour,) = world.assistant.store.find(Favour)
    text = browser.get("/cards").text
    assert "What matters to them: her apprentices" in text
    assert "1 Mill Road, Leeds" in text
    answer = browser.fill("/cards", f"/cards/{favour.id}/sent")
    assert "Sent in the last 30 days" in answer.text
    assert "<strong>1</strong> card sent" in answer.text
    browser.undo(answer)
    (favour,) = world.assistant.store.find(Favour)
    assert favour.state is FavourState.OPEN
    answer = browser.fill("/cards", f"/cards/{favour.id}/remove")
    assert not list(world.assistant.store.find(Favour))
    browser.undo(answer)
    assert [each.words for each in world.assistant.store.find(Favour)] == ["thanks for the tour"]


def test_who_was_met_first_and_who_sent_somebody_would_be_glad_of_one(world: WebWorld, browser: Browser) -> None:
    world.meet()
    anna = known(world)
    tom = Person.known_as(TOM)
    referral = referrals.note(world.assistant.store, anna, at=NOW - timedelta(days=3), sender=tom)
    text = browser.get("/cards").text
    assert "you met for the first time on 17 Nov 2026" in text
    assert "sent Anna Okafor to you on 14 Nov 2026, and was not thanked yet" in text
    browser.press("/cards/add", who=anna.id, words="our first tea")
    text = browser.get("/cards").text
    assert "you met for the first time" not in text
    assert "You met on 17 Nov 2026: “Tea with Anna”" in text
    world.assistant.store.put(referrals.thank(world.assistant.store, referral, at=NOW))
    assert world.assistant.store.get(Referral, referral.id)


def test_what_was_said_in_confidence_is_no_fact_to_begin_a_card_with(world: WebWorld) -> None:
    world.hear()
    (anna,) = (person for person in world.assistant.store.find(Person) if person.name == ANNA.name)
    written = world.assistant.practice.written_cards
    assert any("wages came out wrong" in fact for fact in written.facts(anna))
    (document,) = world.assistant.store.find(Document)
    world.assistant.store.put(replace(document, traps=("sensitive",)))
    assert not any("wages" in fact for fact in written.facts(anna))


def test_the_list_and_the_envelopes_are_printed(world: WebWorld, browser: Browser) -> None:
    anna = known(world, postal=("1 Mill Road", "Leeds"))
    browser.press("/cards/add", who=anna.id, words="thanks")
    for path in ("/cards/sheet.pdf", "/cards/envelopes.pdf"):
        answer = browser.get(path)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
    sheet = world.assistant.practice.written_cards.sheet()
    (table,) = sheet.parts
    assert table.rows == (("Anna Okafor", "1 Mill Road\nLeeds", "thanks", "☐"),)  # type: ignore[union-attr]
    (labels,) = world.assistant.practice.written_cards.envelopes().parts
    assert labels.texts == (("Anna Okafor", "1 Mill Road", "Leeds"),)  # type: ignore[union-attr]


def test_a_promise_is_no_card(world: WebWorld, browser: Browser) -> None:
    anna = known(world)
    promise = Favour(
        id="fav-promise22", kind=FavourKind.PROMISE, words="the list", person_id=anna.id, meeting_id="", noted_at=NOW
    )
    world.assistant.store.put(promise)
    assert "is no card to write" in browser.press(f"/cards/{promise.id}/sent").text
    assert world.assistant.store.get(Favour, promise.id) == promise

"""Care in the browser: whom to call, answered and taken back; who is unhappy; customers; the form of somebody."""

from datetime import timedelta

import pytest

from assistant.domain.care import CheckIn, CheckInState
from assistant.domain.documents import Document, Medium
from assistant.domain.people import NEVER, Participant, Person, Role
from assistant.domain.touches import Noted
from tests.web.web_world import ANNA, NOW, TOM, Browser, WebWorld

HELEN = Participant(name="Helen Marsh", address="helen@marsh.example")


def customer(world: WebWorld, **more: object) -> Person:
    """Anna, a customer whom the user last called 40 days ago."""
    anna = Person.known_as(ANNA, roles=(Role.CUSTOMER,), **more)
    world.assistant.store.put(anna)
    said = Noted(id="touch-anna", person_id=anna.id, at=NOW - timedelta(days=40), words="the new shop opens soon")
    world.assistant.store.put(said)
    return anna


def complain(world: WebWorld, *traps: str) -> None:
    world.assistant.store.put(
        Document(
            id="doc-unhappy", source="mail", locator="u", medium=Medium.EMAIL, when=NOW - timedelta(days=3), digest="1",
            title="The invoice again", author=ANNA, listeners=(HELEN,), traps=("service", *traps),
        )
    )  # fmt: skip


def anna_of(world: WebWorld) -> Person:
    (anna,) = (person for person in world.assistant.store.find(Person) if person.name == ANNA.name)
    return anna


def test_nobody_is_to_be_called_and_the_page_says_how_they_come_there(browser: Browser) -> None:
    text = browser.get("/care").text
    assert "Nobody is to be called today" in text
    assert "Whom to call" in browser.get("/practice").text


def test_somebody_is_called_with_the_reason_the_last_words_and_an_opening(world: WebWorld, browser: Browser) -> None:
    customer(world, cares_about="her apprentices", importance=2)
    text = browser.get("/care").text
    assert "You were last in touch on 8 Oct 2026; meant is every 30 days, and they matter much to you." in text
    assert "What matters to them: her apprentices" in text
    assert "the new shop opens soon" in text
    assert "I was thinking of you" in text
    assert "1 person to call" in browser.get("/").text
    (check_in,) = world.assistant.store.find(CheckIn)
    answer = browser.fill("/care", f"/care/{check_in.id}/done", words="the shop is open")
    assert "Your call with Anna Okafor is noted." in answer.text
    assert "That is all for today" in answer.text
    assert "to call</a>" not in browser.get("/").text
    assert {noted.words for noted in world.assistant.store.find(Noted)} >= {"the shop is open"}
    browser.undo(answer)
    assert [noted.words for noted in world.assistant.store.find(Noted)] == ["the new shop opens soon"]
    assert "Nobody is to be called" not in browser.get("/care").text


@pytest.mark.parametrize(("said", "words"), [("later", "comes up again in a week"), ("never", "not be proposed")])
def test_putting_off_and_never_are_taken_back(world: WebWorld, browser: Browser, said: str, words: str) -> None:
    anna = customer(world)
    browser.get("/care")
    (check_in,) = world.assistant.store.find(CheckIn)
    answer = browser.fill("/care", f"/care/{check_in.id}/{said}")
    assert words in answer.text
    assert (anna_of(world).cadence == NEVER) == (said == "never")
    assert "answered already" in browser.press(f"/care/{check_in.id}/done").text
    browser.undo(answer)
    (check_in,) = world.assistant.store.find(CheckIn)
    assert check_in.state is CheckInState.OPEN
    assert anna_of(world) == anna


def test_the_unhappy_come_first_until_it_is_put_right(world: WebWorld, browser: Browser) -> None:
    customer(world)
    complain(world)
    text = browser.get("/care").text
    assert "Was unhappy with your work on 14 Nov 2026 (“The invoice again”)." in text
    assert "Unhappy with your work" in text
    answer = browser.fill("/care", "/care/settle")
    assert "Put right for Anna Okafor: noted." in answer.text
    assert "h-unhappy" not in browser.get("/care").text
    assert "hear them out" not in browser.get("/advocates").text
    browser.undo(answer)
    assert "h-unhappy" in browser.get("/care").text
    assert "taken back already" in browser.press("/care/unsettle", settled="settled-nothing").text


def test_what_is_private_stands_nowhere(world: WebWorld, browser: Browser) -> None:
    customer(world)
    complain(world, "sensitive")
    text = browser.get("/care").text
    assert "Something private came up in November: be gentle" in text
    assert "The invoice again" not in text


def test_customers_stand_by_importance(world: WebWorld, browser: Browser) -> None:
    customer(world)
    world.assistant.store.put(Person.known_as(TOM, roles=(Role.CUSTOMER,), importance=3))
    text = browser.get("/care").text.partition("h-customers")[2]
    assert text.index(TOM.name) < text.index(ANNA.name)
    assert "matters most to you" in text
    assert "due since" in text


def test_a_form_keeps_how_to_look_after_somebody_and_gives_it_back(world: WebWorld, browser: Browser) -> None:
    anna = customer(world)
    page = f"/people/{anna.id}"
    typed = {"name": anna.name, "addresses": anna.address, "roles": "customer", "importance": "3", "cadence": "21"}
    answer = browser.fill(page, page, **typed, cares_about="her apprentices", postal="1 Mill Road\r\nLeeds")
    kept = anna_of(world)
    assert (kept.importance, kept.cadence, kept.cares_about) == (3, 21, "her apprentices")
    assert kept.postal == ("1 Mill Road", "Leeds")
    text = browser.get(page).text
    assert '<option value="3" selected>They matter most</option>' in text
    assert 'value="her apprentices"' in text
    assert "1 Mill Road\nLeeds</textarea>" in text
    browser.undo(answer)
    assert anna_of(world) == anna
    never = browser.fill(page, page, **typed, never_call="1")
    assert anna_of(world).cadence == NEVER
    again = browser.fill(page, page, **typed)
    assert anna_of(world).cadence == 21
    browser.undo(again)
    assert anna_of(world).cadence == NEVER
    assert never.status_code == 200


@pytest.mark.parametrize("field", ["importance", "cadence"])
@pytest.mark.parametrize("value", ["-1", "99999", "much", "²", "1.5"])
def test_what_is_no_number_is_refused_and_nothing_is_lost(
    world: WebWorld, browser: Browser, field: str, value: str
) -> None:
    anna = customer(world)
    answer = browser.fill(f"/people/{anna.id}", f"/people/{anna.id}", name="Anna Other", **{field: value})
    assert "nothing of it is lost" in answer.text
    assert 'value="Anna Other"' in answer.text
    assert anna_of(world) == anna

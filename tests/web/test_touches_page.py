"""When the user and somebody last had to do with each other, in the browser."""

from datetime import timedelta

import pytest

from assistant.domain.people import Participant, Person
from assistant.domain.touches import Noted
from tests.web.web_world import Browser, WebWorld

ANN = Person.known_as(Participant(name="Ann Stone", address="ann@stone.example"))
PAGE = f"/people/{ANN.id}"


@pytest.fixture
def world(world: WebWorld) -> WebWorld:
    world.assistant.store.put(ANN)
    return world


def test_a_call_is_noted_shown_and_taken_back(world: WebWorld, browser: Browser) -> None:
    assert "Nothing is known yet" in browser.get(PAGE).text
    day = world.assistant.clock().date() - timedelta(days=2)
    browser.press(f"{PAGE}/touched", kind="call", day=day.isoformat(), words="<b>The roof</b> leaks")
    text = browser.get(PAGE).text
    assert "You called" in text
    assert "&lt;b&gt;The roof&lt;/b&gt; leaks" in text
    assert "1 touch in 90 days; warmth 0.33" in text
    (noted,) = world.assistant.store.find(Noted)
    assert noted.at.date() == day
    browser.press(f"{PAGE}/untouched", noted=noted.id)
    assert not list(world.assistant.store.find(Noted))
    assert "Nothing is known yet" in browser.get(PAGE).text


@pytest.mark.parametrize(
    "typed", [{"kind": "mail"}, {"kind": "call", "day": "soon"}, {"kind": "call", "day": "9999-01-01"}]
)
def test_what_cannot_be_noted_is_told(world: WebWorld, browser: Browser, typed: dict[str, str]) -> None:
    browser.press(f"{PAGE}/touched", **typed)
    assert not list(world.assistant.store.find(Noted))


def test_what_another_person_noted_is_not_taken_back(world: WebWorld, browser: Browser) -> None:
    browser.press(f"{PAGE}/touched", kind="meeting")
    (noted,) = world.assistant.store.find(Noted)
    browser.press("/people/who-other/untouched", noted=noted.id)
    assert list(world.assistant.store.find(Noted)) == [noted]


def test_the_list_says_when(world: WebWorld, browser: Browser) -> None:
    assert ">last " not in browser.get("/people").text
    browser.press(f"{PAGE}/touched", kind="call")
    assert ">last " in browser.get("/people").text

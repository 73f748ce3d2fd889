"""An evening told in one text at the page: read, put right, kept, taken back; and whom to meet alone."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

from assistant.domain.captures import Capture
from assistant.domain.documents import Document
from assistant.domain.events import Event, Met
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.touches import Noted
from assistant.domain.wishes import Wish
from tests.web.web_world import ANNA, NOW, ORIGIN, Browser, WebWorld, where

TEXT = "Met Bea Lund (Lund & Co, fits out cafés, wants architects). Anna, payroll. Great cake."


def fields_of(text: str) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    form = re.search(r'<form method="post" action="/events" .*?</form>', text, re.DOTALL)
    assert form
    inputs = re.findall(r"<input ([^>]*)>", form[0])
    found: dict[str, str] = {}
    for attributes in inputs:
        known = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if known.get("type") != "checkbox" or " checked" in attributes:
            found[known["name"]] = unescape(known.get("value", ""))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', form[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def told(browser: Browser, text: str = TEXT, **more: str) -> str:
    fields = {"title": "Chamber breakfast", "on": "2026-11-16", "text": text, **more}
    answer = browser.fill("/events/new", "/events/read", **fields)
    assert answer.status_code == 200
    return str(answer.text)


def test_nothing_is_kept_before_it_is_confirmed_and_all_of_it_is_taken_back(world: WebWorld, browser: Browser) -> None:
    store = world.assistant.store
    before = {person.id for person in store.find(Person)}
    page = told(browser)
    assert not list(store.find(Event))
    assert {person.id for person in store.find(Person)} == before
    fields = fields_of(page)
    assert fields["name-0"] == "Bea Lund"
    assert fields["organisation-0"] == "Lund & Co"
    assert fields["remarks"] == "Great cake."
    answer = browser.post("/events", data=fields, headers={"Origin": ORIGIN})
    assert where(answer).startswith("/events/event-")
    assert "you met 2 people at Chamber breakfast" in answer.text
    (bea,) = store.find(Person, keys="bea lund")
    assert bea.organisation == "Lund & Co"
    assert "wants architects" in bea.note
    assert [mention.quote for mention in store.find(Mention, person_id=bea.id)] == ["wants architects"]
    assert [wish.words for wish in store.find(Wish, person_id=bea.id)] == ["wants architects"]
    assert len(list(store.find(Met))) == len(list(store.find(Noted))) == 2
    browser.undo(answer)
    for kind in (Event, Met, Noted, Mention, Document):
        assert not list(store.find(kind))
    assert {person.id for person in store.find(Person)} == before


def test_somebody_of_that_name_is_suggested_and_not_assumed(world: WebWorld, browser: Browser) -> None:
    anna = Person.known_as(ANNA)
    world.assistant.store.put(anna)
    fields = fields_of(told(browser))
    assert fields["who-1"] == ""
    assert "Anna Okafor" in told(browser)
    browser.post("/events", data={**fields, "who-1": anna.id}, headers={"Origin": ORIGIN})
    assert world.assistant.store.get(Person, anna.id) == anna
    assert [met.is_new for met in world.assistant.store.find(Met, person_id=anna.id)] == [False]


def test_what_was_typed_is_never_lost(world: WebWorld, browser: Browser) -> None:
    fields = fields_of(told(browser))
    answer = browser.post("/events", data={**fields, "name-0": "", "focus-0": "a new word"}, headers={"Origin": ORIGIN})
    assert answer.status_code == 409
    assert "Somebody in the list has no name" in answer.text
    assert "a new word" in answer.text
    answer = browser.fill("/events/new", "/events/read", title="", on="2026-11-16", text="Bea Lund, cafés")
    assert "Bea Lund, cafés" in answer.text
    assert "The event has no name" in answer.text


def test_a_meeting_of_the_calendar_is_told_of_as_an_event(world: WebWorld, browser: Browser) -> None:
    guests = [Participant(name=f"Guest {letter}", address=f"{letter}@guests.example") for letter in "abc"]
    meeting = world.meet("Trade fair")
    world.assistant.store.put(replace(meeting, attendees=(*guests, ANNA)))
    assert f"/events/new?meeting={meeting.id}" in browser.get("/events").text
    page = browser.fill(f"/events/new?meeting={meeting.id}", "/events/read", text="Anna Okafor, payroll, needs a desk")
    answer = browser.post("/events", data=fields_of(page.text), headers={"Origin": ORIGIN})
    assert "you met one person at Trade fair" in answer.text
    assert world.assistant.store.count(Capture) == 1
    assert not list(world.assistant.store.find(Noted))  # the calendar shows that they met
    assert f"/events/new?meeting={meeting.id}" not in browser.get("/events").text
    browser.undo(answer)
    assert world.assistant.store.count(Capture) == 0


def test_whom_to_meet_alone_with_reasons_free_time_and_words(world: WebWorld, browser: Browser) -> None:
    assert "No event was told of yet" in browser.get("/events").text
    browser.post("/events", data=fields_of(told(browser)), headers={"Origin": ORIGIN})
    text = browser.get("/events").text
    assert "Asked for something: “wants architects”" in text
    (bea,) = world.assistant.store.find(Person, keys="bea lund")
    page = browser.get(f"/people/{bea.id}/one-to-one").text
    assert "it was good to meet you at Chamber breakfast" in page
    (first, *_) = re.findall(r'href="([^"]*one-to-one\.ics[^"]*)"', page)
    file = browser.get(unescape(first))
    assert file.headers["content-type"].startswith("text/calendar")
    assert "One-to-one with Bea Lund" in file.text
    assert "ATTENDEE" not in file.text
    checked = browser.fill(f"/people/{bea.id}/one-to-one", f"/people/{bea.id}/one-to-one", words="A special offer!")
    assert "It sounds like selling" in checked.text
    assert "special offer" in checked.text
    world.now = NOW + timedelta(days=1)
    meeting = world.meet("Tea", ago=timedelta(hours=3))
    world.assistant.store.put(replace(meeting, attendees=(Participant(name="Bea Lund"),)))
    assert "Asked for something" not in browser.get("/events").text

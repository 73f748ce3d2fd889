"""People in the browser: looked through, kept by hand, made one and parted, forgotten."""

import re
import threading
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Mention
from assistant.domain.people import Channel, Participant, Person, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.web.pages import twins
from tests.web.web_world import ANNA, QUOTE, TOM, Browser, WebWorld, where

FORM: dict[str, str | list[str]] = {"name": "Anna Okafor", "addresses": "anna@okafor.example", "notice": "0"}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WebWorld:
    monkeypatch.setattr(twins, "PATIENCE", 60)  # however busy the machine
    return WebWorld(tmp_path)


@pytest.fixture
def browser(world: WebWorld) -> Browser:
    return world.browser()


def anna(world: WebWorld) -> Person:
    world.hear()
    (found,) = world.assistant.store.find(Person, keys=ANNA.address)
    return found


def known(world: WebWorld, id: str) -> Person:
    found = world.assistant.store.get(Person, id)
    assert found is not None
    return found


def page_of(person: Person) -> str:
    return f"/people/{person.id}"


def test_the_list_has_parts_letters_roles_and_a_search(world: WebWorld, browser: Browser) -> None:
    names = [f"{letter}{number:02} Person" for letter in "ABM" for number in range(25)]
    people = [Person.known_as(Participant(name=name, address=f"{name[:3]}@x.example")) for name in names]
    people[30] = replace(people[30], roles=(Role.FRIEND,), organisation="Örebro Works")
    world.assistant.store.put(*people)
    text = browser.get("/people").text
    assert text.count("<li data-item") == 40
    assert "A00 Person" in text
    assert "M00 Person" not in text
    assert "76" in text
    part = next(each.split('"')[0] for each in text.split('href="') if each.startswith("/people?after="))
    further = browser.get(part.replace("&amp;", "&")).text
    assert further.count("<li data-item") == 36
    letter = browser.get("/people?begin=m").text
    assert "A00 Person" not in letter
    assert "M00 Person" in letter
    friends = browser.get("/people?role=friend").text
    assert friends.count("<li data-item") == 1
    assert browser.get("/people?q=orebro").text.count("<li data-item") == 1
    assert "Nobody is known by" in browser.get("/people?q=zzzz").text
    assert browser.get("/people?after=nonsense").status_code == 404


def test_somebody_is_added_once(world: WebWorld, browser: Browser) -> None:
    answer = browser.fill(
        "/people/new", "/people/new", name="Ruth Stone", addresses="Ruth@Stone.example", roles=["friend"]
    )
    (ruth,) = world.assistant.store.find(Person, keys="ruth@stone.example")
    assert where(answer) == page_of(ruth)
    assert ruth.roles == (Role.FRIEND,)
    again = browser.fill("/people/new", "/people/new", name="R. Stone", addresses="ruth@stone.example")
    assert again.status_code == 409
    assert "is known so already" in again.text
    assert f'href="{page_of(ruth)}"' in again.text
    assert 'value="R. Stone"' in again.text
    assert "is no mail address" in browser.fill("/people/new", "/people/new", name="X", addresses="nowhere").text


def test_a_page_shows_all_that_is_known(world: WebWorld, browser: Browser) -> None:
    person = anna(world)
    world.meet()
    (prompt,) = world.assistant.store.find(Prompt)
    _, introduction = world.assistant.introduce.answer(prompt, PromptState.YES)
    assert introduction is not None
    text = browser.get(page_of(person)).text
    for words in (ANNA.address, QUOTE, "Payroll", "Tea with Anna", "Tuesday", f"/introductions/{introduction.id}"):
        assert words in text
    (tom,) = world.assistant.store.find(Person, keys=TOM.address)
    assert "/bullpen/b-fairweek234" in browser.get(page_of(tom)).text


def test_what_is_known_is_changed_and_changed_back(world: WebWorld, browser: Browser) -> None:
    before = anna(world)
    answer = browser.fill(
        page_of(before),
        page_of(before),
        name="Anna Okafor-Lee",
        addresses="anna@lee.example\r\nanna@okafor.example",
        organisation="Lee",
        area="Ashford",
        note="Likes tea",
        roles=["customer"],
        never_ask="1",
        direct="1",
        channel="phone",
        notice="2",
    )
    after = known(world, before.id)
    assert after.addresses == ("anna@lee.example", "anna@okafor.example")
    assert (after.name, after.aliases, after.roles) == ("Anna Okafor-Lee", ("Anna Okafor",), (Role.CUSTOMER,))
    likes = after.preferences
    assert (likes.never_ask, likes.direct_introduction, likes.channel, likes.notice) == (True, True, Channel.PHONE, 2)
    browser.undo(answer)
    undone = known(world, before.id)
    assert (undone.name, undone.addresses, undone.preferences) == (before.name, before.addresses, before.preferences)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"addresses": "not an address"}, "is no mail address"),
        ({"addresses": TOM.address}, "is Tom Fairweather&#39;s"),
        ({"name": " "}, "A name is needed"),
        ({"notice": "many"}, "is no number"),
        ({"channel": "pigeon"}, "is no way to ask"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    world: WebWorld, browser: Browser, fields: dict[str, str], words: str
) -> None:
    before = anna(world)
    answer = browser.fill(page_of(before), page_of(before), **{**FORM, "note": "typed at length", **fields})
    assert answer.status_code == 409
    assert words in answer.text
    assert "typed at length" in answer.text
    assert known(world, before.id) == before


def test_two_tabs_cannot_both_change_somebody(world: WebWorld, browser: Browser) -> None:
    person = anna(world)
    seen = browser.hidden(page_of(person), "seen")
    browser.fill(page_of(person), page_of(person), **{**FORM, "note": "first"})
    answer = browser.press(page_of(person), **{**FORM, "note": "second", "seen": seen})
    assert "changed elsewhere" in answer.text
    assert "second" in answer.text
    assert known(world, person.id).note == "first"


def test_a_matter_told_away_from_mail_becomes_a_question(world: WebWorld, browser: Browser) -> None:
    person = anna(world)
    fields = {"kind": "need", "category": "telecom", "words": "Our phones die at noon"}
    answer = browser.fill(page_of(person), f"{page_of(person)}/tell", **fields)
    (mention,) = world.assistant.store.find(Mention, found_by="you")
    assert mention.quote == "Our phones die at noon"
    assert "Our phones die at noon" in browser.get("/").text
    assert "Phones and internet" in browser.get(f"/prompts/{mention.prompt_id}").text
    browser.undo(answer)
    assert not list(world.assistant.store.find(Mention, found_by="you"))
    assert world.assistant.store.get(Prompt, mention.prompt_id) is None


def test_a_matter_that_cannot_be_taken_keeps_the_words(world: WebWorld, browser: Browser) -> None:
    person = anna(world)
    answer = browser.fill(
        page_of(person), f"{page_of(person)}/tell", kind="need", category="nonsense", words="Our phones"
    )
    assert answer.status_code == 409
    assert "Our phones" in answer.text
    world.assistant.store.put(replace(person, preferences=replace(person.preferences, never_ask=True)))
    fields = {"kind": "need", "category": "telecom", "words": "Our phones"}
    assert "asked not to be asked" in browser.fill(page_of(person), f"{page_of(person)}/tell", **fields).text


def test_two_are_made_one_and_two_again(world: WebWorld, browser: Browser) -> None:
    keep = anna(world)
    other = Person.known_as(Participant(name="Anna Okafor", address="anna@home.example"))
    world.assistant.store.put(other)
    assert "he same name" in browser.get(page_of(keep)).text
    assert "he same name" in browser.get("/people/twins").text
    answer = browser.press(f"{page_of(keep)}/merge", other=other.id, back="/people/twins")
    assert "are one person now" in answer.text
    assert known(world, keep.id).addresses == ("anna@okafor.example", "anna@home.example")
    browser.undo(answer)
    assert known(world, keep.id).addresses == ("anna@okafor.example",)
    assert known(world, other.id).addresses == ("anna@home.example",)
    answer = browser.fill(page_of(keep), f"{page_of(keep)}/merge", who="anna@home.example")
    assert world.assistant.store.get(Person, other.id) is None
    browser.fill(page_of(keep), f"{page_of(keep)}/unmerge")
    assert known(world, other.id)


def test_while_all_are_compared_the_page_says_so(
    world: WebWorld, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    duplicates(world, 1)
    go, compare = threading.Event(), twins._all

    def slow(assistant: Assistant) -> list[twins.Known]:
        go.wait(20)
        return compare(assistant)

    monkeypatch.setattr(twins, "PATIENCE", 0.01)
    monkeypatch.setattr(twins, "_all", slow)
    page = browser.get("/people/twins").text
    assert "Everybody is being compared" in page
    assert "data-live" in page
    go.set()
    monkeypatch.setattr(twins, "PATIENCE", 20)
    page = browser.get("/people/twins").text
    assert "They are one person" in page
    assert "data-live" not in page


def duplicates(world: WebWorld, number: int) -> list[Person]:
    people = []
    for each in range(number):
        name = f"Quill {'abcdefghijklmnopqrstuvwxyz'[each % 26]}{'aeiou'[each // 26]}nford"
        for at in ("one", "two"):
            who = Participant(name=name, address=f"q{each}@{at}{each}.example")
            people.append(Person.known_as(who, organisation=f"Firm {each}"))
    world.assistant.store.put(*people)
    return people


def test_many_pairs_are_decided_at_once_a_page_at_a_time_and_taken_back(world: WebWorld, browser: Browser) -> None:
    people = duplicates(world, 35)
    page = browser.get("/people/twins").text
    keys = re.findall(r'name="pair" value="([^"]+)"', page)
    assert len(keys) == 30
    assert "Further on" in page
    rest = browser.get("/people/twins?begin=30").text
    assert len(re.findall(r'name="pair"', rest)) == 5
    before = world.assistant.store.count(Person)
    answer = browser.press("/people/twins", pair=keys[:3], do="same", back="/people/twins")
    assert "3 pairs are one person each now" in answer.text
    assert world.assistant.store.count(Person) == before - 3
    browser.undo(answer)
    assert world.assistant.store.count(Person) == before
    answer = browser.press("/people/twins", pair=keys[3:5], do="apart", back="/people/twins")
    assert "will not be suggested again" in answer.text
    assert not set(keys[3:5]) & set(re.findall(r'name="pair" value="([^"]+)"', answer.text))
    assert len(people) + 1 <= world.assistant.store.count(Person)
    browser.undo(answer)
    assert keys[3] in browser.get("/people/twins").text


def test_one_pair_is_decided_by_its_own_button_whatever_is_ticked(world: WebWorld, browser: Browser) -> None:
    duplicates(world, 2)
    keys = re.findall(r'name="pair" value="([^"]+)"', browser.get("/people/twins").text)
    before = world.assistant.store.count(Person)
    answer = browser.press("/people/twins", pair=keys, apart=keys[0], back="/people/twins")
    assert "two people" in answer.text
    assert world.assistant.store.count(Person) == before
    answer = browser.press("/people/twins", pair=keys, same=keys[1], back="/people/twins")
    assert "is one person now" in answer.text
    assert world.assistant.store.count(Person) == before - 1
    assert "no pair was ticked" in browser.press("/people/twins", do="same", back="/people/twins").text


def test_who_was_made_one_with_somebody_is_found_there(world: WebWorld, browser: Browser) -> None:
    keep = anna(world)
    other = Person.known_as(Participant(name="A. Okafor", address="anna@home.example"))
    world.assistant.store.put(other)
    seen = browser.hidden(page_of(other), "seen")
    browser.press(f"{page_of(keep)}/merge", other=other.id)
    page = browser.get(page_of(other))
    assert page.status_code == 404
    assert "one person with Anna Okafor by now" in page.text
    assert f'href="{page_of(keep)}"' in page.text
    answer = browser.press(page_of(other), **{**FORM, "note": "typed before", "seen": seen, "name": "A. Okafor"})
    assert answer.status_code == 409
    assert "one person with Anna Okafor by now" in answer.text
    assert "typed before" in answer.text
    assert f'action="{page_of(keep)}"' in answer.text
    for action in ("tell", "merge", "forget"):
        assert "one person with Anna Okafor by now" in browser.press(f"{page_of(other)}/{action}", back="/people").text


def test_the_two_sides_of_an_introduction_are_two_people(world: WebWorld, browser: Browser) -> None:
    person = anna(world)
    (prompt,) = world.assistant.store.find(Prompt)
    from assistant.domain.consents import Answer, Side

    _, introduction = world.assistant.introduce.answer(prompt, PromptState.YES, in_person=True, quote="yes")
    assert introduction is not None
    world.assistant.answers.record(introduction, Side.PROVIDER, Answer.YES, provider_id="b-fairweek234")
    answer = browser.press(f"{page_of(person)}/merge", who=TOM.address, back=page_of(person))
    assert "they are two people" in answer.text


def test_forgetting_says_what_goes_and_asks_first(world: WebWorld, browser: Browser) -> None:
    person = anna(world)
    page = browser.get(f"{page_of(person)}/forget").text
    assert "1 question to you" in page
    assert "1 mail or note read" in page
    refused = browser.fill(f"{page_of(person)}/forget", f"{page_of(person)}/forget")
    assert refused.status_code == 409
    assert known(world, person.id)
    answer = browser.fill(f"{page_of(person)}/forget", f"{page_of(person)}/forget", sure="yes")
    assert where(answer) == "/people"
    assert "Forgotten" in answer.text
    assert world.assistant.store.get(Person, person.id) is None
    assert not list(world.assistant.store.find(Mention))


def test_nobody_is_forgotten_while_others_wait(world: WebWorld, browser: Browser) -> None:
    person = anna(world)
    (prompt,) = world.assistant.store.find(Prompt)
    world.assistant.introduce.answer(prompt, PromptState.YES)
    page = browser.get(f"{page_of(person)}/forget").text
    assert "First end what is under way" in page
    assert "under way" in browser.press(f"{page_of(person)}/forget", sure="yes").text
    assert world.assistant.store.count(Introduction) == 1


def test_hostile_names_are_text(world: WebWorld, browser: Browser) -> None:
    evil = replace(
        Person.known_as(Participant(name='"><script>alert(1)</script>', address="e@vil.example")),
        organisation="<img src=x>",
        note="</textarea><script>alert(2)</script>",
    )
    world.assistant.store.put(evil, replace(evil, id="who-evilevilev", addresses=()))
    for path in (
        "/people",
        page_of(evil),
        f"{page_of(evil)}/forget",
        "/people/twins",
        "/search?q=alert",
        "/people?q=alert",
    ):
        text = browser.get(path).text
        assert "alert(1)" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_the_list_is_turned_and_narrowed_and_the_links_keep_what_is_chosen(world: WebWorld, browser: Browser) -> None:
    for each in range(60):
        who = Participant(name=f"Ann Ng{each:02}", address=f"a{each}@x.example")
        person = Person.known_as(who, roles=(Role.FRIEND,), importance=3 if each % 10 else 0)
        world.assistant.store.put(person)
    text = browser.get("/people?order=z-a&importance=3&role=friend").text
    assert text.index("Ann Ng59") < text.index("Ann Ng58")
    assert "Ann Ng50" not in text
    assert "By letter" not in text
    further = next(each.split('"')[0] for each in text.split('href="') if each.startswith("/people?after="))
    assert unescape(further).endswith("&role=friend&importance=3&order=z-a")
    rest = browser.get(unescape(further)).text
    assert rest.count("<li data-item") == 54 - 40
    assert "From the beginning" in rest
    assert browser.get("/people?order=odd&importance=9").text.count("<li data-item") == 40
    assert browser.get("/people?q=ann&importance=1").text.count("<li data-item") == 0

"""The bullpen in the browser: cards read, written, changed, and two tabs that change the same one."""

from datetime import date

from assistant.config import Bullpen, Config, User
from assistant.domain.bullpen import EvidenceKind, Provider
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import Introduction, State
from assistant.domain.people import Participant, Person, Role
from assistant.domain.prompts import PromptState
from tests.web.web_world import ANNA, TOM, Browser, WebWorld, where

TOMS = "/bullpen/b-fairweek234"
CARD: dict[str, str | list[str]] = {
    "services": ["payroll", "bookkeeping"],
    "does": "Runs wages for small firms.",
    "evidence_kind_0": "visit",
    "evidence_on_0": "2026-11-17",
}


def toms(world: WebWorld) -> Provider:
    card = world.assistant.store.get(Provider, "b-fairweek234")
    assert card is not None
    return card


def test_a_card_shows_who_and_how_it_went(world: WebWorld, browser: Browser) -> None:
    text = browser.get("/bullpen").text
    assert "Tom Fairweather" in text
    assert "Payroll" in text
    assert "Not asked in the last 30 days" in text
    world.assistant.introduce.answer(world.hear(), PromptState.YES, in_person=True, quote="yes please")
    (draft,) = world.assistant.store.find(Draft)
    world.assistant.deliver.approve(draft.id, draft.hash, anyway=True)
    assert "Asked 1 of 3 times in the last 30 days" in browser.get("/bullpen").text


def test_an_empty_bullpen_says_what_a_card_is_for(world: WebWorld, browser: Browser) -> None:
    world.assistant.store.delete(Provider, "b-fairweek234")
    assert "Your bullpen is empty" in browser.get("/bullpen").text


def test_a_card_is_changed_whole_and_the_change_undone(world: WebWorld, browser: Browser) -> None:
    before = toms(world)
    answer = browser.fill(
        TOMS,
        TOMS,
        services=["bookkeeping", "payroll"],
        main="payroll",
        does=" Wages, and <b>nothing</b> else ",
        not_for="banks\r\n\r\nfarms",
        area="Ashford",
        ideal_client="Bakers",
        paused_until="2026-12-24",
        evidence_kind_0="visit",
        evidence_on_0="2026-11-17",
        evidence_gone_0="1",
        evidence_kind_1="client_word",
        evidence_on_1="2026-11-16",
        evidence_note_1="Okafor is glad",
    )
    assert where(answer) == TOMS
    assert "Saved." in answer.text
    card = toms(world)
    assert card.services == ("payroll", "bookkeeping")
    assert (card.does, card.not_for, card.area) == ("Wages, and <b>nothing</b> else", ("banks", "farms"), ("Ashford",))
    assert card.paused_until == date(2026, 12, 24)
    assert [(each.kind, each.note) for each in card.evidence] == [(EvidenceKind.CLIENT_WORD, "Okafor is glad")]
    assert "<b>nothing</b>" not in answer.text
    undone = browser.undo(answer)
    assert "Saved." in undone.text
    assert toms(world) == before


def test_a_card_without_services_is_not_taken_and_nothing_typed_is_lost(world: WebWorld, browser: Browser) -> None:
    before = toms(world)
    answer = browser.fill(TOMS, TOMS, does="Something quite new", evidence_on_0="soon", evidence_kind_0="visit")
    assert answer.status_code == 409
    assert "Something quite new" in answer.text
    assert "is no day" in answer.text
    answer = browser.fill(TOMS, TOMS, does="Something quite new")
    assert "Say what they help with: tick at least one field" in answer.text
    assert toms(world) == before


def test_of_two_tabs_the_second_one_is_shown_what_the_first_saved(world: WebWorld, browser: Browser) -> None:
    old = browser.hidden(TOMS, "seen")
    browser.fill(TOMS, TOMS, **{**CARD, "does": "From the first tab"})
    answer = browser.press(TOMS, **{**CARD, "does": "From the second tab", "seen": old})
    assert answer.status_code == 409
    assert "changed elsewhere" in answer.text
    assert "From the second tab" in answer.text
    assert toms(world).does == "From the first tab"


def test_a_new_card_of_somebody_new_wakes_what_waited_for_it(world: WebWorld, browser: Browser) -> None:
    _, waiting = world.assistant.introduce.answer(
        world.hear(category="telecom", quote="the phones die every lunch time"),
        PromptState.YES,
        in_person=True,
        quote="yes",
    )
    assert waiting is not None
    assert waiting.state is State.PARKED
    assert "Phones and internet" in browser.get("/bullpen").text
    answer = browser.fill(
        "/bullpen/new?service=telecom",
        "/bullpen/new",
        name="Hattie Osgood",
        address="Hattie@Line.example",
        services=["telecom"],
        does="Puts in phones.",
    )
    assert "Hattie Osgood is in your bullpen" in answer.text
    assert "goes on" in answer.text
    (person,) = world.assistant.store.find(Person, keys="hattie@line.example")
    assert Role.PROVIDER in person.roles
    now = world.assistant.store.get(Introduction, waiting.id)
    assert now is not None
    assert now.state is State.WANTED


def test_nobody_gets_a_second_card(world: WebWorld, browser: Browser) -> None:
    answer = browser.fill("/bullpen/new", "/bullpen/new", name=TOM.name, address=TOM.address, **CARD)
    assert answer.status_code == 409
    assert "has a card already" in answer.text
    assert world.assistant.store.count(Provider) == 1
    person = toms(world).person_id
    assert "Save the card" in browser.get(f"/bullpen/new?person={person}").text


def test_a_card_is_taken_out_and_put_back(world: WebWorld, browser: Browser) -> None:
    before = toms(world)
    answer = browser.fill(TOMS, f"{TOMS}/remove")
    assert where(answer) == "/bullpen"
    assert world.assistant.store.count(Provider) == 0
    browser.undo(answer)
    (back,) = world.assistant.store.find(Provider)
    assert (back.person_id, back.does, back.evidence) == (before.person_id, before.does, before.evidence)


def test_whoever_was_only_proposed_gives_way_to_another(world: WebWorld, browser: Browser) -> None:
    _, it = world.assistant.introduce.answer(world.hear(), PromptState.YES, in_person=True, quote="yes please")
    assert it is not None
    assert it.state is State.WANTED
    browser.fill(TOMS, f"{TOMS}/remove")
    now = world.assistant.store.get(Introduction, it.id)
    assert now is not None
    assert now.state is State.PARKED
    assert not list(world.assistant.store.find(Draft, provider_id="b-fairweek234", state=DraftState.WAITING))


def test_a_card_with_a_story_stays(world: WebWorld, browser: Browser) -> None:
    world.assistant.introduce.answer(world.hear(), PromptState.YES, in_person=True, quote="yes please")
    (draft,) = world.assistant.store.find(Draft)
    world.assistant.deliver.approve(draft.id, draft.hash, anyway=True)
    answer = browser.fill(TOMS, f"{TOMS}/remove")
    assert "their story needs it" in answer.text
    assert world.assistant.store.count(Provider) == 1


def test_a_card_that_is_in_a_file_says_so_and_outlives_the_file_read_again(world: WebWorld, browser: Browser) -> None:
    path = world.folder / "cards.toml"
    path.write_text(
        '[[provider]]\nname = "Ruth Stonefield"\nemail = "ruth@stone.example"\nservices = ["payroll"]\ndoes = "Old."\n'
    )
    user = User(name="Helen Marsh", addresses=("helen@marsh.example",), timezone="Europe/London")
    world.settle(Config(user=user, data=world.folder / "data", bullpen=Bullpen(files=(path,))))
    world.assistant.sync().run(bullpen=world.assistant.bullpen_sources())
    (ruth,) = world.assistant.store.find(Person, keys="ruth@stone.example")
    (card,) = world.assistant.store.find(Provider, person_id=ruth.id)
    browser = world.browser()
    place = f"/bullpen/{card.id}"
    assert "also in your file" in browser.get(place).text
    assert "also in your file" not in browser.get(TOMS).text
    browser.fill(place, place, services=["payroll"], does="New.")
    world.assistant.sync().run(bullpen=world.assistant.bullpen_sources())
    (kept,) = world.assistant.store.find(Provider, person_id=ruth.id)
    assert kept.does == "New."


def test_hostile_names_are_text(world: WebWorld, browser: Browser) -> None:
    evil = Person.known_as(Participant(name="<script>alert(1)</script>", address="e@vil.example"))
    world.assistant.store.put(
        evil, Provider(id="b-evilevileve", person_id=evil.id, services=("payroll",), does='"><img src=x onerror=a()>')
    )
    for path in ("/bullpen", "/bullpen/b-evilevileve"):
        text = browser.get(path).text
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "&lt;script&gt;" in text


def test_anna_is_no_provider(browser: Browser) -> None:
    assert browser.get("/bullpen/b-nobody2345").status_code == 404
    assert ANNA.name not in browser.get("/bullpen").text

"""Introductions in the browser: the board, the story, each action where it is allowed, and two tabs at once."""

from datetime import timedelta

import pytest

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.services.answers import Words
from tests.web.web_world import ANNA, TOM, Browser, WebWorld, where


def begun(world: WebWorld, **answer: object) -> Introduction:
    """An introduction that the user has just said yes to."""
    _, introduction = world.assistant.introduce.answer(world.hear(), PromptState.YES, **answer)  # type: ignore[arg-type]
    assert introduction is not None
    return introduction


def approved(world: WebWorld, introduction: Introduction) -> Introduction:
    """The introduction once what is drafted has left."""
    for draft in list(world.assistant.store.find(Draft, introduction_id=introduction.id, state=DraftState.WAITING)):
        world.now += timedelta(minutes=5)
        world.assistant.deliver.approve(draft.id, draft.hash, anyway=True)
    world.now += timedelta(minutes=5)
    return present(world, introduction)


def present(world: WebWorld, introduction: Introduction) -> Introduction:
    kept = world.assistant.store.get(Introduction, introduction.id)
    assert kept is not None
    return kept


def introduced(world: WebWorld) -> Introduction:
    """One whose joint message has left."""
    answers = world.assistant.answers
    it = approved(world, begun(world, in_person=True, quote="Yes please"))
    it = approved(world, answers.record(it, Side.PROVIDER, Answer.YES, Words(quote="Gladly")))
    return approved(world, answers.record(it, Side.SEEKER, Answer.YES))


def page_of(introduction: Introduction) -> str:
    return f"/introductions/{introduction.id}"


def test_an_empty_board_tells_how_one_begins(browser: Browser) -> None:
    assert "None has begun" in browser.get("/introductions").text


def test_the_board_shows_whose_turn_and_what_comes(world: WebWorld, browser: Browser) -> None:
    it = approved(world, begun(world))
    text = browser.get("/introductions").text
    for words in (
        ANNA.name,
        "Payroll",
        "Their turn",
        "a reminder is drafted",
        f'href="{page_of(it)}"',
        "<svg",
        "<table>",
    ):
        assert words in text


def test_a_list_of_one_state_has_parts(world: WebWorld, browser: Browser) -> None:
    for number in range(35):
        who = Participant(name=f"Seeker {number:02}", address=f"s{number}@x.example")
        world.now += timedelta(minutes=1)
        world.assistant.introduce.answer(world.hear(who), PromptState.YES)
    board = browser.get("/introductions").text
    assert board.count("<article") == 5
    assert "All 35: to be asked" in board
    first = browser.get("/introductions?state=noticed").text
    assert first.count("<article") == 30
    assert "Seeker 34" in first
    further = [
        part.split('"')[0] for part in first.split('href="') if part.startswith("/introductions?state=noticed&amp;")
    ]
    second = browser.get(further[0].replace("&amp;", "&")).text
    assert second.count("<article") == 5
    assert "Seeker 00" in second


def test_the_story_has_words_proofs_and_links(world: WebWorld, browser: Browser) -> None:
    it = introduced(world)
    text = browser.get(page_of(it)).text
    for words in ("would like help", "Yes please", "your word", "Tom Fairweather is willing", "Gladly", "the message"):
        assert words in text
    assert f"/prompts/{it.prompt_id}" in text
    assert "cannot be taken back" in text


@pytest.mark.parametrize(
    ("what", "state"), [("seeker yes", State.WANTED), ("seeker no", State.DECLINED), ("lapsed", State.LAPSED)]
)
def test_an_answer_is_recorded_with_their_words_and_taken_back(
    world: WebWorld, browser: Browser, what: str, state: State
) -> None:
    it = approved(world, begun(world))
    answer = browser.fill(page_of(it), f"{page_of(it)}/record", what=what, quote="As <i>they</i> said")
    after = present(world, it)
    assert after.state is state
    said = after.events[-1].consent.quote if after.events[-1].consent else after.events[-1].note
    assert said == "As <i>they</i> said"
    assert "<i>they</i>" not in answer.text
    browser.undo(answer)
    assert present(world, it).state is State.ASKED


def test_later_needs_a_day_and_keeps_the_words(world: WebWorld, browser: Browser) -> None:
    it = approved(world, begun(world))
    answer = browser.fill(page_of(it), f"{page_of(it)}/record", what="seeker later", quote="Ask me after the fair")
    assert answer.status_code == 409
    assert "Later, but when?" in answer.text
    assert ">Ask me after the fair</textarea>" in answer.text
    browser.fill(page_of(it), f"{page_of(it)}/record", what="seeker later", quote="after the fair", until="2027-01-11")
    assert present(world, it).state is State.DEFERRED


def test_the_enter_key_records_nothing(world: WebWorld, browser: Browser) -> None:
    it = approved(world, begun(world))
    form = browser.get(page_of(it)).text.split(f'action="{page_of(it)}/record"')[1]
    assert form.split("<button")[1].startswith(' name="what" value=""')
    assert browser.fill(page_of(it), f"{page_of(it)}/record", what="", quote="By mistake").status_code == 409
    assert present(world, it) == it


def test_two_tabs_cannot_both_answer(world: WebWorld, browser: Browser) -> None:
    it = approved(world, begun(world))
    seen = browser.hidden(page_of(it), "seen")
    browser.press(f"{page_of(it)}/record", what="seeker yes", seen=seen, back=page_of(it))
    after = present(world, it)
    for what in ("seeker no", "seeker yes", "cancelled"):
        answer = browser.press(f"{page_of(it)}/record", what=what, seen=seen, back=page_of(it), quote="typed here")
        assert answer.status_code == 409
        assert "It has moved on since you opened that page" in answer.text
        assert ">typed here</textarea>" in answer.text
        assert present(world, it) == after
    for action in ("undo", "remind", "outcome", "choose"):
        assert "moved on" in browser.press(f"{page_of(it)}/{action}", seen=seen).text
    assert present(world, it) == after


def test_who_fits_and_why_and_another_is_chosen(world: WebWorld, browser: Browser) -> None:
    ruth = Person.known_as(Participant(name="Ruth Stonefield", address="ruth@stone.example"))
    lame = Person.known_as(Participant(name="Paul Paused", address="paul@paused.example"))
    world.assistant.store.put(
        ruth,
        Provider(id="b-ruthruthru", person_id=ruth.id, services=("hr", "payroll"), does="Wages as well."),
        lame,
        Provider(
            id="b-paulpaulpa",
            person_id=lame.id,
            services=("payroll",),
            does="W.",
            paused_until=world.now.date() + timedelta(9),
        ),
    )
    it = begun(world, in_person=True, quote="yes")
    assert f'data-load="{page_of(it)}/fits"' in browser.get(page_of(it)).text
    text = browser.get(f"{page_of(it)}/fits").text
    assert f'name="back" value="{page_of(it)}"' in text
    assert text.index("Tom Fairweather") < text.index("Ruth Stonefield")
    for words in ("it is their main line", "they do this too", "you have visited them", "they take nothing new before"):
        assert words in text
    browser.press(f"{page_of(it)}/choose", provider="b-ruthruthru", back=page_of(it))
    (draft,) = world.assistant.store.find(Draft, introduction_id=it.id, state=DraftState.WAITING)
    assert draft.provider_id == "b-ruthruthru"


def test_a_provider_who_said_yes_already(world: WebWorld, browser: Browser) -> None:
    it = begun(world, in_person=True, quote="yes")
    browser.press(f"{page_of(it)}/record", what="provider yes", provider_id="b-fairweek234", quote="Any time")
    assert present(world, it).state is State.AVAILABLE


def test_where_nobody_fits_a_card_is_the_way_on(world: WebWorld, browser: Browser) -> None:
    prompt = world.hear(category="telecom", quote="the phones die every lunch time")
    _, it = world.assistant.introduce.answer(prompt, PromptState.YES, in_person=True, quote="yes")
    assert it is not None
    text = browser.get(f"{page_of(it)}?fits=true").text
    assert "waits until somebody fits" in text
    assert "/bullpen/new?service=telecom" in text
    assert TOM.name in text  # to be chosen by hand
    browser.press(f"{page_of(it)}/choose", provider="b-fairweek234", back=page_of(it))
    assert present(world, it).state is State.WANTED


def test_undo_of_the_yes_leads_to_the_question(world: WebWorld, browser: Browser) -> None:
    it = begun(world)
    answer = browser.fill(page_of(it), f"{page_of(it)}/undo")
    assert where(answer) == f"/prompts/{it.prompt_id}"
    prompt = world.assistant.store.get(Prompt, it.prompt_id)
    assert prompt is not None
    assert prompt.state is PromptState.OPEN
    assert browser.get(page_of(it)).status_code == 404


def test_what_comes_next_is_drafted_anew(world: WebWorld, browser: Browser) -> None:
    it = begun(world)
    (draft,) = world.assistant.store.find(Draft, introduction_id=it.id)
    world.assistant.deliver.discard(draft.id)
    answer = browser.fill(page_of(it), f"{page_of(it)}/next")
    assert "Read the draft" in answer.text
    assert world.assistant.store.count(Draft, introduction_id=it.id, state=DraftState.WAITING) == 1


def test_reminder_outcome_and_what_happened(world: WebWorld, browser: Browser) -> None:
    it = approved(world, begun(world))
    browser.fill(page_of(it), f"{page_of(it)}/remind")
    assert world.assistant.store.count(Draft, introduction_id=it.id, state=DraftState.WAITING) == 1
    answers = world.assistant.answers
    it = approved(world, answers.record(it, Side.SEEKER, Answer.YES))
    it = approved(world, answers.record(it, Side.PROVIDER, Answer.YES))
    it = approved(world, answers.record(it, Side.SEEKER, Answer.YES))
    browser.fill(page_of(it), f"{page_of(it)}/outcome")
    assert world.assistant.store.count(Draft, introduction_id=it.id, kind="outcome") == 2
    browser.fill(page_of(it), f"{page_of(it)}/record", what="met")
    browser.fill(page_of(it), f"{page_of(it)}/record", what="won")
    assert present(world, it).state is State.WON
    assert [event.kind for event in present(world, it).events][-2:] == [EventKind.MET, EventKind.WON]


def test_the_telephone_script_names_nobody_too_early(world: WebWorld, browser: Browser) -> None:
    it = begun(world, in_person=True, quote="yes")
    text = browser.get(f"{page_of(it)}/call").text
    assert f"To say to {TOM.name}" in text
    assert ANNA.name not in text
    assert "What did they say?" not in text  # a provider's yes goes with one of those who fit
    it = approved(world, it)
    browser.fill(f"{page_of(it)}/call", f"{page_of(it)}/record", what="provider yes", quote="Happy to")
    assert present(world, it).state is State.AVAILABLE


def test_hostile_words_are_text(world: WebWorld, browser: Browser) -> None:
    evil = Participant(name='"><script>alert(1)</script>', address="e@vil.example")
    prompt = world.hear(evil, quote="the <b>wages</b> are <script>wrong</script>")
    _, it = world.assistant.introduce.answer(prompt, PromptState.YES)
    assert it is not None
    for path in ("/introductions", "/introductions?state=noticed", page_of(it), f"{page_of(it)}/call"):
        text = browser.get(path).text
        assert "<script>alert" not in text
        assert "<script>wrong" not in text
        assert "<b>wages" not in text
        assert "alert(1)" in text


@pytest.mark.parametrize("what", ["", "seeker", "provider maybe", "thanked", "seeker yes; drop"])
def test_what_no_button_says_is_refused(world: WebWorld, browser: Browser, what: str) -> None:
    it = begun(world)
    assert browser.press(f"{page_of(it)}/record", what=what).status_code == 409
    assert present(world, it) == it

"""Each guard of the introduction holds something, and a test fails where it is taken away."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import EventKind, State
from assistant.domain.mentions import Kind
from assistant.domain.people import Person
from assistant.domain.prompts import PromptState
from assistant.errors import ConsentError, DeliveryError, TransitionError, UserError
from tests.acceptance.introduction_world import World
from tests.acceptance.introductions.box import Fault
from tests.acceptance.introductions.guards import GUARDS, Guard, Holds
from tests.acceptance.introductions.stories import ANNA, MARK, PRIYA, TOM, by_kind, names, offered


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(store=MemoryStore(), path=tmp_path / "drafts")


def test_everything_that_must_hold_has_a_guard() -> None:
    assert {guard.holds for guard in GUARDS} == set(Holds)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: f"{guard.holds.name}-{guard.name}-{guard.story.__name__}")
def test_the_story_ends_well_because_of_the_guard(
    guard: Guard, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard.story(world)
    monkeypatch.setattr(guard.of, guard.name, guard.without)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        guard.story(World(store=MemoryStore(), path=tmp_path / "without"))


def test_a_soft_no_is_delivered_and_changes_nothing(world: World) -> None:
    introduction = world.answers.record(offered(world), Side.SEEKER, Answer.NO)
    world.approve(world.waiting(introduction, DraftKind.SOFT_NO))
    assert EventKind.TOLD_SOFTLY in [event.kind for event in world.present(introduction).events]
    assert world.present(introduction).state is State.WANTED
    assert [draft.to for draft in by_kind(world, DraftKind.SOFT_NO)] == [(TOM.participant,)]


def test_who_was_never_asked_is_not_told_that_it_came_to_nothing(world: World) -> None:
    world.pass_days(60)  # José is back; he need not be asked
    for card in list(world.store.find(Provider)):
        if card.id != "b-quick":
            world.store.delete(Provider, card.id)
    introduction = world.open(in_person=True)
    world.approve(world.waiting(introduction, DraftKind.OFFER_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.SEEKER, Answer.NO)
    assert [draft.side for draft in world.drafts(introduction, DraftKind.SOFT_NO)] == [Side.SEEKER]


def test_a_name_that_is_a_word_keeps_no_answer_from_being_recorded(world: World) -> None:
    """Mark Good of Hope: "a good time for you" names nobody."""
    introduction = world.open(MARK, in_person=True)
    world.approve(world.waiting(introduction, DraftKind.ASK_PROVIDER))
    assert world.present(introduction).state is State.PROVIDER_ASKED


def test_an_address_found_later_reaches_the_draft(world: World) -> None:
    draft = world.waiting(world.open(PRIYA), DraftKind.ASK_SEEKER)
    with pytest.raises(UserError, match="no mail address"):
        world.approve(draft)
    known = next(world.store.find(Person, keys="priya raman"))
    world.store.put(replace(known, addresses=("priya@raman.example",)))
    with pytest.raises(ConsentError, match="was changed"):
        world.approve(draft)
    present = world.store.get(Draft, draft.id)
    assert present is not None
    assert world.approve(present).state is DraftState.DELIVERED
    assert world.laid()[0].to == ("Priya Raman <priya@raman.example>",)


def test_a_corrected_name_does_not_change_whose_draft_it_is(world: World) -> None:
    draft = world.waiting(world.open(), DraftKind.ASK_SEEKER)
    world.store.put(replace(ANNA, name="Anna Okafor-Bell"))
    names(world, draft, "Ruth Stonefield would do it.")
    world.deliver.edit(draft.id, subject="A question", text="Hello Anna Okafor-Bell.\n")


def test_two_sides_that_turn_out_to_be_one_person_get_nothing(world: World) -> None:
    introduction = offered(world)
    card = world.store.get(Provider, introduction.provider_id)
    assert card is not None
    world.store.put(replace(card, person_id=ANNA.id))
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    with pytest.raises(ConsentError, match="both sides"):
        world.approve(world.waiting(introduction, DraftKind.JOINT))


def test_one_message_that_fails_does_not_stop_the_others(world: World) -> None:
    drafts = [world.waiting(world.open(seeker), DraftKind.ASK_SEEKER) for seeker in (ANNA, MARK)]
    for draft in drafts:
        world.box.fault = Fault.REFUSED
        with pytest.raises(DeliveryError):
            world.approve(draft)
    world.box.fault = Fault.REFUSED
    finished, problems = world.deliver.finish()
    assert (len(finished), len(problems)) == (1, 1)
    assert len(world.laid()) == 1
    world.deliver.finish()
    assert len(world.laid()) == 2


def test_a_request_told_by_another_is_no_consent(world: World) -> None:
    prompt = world.hear(ANNA, kind=Kind.REQUEST, hearsay=True)
    _, introduction = world.introduce.answer(prompt, PromptState.YES)
    assert introduction is not None
    assert introduction.state is State.NOTICED
    assert "“”" not in world.waiting(introduction, DraftKind.ASK_SEEKER).text


def test_somebody_who_asked_never_to_be_asked_cannot_be_chosen(world: World) -> None:
    silent = world.store.get(Provider, "b-silent")
    assert silent is not None
    with pytest.raises(TransitionError, match="not to be asked"):
        world.introduce.choose(world.open(in_person=True), silent)

"""Good manners at work: what is found is shown, asked about once a text, and the consents are never overruled."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.findings import Finding, Rule
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.people import Participant
from assistant.domain.prompts import PromptState
from assistant.errors import ConsentError, MannersError, TransitionError
from assistant.services.answers import Words
from assistant.services.call import script
from assistant.services.told import told_by_another
from tests.acceptance.introduction_world import QUOTE, SEEKERS, World

ANNA = SEEKERS[0]
INES = Participant(name="Ines Duarte", address="ines@okaforbakery.example")
OLU = Participant(name="Olu Gossip", address="olu@elsewhere.example")


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "drafts").mkdir()
    return World(store=open_store(tmp_path / "data"), path=tmp_path / "drafts")


def rules(found: tuple[Finding, ...]) -> set[Rule]:
    return {each.rule for each in found}


def asked(world: World) -> Draft:
    return world.waiting(world.open(), DraftKind.ASK_SEEKER)


def provider_asked(world: World) -> tuple[Introduction, Draft]:
    introduction = world.answers.record(
        world.open(), Side.SEEKER, Answer.YES, Words(quote="Yes please, that would help")
    )
    return introduction, world.waiting(introduction, DraftKind.ASK_PROVIDER)


def offered(world: World) -> Introduction:
    introduction, ask = provider_asked(world)
    world.approve(ask)
    world.answers.record(world.present(introduction), Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, DraftKind.OFFER_PROVIDER))
    return world.present(introduction)


def won(world: World, seeker_prompt: Introduction | None = None) -> Introduction:
    introduction = seeker_prompt or offered(world)
    world.answers.record(introduction, Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, DraftKind.JOINT))
    for kind in (EventKind.CONNECTED, EventKind.MET, EventKind.WON):
        world.answers.happened(world.present(introduction), kind)
    return world.present(introduction)


def test_every_message_of_a_whole_story_is_without_fault(world: World) -> None:
    introduction = won(world)
    drafts = list(world.store.find(Draft, introduction_id=introduction.id))
    assert {draft.kind for draft in drafts} >= {DraftKind.OFFER_PROVIDER, DraftKind.JOINT, DraftKind.THANKS}
    present = world.present(introduction)
    waiting = [draft for draft in drafts if draft.state is DraftState.WAITING]
    assert waiting
    assert not [found for draft in waiting for found in world.deliver.manners.findings(draft, present)]


def test_what_is_found_must_be_let_stand_once_a_text(world: World) -> None:
    draft = asked(world)
    text = "Would you like help? It is a once-in-a-lifetime chance."
    edited = world.deliver.edit(draft.id, subject=draft.subject, text=text)
    assert rules(world.deliver.findings(edited)) == {Rule.SELLING, Rule.WAY_OUT}
    with pytest.raises(MannersError, match="--anyway") as refused:
        world.approve(edited)
    assert len(refused.value.problems) == 2
    assert not world.laid()
    delivered = world.deliver.approve(edited.id, edited.hash, anyway=True)
    assert rules(delivered.overruled) == {Rule.SELLING, Rule.WAY_OUT}
    assert len(world.laid()) == 1


def test_what_was_let_stand_is_kept_with_the_text_and_gone_with_another(world: World) -> None:
    draft = asked(world)
    edited = world.deliver.edit(draft.id, subject=draft.subject, text="Would you like help?", anyway=True)
    kept = world.store.get(Draft, edited.id)
    assert kept is not None
    assert rules(kept.overruled) == {Rule.WAY_OUT}
    again = world.deliver.edit(draft.id, subject=draft.subject, text="Would you like some help?")
    assert again.overruled == ()
    with pytest.raises(MannersError):
        world.approve(again)
    third = world.deliver.edit(draft.id, subject=draft.subject, text="Would you like any help?", anyway=True)
    assert world.approve(third).state is DraftState.DELIVERED


def test_nothing_overrules_a_consent(world: World) -> None:
    _, ask = provider_asked(world)
    told = f"{ask.text}\nIt is Anna Okafor."
    with pytest.raises(ConsentError, match="anna okafor"):
        world.deliver.edit(ask.id, subject=ask.subject, text=told, anyway=True)
    world.store.put(replace(ask, text=told))
    draft = world.store.get(Draft, ask.id)
    assert draft is not None
    early = [each for each in world.deliver.findings(draft) if each.rule is Rule.NAMED_EARLY]
    assert "Anna Okafor" in [each.words for each in early]
    assert draft.overruling(early).overruled == ()
    with pytest.raises(ConsentError):
        world.deliver.approve(draft.id, draft.hash, anyway=True)


def test_what_each_said_and_who_told_of_it_is_known_to_the_linter(world: World) -> None:
    introduction, ask = provider_asked(world)
    private = replace(ask, text=f"{ask.text}\nRuth Stonefield said no. Yes please, that would help, she says.")
    found = world.deliver.manners.findings(private, introduction)
    assert {each.words for each in found if each.rule is Rule.PRIVATE} == {"Ruth Stonefield"}
    prompt = world.hear(SEEKERS[1], hearsay=True)
    _, other = world.introduce.answer(prompt, PromptState.YES)
    assert other is not None
    draft = world.waiting(other, DraftKind.ASK_SEEKER)
    telling = replace(draft, text=f"{draft.text}\nOlu Gossip told me that {QUOTE}.")
    words = [each.words for each in world.deliver.manners.findings(telling, other)]
    assert words == ["Olu Gossip", "the wages came out wrong for"]


def test_a_message_that_may_not_be_at_all_says_only_that(world: World) -> None:
    introduction, ask = provider_asked(world)
    found = world.deliver.manners.findings(replace(ask, cc=(ANNA.participant,), text="Act now!"), introduction)
    assert [(each.rule, each.words) for each in found] == [(Rule.NAMED_EARLY, "")]


def test_what_is_out_is_not_found_fault_with(world: World) -> None:
    draft = asked(world)
    edited = world.deliver.edit(draft.id, subject=draft.subject, text="Help?", anyway=True)
    assert world.deliver.findings(world.approve(edited)) == ()


# a hand-off, and closing the loop


def hand_off(world: World, introduction: Introduction, side: Side, to: Participant = INES) -> Draft:
    return world.introduce.drafting.draft(introduction, DraftKind.HAND_OFF, side=side, to=to)


def test_a_hand_off_goes_to_the_colleague_with_the_first_person_in_copy_and_changes_no_state(world: World) -> None:
    introduction = world.open()
    world.approve(world.waiting(introduction, DraftKind.ASK_SEEKER))
    introduction = world.present(introduction)
    draft = hand_off(world, introduction, Side.SEEKER)
    assert (draft.to, draft.cc) == ((INES,), (ANNA.participant,))
    assert draft.text.startswith("Hello Ines,\n\nAnna, who reads this in copy")
    assert hand_off(world, introduction, Side.SEEKER) == draft
    other = Participant(name="Jo Bell", address="jo@okaforbakery.example")
    assert hand_off(world, introduction, Side.SEEKER, other).id != draft.id
    assert world.deliver.findings(draft) == ()
    world.approve(draft)
    after = world.present(introduction)
    assert (after.state, after.events[-1].kind) == (introduction.state, EventKind.HANDED_OFF)
    assert sorted(laid.cc for laid in world.laid()) == [(), ("Anna Okafor <anna@okaforbakery.example>",)]


def test_a_hand_off_of_the_providers_tells_nobody_who_the_seeker_is(world: World) -> None:
    introduction, ask = provider_asked(world)
    world.approve(ask)
    introduction = world.present(introduction)
    draft = hand_off(world, introduction, Side.PROVIDER, Participant(name="Lee Marr", address="lee@fairweek.example"))
    with pytest.raises(ConsentError, match="okafor"):
        world.deliver.edit(draft.id, subject=draft.subject, text=f"{draft.text}\nIt is Mrs Okafor.")
    with pytest.raises(ConsentError, match="other side"):
        world.deliver.manners.drafting.check(replace(draft, to=(ANNA.participant,)), introduction)
    with pytest.raises(ConsentError, match="message of its own"):
        world.deliver.manners.drafting.check(replace(draft, cc=()), introduction)
    assert not world.introduce.drafting.fits(replace(draft, side=Side.SEEKER), introduction)
    world.answers.record(introduction, Side.PROVIDER, Answer.NO)
    assert world.store.get(Draft, draft.id).state is DraftState.DISCARDED  # type: ignore[union-attr]


@pytest.mark.parametrize("to", [None, Participant(name="Ines Duarte")])
def test_an_address_is_asked_for_and_never_guessed(world: World, to: Participant | None) -> None:
    introduction = world.open()
    with pytest.raises(ConsentError, match=r"no address of .* is known"):
        world.introduce.drafting.draft(introduction, DraftKind.HAND_OFF, side=Side.SEEKER, to=to)


def test_whoever_made_it_possible_is_told_once_and_only_where_it_worked(world: World) -> None:
    _, introduction = world.introduce.answer(world.hear(ANNA, hearsay=True), PromptState.YES)
    assert introduction is not None
    told = told_by_another(world.store, introduction)
    assert told is not None
    assert told.told_by == OLU
    drafting = world.introduce.drafting
    early = drafting.draft(introduction, DraftKind.LOOP, side=Side.SEEKER, to=OLU)
    with pytest.raises(TransitionError):
        world.approve(early)
    world.answers.record(world.present(introduction), Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, DraftKind.ASK_PROVIDER))
    world.answers.record(world.present(introduction), Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, DraftKind.OFFER_PROVIDER))
    introduction = won(world, world.present(introduction))
    draft = drafting.draft(introduction, DraftKind.LOOP, side=Side.SEEKER, to=OLU)
    assert (draft.to, draft.cc) == ((OLU,), ())
    assert "In your mail of 2 March you told me about Anna Okafor and payroll." in draft.text
    assert world.deliver.findings(draft) == ()
    with pytest.raises(ConsentError, match="fairweather"):
        world.deliver.edit(draft.id, subject=draft.subject, text=f"{draft.text}\nIt was Mr Fairweather.")
    world.approve(draft)
    after = world.present(introduction)
    assert (after.state, after.events[-1].kind) == (introduction.state, EventKind.LOOP_CLOSED)
    assert drafting.draft(after, DraftKind.LOOP, side=Side.SEEKER, to=OLU).state is DraftState.DELIVERED


def test_one_who_asked_to_be_asked_again_is_reminded_of_that(world: World) -> None:
    introduction = world.open()
    world.deliver.discard(world.waiting(introduction, DraftKind.ASK_SEEKER).id)
    draft = world.introduce.drafting.draft(introduction, DraftKind.ASK_SEEKER, side=Side.SEEKER, again="after Easter")
    assert "You asked me to come back to you after Easter about payroll." in draft.text
    assert world.deliver.findings(draft) == ()


# call first


def test_there_is_a_script_for_each_ask_and_it_names_nobody_early(world: World) -> None:
    introduction = world.open()
    said = script(world.introduce, introduction)
    assert (said.person, said.side) == (ANNA, Side.SEEKER)
    assert QUOTE in said.words
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    said = script(world.introduce, introduction)
    assert said.side is Side.PROVIDER
    assert "Okafor" not in said.words
    assert "Anna" not in said.words
    world.approve(world.waiting(introduction, DraftKind.ASK_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.PROVIDER, Answer.YES)
    said = script(world.introduce, introduction)
    assert said.person == ANNA
    assert "the person I would ask is Tom Fairweather" in said.words


def test_the_script_is_for_the_provider_who_was_chosen(world: World) -> None:
    introduction, _ = provider_asked(world)
    card = next(card for card in world.introduce.ranking(introduction).matches if "stonelaw" in card.provider_id)
    provider = world.store.get(Provider, card.provider_id)
    assert provider is not None
    world.introduce.choose(introduction, provider)
    assert script(world.introduce, world.present(introduction)).person.name == "Ruth Stonefield"


def test_there_is_no_script_where_there_is_nobody_to_ask(world: World) -> None:
    with pytest.raises(TransitionError, match="nobody to ask"):
        script(world.introduce, won(world))

"""What is recorded, by whom, and what can be taken back."""

from datetime import timedelta

import pytest

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.replies import Label
from assistant.errors import ConsentError, TransitionError
from assistant.services.identify import merge
from tests.acceptance.introduction_world import SECOND_CARD, SEEKERS, World
from tests.acceptance.introductions.box import Crash, Fault
from tests.unit.services.answering import (
    ANNA,
    RUTH,
    TOM,
    ask_provider,
    ask_seeker,
    in_days,
    introduce,
    kinds,
    offer,
    out,
    stop,
    taken,
)

E, K = EventKind, DraftKind


@pytest.mark.parametrize("days", [0, -1])
def test_a_day_to_come_back_is_to_come(world: World, days: int) -> None:
    with pytest.raises(TransitionError, match="not to come"):
        world.answers.put_off(ask_seeker(world), Side.SEEKER, in_days(world, days))


def test_what_was_put_off_can_be_taken_up(world: World) -> None:
    introduction = world.answers.put_off(offer(world), Side.SEEKER, in_days(world, 9))
    again = world.answers.resume(introduction)
    assert (again.state, again.provider_id) == (State.WANTED, "")
    assert len(world.drafts(again, K.ASK_PROVIDER)) == 1


def test_nobody_answers_who_is_not_asked(world: World) -> None:
    with pytest.raises(TransitionError, match="waits for no yes of the provider"):
        world.answers.record(world.open(), Side.PROVIDER, Answer.YES)


@pytest.mark.parametrize("card", ["b-fairweek", SECOND_CARD])
def test_who_said_no_is_not_said_to_have_agreed(world: World, card: str) -> None:
    """Not on another card of theirs either."""
    introduction = world.answers.record(ask_provider(world), Side.PROVIDER, Answer.NO)
    with pytest.raises(TransitionError, match="it ended with this provider"):
        world.answers.record(introduction, Side.PROVIDER, Answer.YES, provider_id=card)


def test_who_said_no_is_not_brought_in_where_the_matter_is_told_again(world: World) -> None:
    world.answers.happened(world.answers.record(ask_provider(world), Side.PROVIDER, Answer.NO), E.CANCELLED)
    world.store.delete(Provider, "b-quick")  # who need not be asked
    world.pass_days(100)
    again = world.open(in_person=True)
    with pytest.raises(TransitionError, match="it ended with this provider"):
        world.answers.record(again, Side.PROVIDER, Answer.YES, provider_id="b-fairweek")


def test_a_no_on_another_card_is_the_same_persons_no(world: World) -> None:
    introduction = offer(world)
    after = world.answers.record(introduction, Side.PROVIDER, Answer.NO, provider_id=SECOND_CARD)
    assert (after.state, after.declined) == (State.WANTED, (introduction.provider_id,))


def test_who_let_it_lapse_may_agree_after_all(world: World) -> None:
    introduction = world.answers.happened(ask_provider(world), E.LAPSED)
    after = world.answers.record(introduction, Side.PROVIDER, Answer.YES, provider_id="b-fairweek")
    assert (after.state, after.provider_id) == (State.AVAILABLE, "b-fairweek")


def test_who_asked_never_to_be_asked_has_not_agreed(world: World) -> None:
    with pytest.raises(TransitionError, match="asked not to be asked"):
        world.answers.record(world.open(in_person=True), Side.PROVIDER, Answer.YES, provider_id="b-silent")


def test_a_matter_of_somebody_who_said_stop_is_not_opened(world: World) -> None:
    prompt = world.hear(ANNA)
    stop(world, ANNA)
    with pytest.raises(TransitionError, match="asked not to be asked"):
        world.introduce.answer(prompt, PromptState.YES)
    assert world.store.count(Introduction) == 0


def test_nothing_is_drafted_to_somebody_who_said_stop(world: World) -> None:
    introduction = introduce(world)
    stop(world, ANNA)
    won = world.answers.happened(world.answers.happened(introduction, E.MET), E.WON)
    assert [draft.side for draft in world.drafts(won)] == [Side.PROVIDER]
    with pytest.raises(TransitionError, match="asked not to be asked"):
        world.introduce.drafting.draft(won, K.THANKS, side=Side.SEEKER)


def test_what_waits_for_somebody_who_said_stop_does_not_leave(world: World) -> None:
    draft = world.waiting(world.open(), K.ASK_SEEKER)
    stop(world, ANNA)
    with pytest.raises(TransitionError, match="no longer fits"):
        world.approve(draft)
    assert not world.laid()


def test_a_provider_is_not_asked_a_fourth_time_in_thirty_days(world: World) -> None:
    introductions = [world.open(seeker, in_person=True) for seeker in SEEKERS]
    waiting = [world.waiting(each, K.ASK_PROVIDER) for each in introductions]
    assert {draft.provider_id for draft in waiting} == {"b-fairweek"}
    for draft in waiting[:3]:
        world.approve(draft)
    with pytest.raises(TransitionError, match="asked 3 times in the last 30 days"):
        world.approve(waiting[3])
    assert len(world.laid()) == 3
    world.pass_days(31)
    world.approve(waiting[3])


@pytest.mark.parametrize(
    ("begin", "taken_back", "state"),
    [
        (lambda world: world.answers.record(ask_seeker(world), Side.SEEKER, Answer.YES), E.HELP_WANTED, State.ASKED),
        (lambda world: world.answers.happened(ask_seeker(world), E.LAPSED), E.LAPSED, State.ASKED),
        (lambda world: world.answers.away(offer(world), in_days(world, 9)), E.AWAY, State.OFFERED),
        (lambda world: world.answers.record(offer(world), Side.SEEKER, Answer.YES), E.OFFER_ACCEPTED, State.OFFERED),
    ],
)
def test_the_last_step_is_taken_back(world: World, begin: object, taken_back: EventKind, state: State) -> None:
    introduction = begin(world)  # type: ignore[operator]
    assert taken_back in kinds(world, introduction)
    after = world.answers.undo(introduction)
    assert after is not None
    assert after.state is state
    assert taken_back not in kinds(world, introduction)


def test_what_has_left_is_not_taken_back(world: World) -> None:
    introduction = ask_seeker(world)
    with pytest.raises(TransitionError, match="has left since"):
        world.answers.undo(introduction)


def test_what_left_since_without_a_trace_in_the_log_is_not_taken_back(world: World) -> None:
    """The ask was laid down, the process ended, and the seeker said no: taking that back would ask once more."""
    introduction = world.open(in_person=True)
    world.box.fault = Fault.AFTER
    with pytest.raises(Crash):
        world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    world.now += timedelta(minutes=1)
    declined = world.answers.record(introduction, Side.SEEKER, Answer.NO)
    world.now += timedelta(minutes=1)
    world.deliver.finish()
    with pytest.raises(TransitionError, match="has left since"):
        world.answers.undo(declined)


def test_what_followed_by_itself_goes_with_its_step(world: World) -> None:
    for card in list(world.store.find(Provider)):
        world.store.delete(Provider, card.id)
    introduction = world.answers.record(ask_seeker(world), Side.SEEKER, Answer.YES)
    assert introduction.state is State.PARKED
    after = world.answers.undo(introduction)
    assert after is not None
    assert after.state is State.ASKED


def test_a_standing_leave_goes_with_its_step(world: World) -> None:
    """Else it would be given again at once, and nothing could be taken back."""
    world.pass_days(60)
    for card in list(world.store.find(Provider)):
        if card.id != "b-quick":
            world.store.delete(Provider, card.id)
    introduction = world.answers.record(ask_seeker(world), Side.SEEKER, Answer.YES)
    assert introduction.state is State.AVAILABLE
    after = world.answers.undo(introduction)
    assert after is not None
    assert (after.state, world.drafts(after)) == (State.ASKED, [])


def test_an_opening_is_taken_back_to_the_question(world: World) -> None:
    introduction = world.open()
    assert world.answers.undo(introduction) is None
    assert (world.store.count(Introduction), world.store.count(Draft)) == (0, 0)
    prompt = world.store.get(Prompt, introduction.prompt_id)
    assert prompt is not None
    assert (prompt.state, prompt.introduction_id) == (PromptState.OPEN, "")


def test_outcomes_are_asked_once(world: World) -> None:
    introduction = introduce(world)
    for draft in world.introduce.ask_outcome(introduction):
        world.approve(draft)
    world.now += timedelta(days=1)
    assert [draft.state for draft in world.introduce.ask_outcome(world.present(introduction))] == ["delivered"] * 2


def test_a_reminder_of_an_earlier_ask_is_not_taken_back(world: World) -> None:
    introduction = ask_seeker(world)
    reminder = world.introduce.remind(introduction)
    world.deliver.discard(reminder.id)
    deferred = world.answers.put_off(introduction, Side.SEEKER, in_days(world, 3))
    world.pass_days(3)
    world.approve(world.waiting(world.answers.resume(deferred), K.ASK_SEEKER))
    with pytest.raises((TransitionError, ConsentError), match="no longer fits"):
        world.deliver.restore(reminder.id)


def test_a_draft_is_not_taken_back_beside_the_one_in_its_place(world: World) -> None:
    introduction = world.open()
    first = world.waiting(introduction, K.ASK_SEEKER)
    world.deliver.discard(first.id)
    world.introduce.go_on(introduction)
    second = world.waiting(introduction, K.ASK_SEEKER)
    with pytest.raises(TransitionError, match=f"{second.id} took its place"):
        world.deliver.restore(first.id)
    world.deliver.discard(second.id)
    assert world.deliver.restore(first.id).state is DraftState.WAITING


@pytest.mark.parametrize("kind", [K.OFFER_PROVIDER, K.JOINT])
def test_who_turns_out_to_have_said_no_is_not_named(world: World, kind: DraftKind) -> None:
    """Tom said no, and Ruth, who agreed, is one person with him, as the user finds out."""
    introduction = world.answers.record(ask_provider(world), Side.PROVIDER, Answer.NO)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    if kind is K.JOINT:
        world.approve(world.waiting(introduction, K.OFFER_PROVIDER))
        introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    merge(world.store, RUTH, TOM)
    draft = world.waiting(introduction, kind)
    with pytest.raises(ConsentError, match="a no is final"):
        world.approve(draft)
    over = world.answers.record(introduction, Side.PROVIDER, Answer.NO)
    assert not world.drafts(over, kind)


def test_a_no_to_the_first_asking_holds_for_the_second(world: World) -> None:
    """The matter was told again, and they agreed to be named, before their no to the first asking came."""
    first = world.answers.happened(ask_provider(world), E.LAPSED)
    world.answers.happened(first, E.CANCELLED)
    world.store.delete(Provider, "b-quick")  # who need not be asked
    world.pass_days(100)
    again = world.open(in_person=True)
    tom = world.store.get(Provider, "b-fairweek")
    assert tom is not None
    world.approve(world.introduce.choose(again, tom))
    again = world.answers.record(again, Side.PROVIDER, Answer.YES)
    taken(world, out(world, first, K.ASK_PROVIDER), Label.NO)
    with pytest.raises(ConsentError, match="a no is final"):
        world.approve(world.waiting(again, K.OFFER_PROVIDER))

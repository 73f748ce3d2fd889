"""The user says what a reply means, and takes it back."""

from datetime import timedelta
from itertools import count

import pytest

from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.people import Person
from assistant.domain.replies import Label, Reply, ReplyState
from assistant.errors import TransitionError
from assistant.services.drafting import Drafting
from tests.acceptance.introduction_world import World
from tests.unit.services.answering import (
    ANNA,
    TOM,
    ask_provider,
    ask_seeker,
    in_days,
    introduce,
    kinds,
    offer,
    out,
    taken,
)

E, K, L = EventKind, DraftKind, Label


def unclear(world: World, introduction: Introduction, kind: DraftKind) -> Reply:
    """A reply that waits for the user."""
    reply = taken(world, out(world, introduction, kind), L.UNCLEAR)
    assert reply.state is ReplyState.WAITS
    world.now += timedelta(minutes=1)
    return reply


@pytest.mark.parametrize(
    ("begin", "kind", "label", "state"),
    [
        (ask_seeker, K.ASK_SEEKER, L.YES, State.WANTED),
        (ask_seeker, K.ASK_SEEKER, L.NO, State.DECLINED),
        (ask_provider, K.ASK_PROVIDER, L.YES, State.AVAILABLE),
        (offer, K.OFFER_PROVIDER, L.YES, State.AGREED),
        (introduce, K.JOINT, L.MET, State.MET),
        (ask_seeker, K.ASK_SEEKER, None, State.ASKED),
    ],
)
def test_it_goes_on_as_the_user_says(world: World, begin: object, kind: K, label: L | None, state: State) -> None:
    introduction = begin(world)  # type: ignore[operator]
    reply = world.settle.settle(unclear(world, introduction, kind), label)
    assert (reply.state, reply.why) == (ReplyState.SETTLED, "")
    assert reply.confidence == (0.99 if label is None else 1.0)
    assert world.present(introduction).state is state


def test_later_means_the_day_that_the_user_names(world: World) -> None:
    introduction = ask_seeker(world)
    world.settle.settle(unclear(world, introduction, K.ASK_SEEKER), L.LATER, until=in_days(world, 9))
    assert world.present(introduction).until == in_days(world, 9)


def test_what_was_settled_counts_once(world: World) -> None:
    introduction = ask_seeker(world)
    reply = unclear(world, introduction, K.ASK_SEEKER)
    world.settle.settle(reply, L.LATER, until=in_days(world, 9))
    with pytest.raises(TransitionError, match="went on by this reply"):
        world.settle.settle(reply, L.YES)
    assert world.present(introduction).state is State.DEFERRED


def test_what_was_said_to_be_nothing_can_be_thought_over(world: World) -> None:
    introduction = ask_seeker(world)
    reply = unclear(world, introduction, K.ASK_SEEKER)
    world.settle.settle(reply, None)
    world.settle.settle(reply, L.YES)
    assert world.present(introduction).state is State.WANTED


@pytest.mark.parametrize("label", [L.CONDITIONAL, L.HAND_OFF, L.THANKS, L.MET])
def test_what_is_no_answer_is_refused_and_waits_on(world: World, label: L) -> None:
    introduction = ask_seeker(world)
    reply = unclear(world, introduction, K.ASK_SEEKER)
    with pytest.raises(TransitionError, match="no answer"):
        world.settle.settle(reply, label)
    assert world.store.get(Reply, reply.id) == reply


def test_a_yes_to_help_is_no_yes_to_the_provider(world: World) -> None:
    introduction = ask_seeker(world)
    reply = unclear(world, introduction, K.ASK_SEEKER)
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, K.OFFER_PROVIDER))
    with pytest.raises(TransitionError, match="not what is asked now"):
        world.settle.settle(reply, L.YES)
    assert world.present(introduction).state is State.OFFERED


@pytest.mark.parametrize("label", [L.LATER, L.YES])
def test_who_is_asked_no_longer_answers_for_nobody_else(world: World, label: L) -> None:
    introduction = ask_provider(world)
    reply = unclear(world, introduction, K.ASK_PROVIDER)
    introduction = world.answers.happened(introduction, E.LAPSED)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    before = world.present(introduction)
    with pytest.raises(TransitionError):
        world.settle.settle(reply, label, until=in_days(world, 9))
    assert world.present(introduction) == before


def test_a_no_of_who_is_asked_no_longer_is_theirs_alone(world: World) -> None:
    introduction = ask_provider(world)
    first = introduction.provider_id
    reply = unclear(world, introduction, K.ASK_PROVIDER)
    introduction = world.answers.happened(introduction, E.LAPSED)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    world.settle.settle(reply, L.NO)
    after = world.present(introduction)
    assert (after.state, after.declined) == (State.PROVIDER_ASKED, (first,))


def test_a_yes_from_before_it_was_put_off_is_asked_again(world: World) -> None:
    introduction = offer(world)
    reply = unclear(world, introduction, K.OFFER_PROVIDER)
    deferred = world.answers.put_off(introduction, Side.SEEKER, in_days(world, 3))
    with pytest.raises(TransitionError, match="before it was put off"):
        world.settle.settle(reply, L.YES)
    assert world.present(deferred).state is State.DEFERRED


def test_a_seekers_later_is_no_silence_of_the_provider(world: World) -> None:
    introduction = ask_seeker(world)
    reply = unclear(world, introduction, K.ASK_SEEKER)
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    with pytest.raises(TransitionError, match="somebody else"):
        world.settle.settle(reply, L.LATER)
    assert world.present(introduction).state is State.PROVIDER_ASKED


def test_stop_stands_whatever_else_can_be_made_of_it(world: World) -> None:
    introduction = introduce(world)
    world.settle.settle(unclear(world, introduction, K.JOINT), L.STOP)
    person = world.store.get(Person, ANNA.id)
    assert person is not None
    assert person.preferences.never_ask
    assert world.present(introduction).state is State.INTRODUCED
    other = world.store.get(Person, TOM.id)
    assert other is not None
    assert not other.preferences.never_ask


def test_what_is_gone_cannot_be_settled(world: World) -> None:
    introduction = ask_seeker(world)
    reply = unclear(world, introduction, K.ASK_SEEKER)
    world.store.delete(Draft, reply.draft_id)
    with pytest.raises(TransitionError, match="is gone"):
        world.settle.settle(reply, L.YES)


def test_a_step_that_is_taken_back_has_its_reply_wait_again(world: World) -> None:
    introduction = ask_seeker(world)
    reply = taken(world, out(world, introduction, K.ASK_SEEKER), L.YES)
    world.settle.undo(introduction)
    kept = world.store.get(Reply, reply.id)
    assert kept is not None
    assert (kept.state, kept.taken_at) == (ReplyState.WAITS, None)
    world.settle.settle(kept, L.NO)
    assert world.present(introduction).state is State.DECLINED


def test_what_the_user_settled_waits_again_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clocks go on between any two looks at them."""
    introduction = offer(world)
    reply = unclear(world, introduction, K.OFFER_PROVIDER)
    moments = (world.now + timedelta(microseconds=number) for number in count())
    monkeypatch.setattr(Drafting, "clock", property(lambda _: moments.__next__))
    world.settle.settle(reply, L.YES)
    assert world.present(introduction).state is State.AGREED
    world.settle.undo(introduction)
    kept = world.store.get(Reply, reply.id)
    assert kept is not None
    assert (world.present(introduction).state, kept.state) == (State.OFFERED, ReplyState.WAITS)


def test_a_reply_whose_step_stands_is_left_alone(world: World) -> None:
    introduction = ask_seeker(world)
    reply = taken(world, out(world, introduction, K.ASK_SEEKER), L.YES)
    world.now += timedelta(minutes=1)
    world.answers.put_off(introduction, Side.SEEKER, in_days(world, 9))
    world.settle.undo(introduction)
    assert world.store.get(Reply, reply.id) == reply
    assert kinds(world, introduction)[-1] is E.HELP_WANTED

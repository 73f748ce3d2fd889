"""What must hold of replies, days and stops, each as a story that ends in an assertion."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.domain.bullpen import Benched, Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import DraftKind
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.replies import Label
from assistant.errors import TransitionError, UserError
from tests.acceptance.introduction_world import SECOND_CARD, SEEKERS, World
from tests.acceptance.introductions.box import Crash
from tests.acceptance.introductions.mails import Way
from tests.acceptance.introductions.power import MortalStore
from tests.unit.services.answering import (
    ANNA,
    KIM,
    ask_provider,
    ask_seeker,
    in_days,
    mail,
    offer,
    out,
    stop,
    take,
    taken,
)

K = DraftKind


def _nothing_came_of(world: World, introduction: Introduction) -> None:
    assert world.present(introduction) == introduction


def the_state_follows_from_the_log(world: World) -> None:
    introduction = world.open(in_person=True)
    assert introduction.state is State.WANTED
    assert world.present(introduction).state is State.WANTED


def a_colleagues_yes_is_none(world: World) -> None:
    introduction = ask_seeker(world)
    taken(world, out(world, introduction, K.ASK_SEEKER), Label.YES, author=KIM)
    _nothing_came_of(world, introduction)


def a_yes_under_another_subject_is_none(world: World) -> None:
    introduction = ask_seeker(world)
    taken(world, out(world, introduction, K.ASK_SEEKER), Label.YES, way=Way.THREAD)
    _nothing_came_of(world, introduction)


def a_yes_to_everybody_is_none(world: World) -> None:
    introduction = ask_provider(world)
    taken(world, out(world, introduction, K.ASK_PROVIDER), Label.YES, also_to=(ANNA.participant,))
    _nothing_came_of(world, introduction)


def a_doubtful_yes_is_none(world: World) -> None:
    introduction = ask_seeker(world)
    taken(world, out(world, introduction, K.ASK_SEEKER), Label.YES, 0.5)
    _nothing_came_of(world, introduction)


def an_answer_is_no_silence(world: World) -> None:
    introduction = ask_seeker(world)
    taken(world, out(world, introduction, K.ASK_SEEKER), Label.TELL_ME_MORE)
    world.pass_days(60)
    assert world.clocks.tick() == []


def the_same_mail_counts_once(world: World) -> None:
    introduction = ask_seeker(world)
    later = mail(world, out(world, introduction, K.ASK_SEEKER), Label.LATER, until=in_days(world, 9))
    take(world, later)
    world.settle.undo(introduction)
    take(world, later)
    assert world.present(introduction).state is State.ASKED


def a_yes_of_before_does_not_count(world: World) -> None:
    introduction = offer(world)
    reply = taken(world, out(world, introduction, K.OFFER_PROVIDER), Label.UNCLEAR)
    world.now += timedelta(minutes=1)
    world.answers.put_off(introduction, Side.SEEKER, in_days(world, 9))
    with pytest.raises(TransitionError):
        world.settle.settle(reply, Label.YES)


def a_yes_to_help_accepts_nobody(world: World) -> None:
    introduction = ask_seeker(world)
    reply = taken(world, out(world, introduction, K.ASK_SEEKER), Label.UNCLEAR)
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(world.present(introduction), Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, K.OFFER_PROVIDER))
    with pytest.raises(TransitionError):
        world.settle.settle(reply, Label.YES)


def nothing_leaves_after_stop(world: World) -> None:
    draft = world.waiting(world.open(), K.ASK_SEEKER)
    stop(world, ANNA)
    with pytest.raises(TransitionError):
        world.approve(draft)


def stop_ends_everything(world: World) -> None:
    other = world.open(category="legal-employment")
    introduction = ask_seeker(world)
    taken(world, out(world, introduction, K.ASK_SEEKER), Label.STOP)
    assert not world.present(other).is_open
    assert not world.present(introduction).is_open


def a_late_no_is_final(world: World) -> None:
    introduction = ask_provider(world)
    ask = out(world, introduction, K.ASK_PROVIDER)
    introduction = world.answers.happened(introduction, EventKind.LAPSED)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    taken(world, ask, Label.NO)
    assert world.present(introduction).declined == (ask.provider_id,)


def _let_go(world: World) -> Introduction:
    """The seeker accepted a provider who had been told that it goes no further."""
    introduction = world.answers.happened(offer(world), EventKind.LAPSED)
    world.approve(world.waiting(introduction, K.SOFT_NO))
    return world.answers.record(introduction, Side.SEEKER, Answer.YES)


def who_was_let_go_is_asked_anew(world: World) -> None:
    assert _let_go(world).state is State.WANTED


def who_accepted_late_is_not_asked_again(world: World) -> None:
    introduction = _let_go(world)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    assert introduction.state is State.AGREED


def who_was_told_that_nothing_comes_of_it_is_offered_it_again(world: World) -> None:
    introduction = world.answers.happened(offer(world), EventKind.LAPSED)
    world.approve(world.waiting(introduction, K.SOFT_NO))
    cards = list(world.store.find(Provider))
    world.store.put(*(replace(card, benched=Benched(on=world.now.date())) for card in cards))
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, K.SOFT_NO))
    world.store.put(*(card for card in cards if card.id == introduction.accepted_late))
    (introduction,) = world.introduce.wake()
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    assert introduction.state is State.AVAILABLE


def who_said_no_has_not_agreed(world: World) -> None:
    introduction = world.answers.record(ask_provider(world), Side.PROVIDER, Answer.NO)
    with pytest.raises(TransitionError):
        world.answers.record(introduction, Side.PROVIDER, Answer.YES, provider_id=SECOND_CARD)


def what_has_left_is_not_taken_back(world: World) -> None:
    with pytest.raises(TransitionError):
        world.answers.undo(ask_provider(world))


def nobody_is_reminded_within_the_days(world: World) -> None:
    ask_seeker(world)
    world.pass_days(6)  # a Sunday
    assert world.clocks.tick() == []


def twice_a_day_is_once(world: World) -> None:
    ask_seeker(world)
    world.pass_days(7)
    assert len(world.clocks.tick()) == 1
    assert world.clocks.tick() == []


def nobody_is_reminded_while_away(world: World) -> None:
    introduction = ask_seeker(world)
    world.introduce.remind(introduction)
    world.answers.away(introduction, in_days(world, 9))
    with pytest.raises(TransitionError):
        world.approve(world.waiting(introduction, K.REMINDER))


def another_ones_absence_is_not_theirs(world: World) -> None:
    introduction = ask_provider(world)
    ask = out(world, introduction, K.ASK_PROVIDER)
    introduction = world.answers.happened(introduction, EventKind.LAPSED)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    taken(world, ask, Label.AUTO, until=in_days(world, 300))
    assert world.present(introduction).until is None


def what_was_put_off_waits_for_its_day(world: World) -> None:
    world.answers.put_off(ask_seeker(world), Side.SEEKER, in_days(world, 9))
    world.pass_days(8)
    assert world.clocks.tick() == []


def what_was_put_off_comes_back(world: World) -> None:
    introduction = world.answers.put_off(ask_seeker(world), Side.SEEKER, date(2026, 3, 11))
    world.pass_days(9)
    world.clocks.tick()
    assert world.present(introduction).state is State.NOTICED


def a_provider_is_not_asked_before_their_day(world: World) -> None:
    introduction = ask_provider(world)
    later = world.answers.put_off(introduction, Side.PROVIDER, in_days(world, 9))
    assert introduction.provider_id not in {match.provider_id for match in world.introduce.ranking(later).matches}


def a_fourth_ask_does_not_leave(world: World) -> None:
    waiting = [world.waiting(world.open(seeker, in_person=True), K.ASK_PROVIDER) for seeker in SEEKERS]
    for draft in waiting[:3]:
        world.approve(draft)
    with pytest.raises(TransitionError):
        world.approve(waiting[3])


def who_was_asked_too_often_is_not_proposed(world: World) -> None:
    for seeker in SEEKERS[:3]:
        world.approve(world.waiting(world.open(seeker, in_person=True), K.ASK_PROVIDER))
    assert world.waiting(world.open(SEEKERS[3], in_person=True), K.ASK_PROVIDER).provider_id != "b-fairweek"


def half_a_step_is_none(world: World) -> None:
    """The process ends after the answer was written, and before what follows from it."""
    introduction = ask_seeker(world)
    mortal = MortalStore(world.store)
    world.store = mortal
    world.restart()
    mortal.dies_after = 1
    with pytest.raises((Crash, UserError)):
        world.answers.record(introduction, Side.SEEKER, Answer.YES)
    _nothing_came_of(world, replace(introduction))

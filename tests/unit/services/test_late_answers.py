"""A late answer to an offer is about the provider who was offered: nobody is asked twice for it."""

from dataclasses import replace

import pytest

from assistant.domain.bullpen import Benched, Provider
from assistant.domain.cases import Led, cases_of
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import DraftKind, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.replies import Label, ReplyState
from assistant.services.answers import Words
from assistant.services.match import WEEKDAYS
from tests.acceptance.introduction_world import World
from tests.unit.services.answering import TOM, ask_seeker, offer, out, stop, taken

E, K = EventKind, DraftKind


def lapsed(world: World) -> Introduction:
    """Nobody answered an offer."""
    return world.answers.happened(offer(world), E.LAPSED)


def let_go(world: World) -> Introduction:
    """Nobody answered an offer, and the provider was told so."""
    introduction = lapsed(world)
    world.approve(world.waiting(introduction, K.SOFT_NO))
    return world.present(introduction)


@pytest.mark.parametrize("by_mail", [False, True])
def test_a_late_yes_to_an_offer_accepts_it(world: World, by_mail: bool) -> None:
    introduction = lapsed(world)
    provider_id = introduction.provider_id
    if by_mail:
        assert taken(world, out(world, introduction, K.OFFER_PROVIDER), Label.YES).state is ReplyState.TAKEN
        introduction = world.present(introduction)
    else:
        introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    assert (introduction.state, introduction.provider_id) == (State.AGREED, provider_id)
    assert [draft.kind for draft in world.drafts(introduction)] == [K.JOINT]
    assert [case.led for case in cases_of(provider_id, [introduction], WEEKDAYS)] == [Led.OPEN]
    world.approve(world.waiting(introduction, K.JOINT))
    assert world.present(introduction).state is State.INTRODUCED


def test_who_was_told_that_it_is_over_is_asked_anew_and_the_seeker_is_not(world: World) -> None:
    introduction = let_go(world)
    provider_id = introduction.provider_id
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    assert introduction.state is State.WANTED
    ask = world.waiting(introduction, K.ASK_PROVIDER)
    assert ask.provider_id == provider_id
    assert not introduction.may_name(Side.SEEKER, provider_id)
    world.approve(ask)
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    assert (introduction.state, introduction.provider_id) == (State.AGREED, provider_id)
    assert [draft.kind for draft in world.drafts(introduction)] == [K.JOINT]
    world.approve(world.waiting(introduction, K.JOINT))
    assert world.present(introduction).state is State.INTRODUCED


def test_the_yes_to_one_who_was_let_go_is_no_yes_to_another(world: World) -> None:
    introduction = world.answers.record(let_go(world), Side.SEEKER, Answer.YES)
    first = world.waiting(introduction, K.ASK_PROVIDER)
    world.approve(first)
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.NO)
    second = world.waiting(introduction, K.ASK_PROVIDER)
    assert second.provider_id != first.provider_id
    world.approve(second)
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    assert introduction.state is State.AVAILABLE
    assert [draft.kind for draft in world.drafts(introduction, K.OFFER_PROVIDER)] == [K.OFFER_PROVIDER]


def test_who_is_ready_anew_can_be_taken_back(world: World) -> None:
    introduction = world.answers.record(let_go(world), Side.SEEKER, Answer.YES)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    world.pass_days(1)
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    before = world.answers.undo(introduction)
    assert before is not None
    assert before.state is State.PROVIDER_ASKED


def test_what_was_told_of_an_earlier_time_is_not_told_of_this_one(world: World) -> None:
    """They were let go once, asked anew, and agreed again: that yes stands."""
    introduction = world.answers.put_off(offer(world), Side.SEEKER, world.now.date().replace(day=28))
    world.approve(world.waiting(introduction, K.SOFT_NO))
    world.pass_days(1)
    introduction = world.answers.resume(introduction)
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    world.approve(world.waiting(introduction, K.OFFER_PROVIDER))
    introduction = world.answers.happened(introduction, E.LAPSED)
    assert world.answers.record(introduction, Side.SEEKER, Answer.YES).state is State.AGREED


def test_an_approved_word_that_it_is_over_counts_as_told(world: World) -> None:
    introduction = lapsed(world)
    draft = world.waiting(introduction, K.SOFT_NO)
    world.store.put(draft.approved(draft.hash, at=world.now))
    assert world.answers.record(introduction, Side.SEEKER, Answer.YES).state is State.WANTED


@pytest.mark.parametrize("how", ["stopped", "withdrew"])
def test_a_provider_who_wants_no_more_is_not_accepted(world: World, how: str) -> None:
    introduction = lapsed(world)
    first = introduction.provider_id
    if how == "stopped":
        stop(world, TOM)
    else:
        introduction = world.answers.record(introduction, Side.PROVIDER, Answer.NO, provider_id=first)
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    assert introduction.state is State.WANTED
    card = world.store.get(Provider, world.waiting(introduction, K.ASK_PROVIDER).provider_id)
    assert card is not None
    assert card.person_id != TOM.id


def test_a_late_no_to_an_offer_is_final_for_these_two(world: World) -> None:
    introduction = lapsed(world)
    provider_id = introduction.provider_id
    taken(world, out(world, introduction, K.OFFER_PROVIDER), Label.NO)
    introduction = world.present(introduction)
    assert (introduction.state, introduction.declined) == (State.DECLINED, (provider_id,))
    assert [draft.kind for draft in world.drafts(introduction)] == [K.SOFT_NO]


def test_a_late_no_to_the_first_question_is_none_to_the_provider(world: World) -> None:
    introduction = ask_seeker(world)
    ask = out(world, introduction, K.ASK_SEEKER)
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    for kind, side in ((K.ASK_PROVIDER, Side.PROVIDER), (K.OFFER_PROVIDER, None)):
        world.approve(world.waiting(introduction, kind))
        introduction = world.present(introduction)
        introduction = world.answers.record(introduction, side, Answer.YES) if side else introduction
    world.answers.happened(introduction, E.LAPSED)
    taken(world, ask, Label.NO)
    assert world.present(introduction).state is State.DECLINED
    assert world.present(introduction).declined == ()


def test_a_late_yes_to_the_first_question_is_a_yes_to_help(world: World) -> None:
    introduction = world.answers.happened(ask_seeker(world), E.LAPSED)
    assert world.answers.record(introduction, Side.SEEKER, Answer.YES).state is State.WANTED


def test_a_late_yes_that_a_mail_proves_is_about_the_offer_too(world: World) -> None:
    """The user records it, and names the mail."""
    words = Words(quote="Yes, gladly.", message_id="<late@okaforbakery.example>")
    assert world.answers.record(lapsed(world), Side.SEEKER, Answer.YES, words).state is State.AGREED


def test_a_thrown_away_word_was_never_told(world: World) -> None:
    introduction = lapsed(world)
    draft = world.waiting(introduction, K.SOFT_NO)
    world.deliver.discard(draft.id)
    kept = world.drafts(introduction, K.SOFT_NO)
    assert not [each for each in kept if each.state is DraftState.WAITING]
    assert world.answers.record(introduction, Side.SEEKER, Answer.YES).state is State.AGREED


def parked(world: World) -> Introduction:
    """Somebody accepted a provider who had been let go, and whom the user has benched meanwhile, like all others."""
    introduction = let_go(world)
    for card in list(world.store.find(Provider)):
        world.store.put(replace(card, benched=Benched(on=world.now.date())))
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    assert introduction.state is State.PARKED
    return introduction


@pytest.mark.parametrize(("told", "state"), [(True, State.AVAILABLE), (False, State.AGREED)])
def test_a_late_yes_counts_until_they_are_told_that_nothing_comes_of_it(world: World, told: bool, state: State) -> None:
    introduction = parked(world)
    accepted = introduction.accepted_late
    if told:
        world.approve(world.waiting(introduction, K.SOFT_NO))
    card = world.store.get(Provider, accepted)
    assert card is not None
    world.store.put(replace(card, benched=None))
    (introduction,) = world.introduce.wake()
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    assert (introduction.state, introduction.provider_id) == (state, accepted)
    assert [draft.kind for draft in world.drafts(introduction)] == [K.OFFER_PROVIDER if told else K.JOINT]


def test_a_late_yes_counts_whoever_is_asked_first(world: World) -> None:
    """Their provider agrees after another one was asked: they are not asked about them again."""
    introduction = world.answers.record(let_go(world), Side.SEEKER, Answer.YES)
    accepted = introduction.accepted_late
    world.approve(world.waiting(introduction, K.ASK_PROVIDER))
    introduction = world.answers.happened(introduction, E.LAPSED)
    assert world.waiting(introduction, K.ASK_PROVIDER).provider_id != accepted
    introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES, provider_id=accepted)
    assert (introduction.state, introduction.provider_id) == (State.AGREED, accepted)

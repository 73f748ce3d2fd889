"""A late answer to an offer is about the provider who was offered: nobody is asked again for it."""

from datetime import date
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import DraftKind
from assistant.domain.introductions import EventKind, Introduction, State
from tests.acceptance.introduction_world import World

UNTIL = date(2026, 5, 4)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(MemoryStore(), tmp_path)


def offered(world: World) -> Introduction:
    """An introduction whose provider was offered to the seeker."""
    introduction = world.open(in_person=True)
    for answer in (DraftKind.ASK_PROVIDER, DraftKind.OFFER_PROVIDER):
        world.approve(world.waiting(introduction, answer))
        introduction = world.present(introduction)
        if answer is DraftKind.ASK_PROVIDER:
            introduction = world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    return introduction


def silent(world: World, introduction: Introduction, *, is_put_off: bool) -> Introduction:
    """No answer came to the offer, or the seeker put it off."""
    if is_put_off:
        return world.answers.put_off(introduction, Side.SEEKER, UNTIL)
    return world.answers.happened(introduction, EventKind.LAPSED)


@pytest.mark.parametrize("is_put_off", [False, True])
def test_a_late_yes_to_an_offer_accepts_it(world: World, is_put_off: bool) -> None:
    introduction = silent(world, offered(world), is_put_off=is_put_off)
    provider_id = introduction.provider_id
    world.waiting(introduction, DraftKind.SOFT_NO)
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    assert introduction.state is State.AGREED
    assert introduction.provider_id == provider_id
    assert [draft.kind for draft in world.drafts(introduction)] == [DraftKind.JOINT]


def test_a_late_yes_begins_anew_where_the_provider_was_let_go(world: World) -> None:
    introduction = silent(world, offered(world), is_put_off=False)
    world.approve(world.waiting(introduction, DraftKind.SOFT_NO))
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.YES)
    assert introduction.state is State.WANTED
    assert [draft.kind for draft in world.drafts(introduction)] == [DraftKind.ASK_PROVIDER]


@pytest.mark.parametrize("is_put_off", [False, True])
def test_a_late_no_to_an_offer_is_final_for_these_two(world: World, is_put_off: bool) -> None:
    introduction = silent(world, offered(world), is_put_off=is_put_off)
    provider_id = introduction.provider_id
    introduction = world.answers.record(introduction, Side.SEEKER, Answer.NO)
    assert introduction.state is State.DECLINED
    assert introduction.declined == (provider_id,)


def test_a_late_yes_to_the_first_question_is_a_yes_to_help(world: World) -> None:
    introduction = world.open()
    world.approve(world.waiting(introduction, DraftKind.ASK_SEEKER))
    introduction = world.answers.happened(introduction, EventKind.LAPSED)
    assert world.answers.record(introduction, Side.SEEKER, Answer.YES).state is State.WANTED

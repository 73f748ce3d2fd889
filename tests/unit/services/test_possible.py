"""What is offered for an introduction is just what can be done: each thing is tried, in every state, and taken back."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import DraftKind
from assistant.domain.introductions import FACTS, EventKind, Introduction, State
from assistant.errors import UserError
from assistant.services.call import script
from assistant.services.possible import possible
from tests.acceptance.introduction_world import World
from tests.unit.services.answering import ask_provider, ask_seeker, introduce, offer

Build = Callable[[World], Introduction]


def after(build: Build, *kinds: EventKind) -> Build:
    def built(world: World) -> Introduction:
        introduction = build(world)
        for kind in kinds:
            world.now += timedelta(minutes=1)
            introduction = world.answers.happened(introduction, kind)
        return introduction

    return built


def put_off(world: World) -> Introduction:
    return world.answers.put_off(ask_seeker(world), Side.SEEKER, world.now.date() + timedelta(days=30))


def said(build: Build, side: Side, answer: Answer) -> Build:
    return lambda world: world.answers.record(build(world), side, answer)


def parked(world: World) -> Introduction:
    for card in list(world.introduce.store.find(Provider)):
        world.introduce.store.delete(Provider, card.id)
    return world.open(in_person=True)


BUILDS: dict[str, Build] = {
    "noticed": lambda world: world.open(),
    "asked": ask_seeker,
    "wanted": lambda world: world.open(in_person=True),
    "parked": parked,
    "deferred": put_off,
    "provider asked": ask_provider,
    "available": said(ask_provider, Side.PROVIDER, Answer.YES),
    "offered": offer,
    "agreed": said(offer, Side.SEEKER, Answer.YES),
    "introduced": introduce,
    "connected": after(introduce, EventKind.CONNECTED),
    "met": after(introduce, EventKind.MET),
    "won": after(introduce, EventKind.MET, EventKind.WON),
    "not now": after(introduce, EventKind.NOT_NOW),
    "rested": after(introduce, EventKind.RESTED),
    "declined": said(ask_seeker, Side.SEEKER, Answer.NO),
    "lapsed": after(ask_seeker, EventKind.LAPSED),
    "cancelled": after(ask_seeker, EventKind.CANCELLED),
}


class _BackAsItWas(Exception):
    """Ends a trial's transaction."""


def works(world: World, act: Callable[[], object]) -> bool:
    """Whether it can be done; nothing of it stays."""
    try:
        with world.introduce.store.transaction():
            act()
            raise _BackAsItWas
    except _BackAsItWas:
        return True
    except UserError:
        return False


@pytest.mark.parametrize("name", BUILDS)
def test_what_is_offered_is_what_can_be_done(world: World, name: str) -> None:
    it = BUILDS[name](world)
    assert it.state is State(name)
    world.now += timedelta(minutes=1)
    can, answers = possible(world.answers, it), world.answers
    soon = world.now.date() + timedelta(days=9)
    for side, answer in product(Side, Answer):
        assert works(world, lambda: answers.record(it, side, answer)) == ((side, answer) in can.answers), (side, answer)  # noqa: B023
    for kind in FACTS:
        assert works(world, lambda: answers.happened(it, kind)) == (kind in can.facts), kind  # noqa: B023
    for side in Side:
        assert works(world, lambda: answers.put_off(it, side, soon)) == (side in can.later), side  # noqa: B023
    assert works(world, lambda: world.introduce.remind(it)) == can.remind
    assert works(world, lambda: world.introduce.ask_outcome(it)) == can.ask_outcome
    assert works(world, lambda: answers.undo(it)) == can.undo
    assert can.call == (works(world, lambda: script(world.introduce, it)) or it.state is State.WANTED)


def test_a_reminder_is_offered_once(world: World) -> None:
    it = ask_seeker(world)
    world.introduce.remind(it)
    world.approve(world.waiting(it, DraftKind.REMINDER))
    assert not possible(world.answers, world.present(it)).remind


def test_what_comes_next_is_offered_where_its_draft_is_gone(world: World) -> None:
    it = world.open()
    assert not possible(world.answers, it).draft_next
    world.deliver.discard(world.waiting(it, DraftKind.ASK_SEEKER).id)
    assert possible(world.answers, it).draft_next

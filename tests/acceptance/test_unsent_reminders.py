"""A reminder that the user never sends, or deletes in the mailbox, keeps nothing open for ever."""

from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.business_days import BusinessDays
from assistant.domain.clocks import Due, Patience
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Introduction, State
from assistant.services.clocks import Clocks
from tests.acceptance.introduction_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(MemoryStore(), tmp_path)


def came_due(world: World) -> list[Due]:
    """What comes due today, where the mailbox tells what was sent."""
    follows = frozenset([world.box.name])
    clocks = Clocks(answers=world.answers, patience=Patience(), days=BusinessDays(), follows=follows)
    return [tick.due for tick in clocks.tick()]


def reminded(world: World) -> tuple[Introduction, Draft]:
    """An introduction whose ask was sent and whose reminder lies in the mailbox."""
    introduction = world.open()
    ask = world.approve(world.waiting(introduction, DraftKind.ASK_SEEKER))
    world.store.put(ask.sent("<ask@marsh.example>", at=world.now))
    world.pass_days(7)
    assert came_due(world) == [Due.REMIND]
    return introduction, world.approve(world.waiting(introduction, DraftKind.REMINDER))


@pytest.mark.parametrize("is_deleted", [False, True])
def test_an_unsent_reminder_is_waited_out_as_well(world: World, is_deleted: bool) -> None:
    introduction, reminder = reminded(world)
    if is_deleted:
        world.store.put(reminder.deleted())
    world.pass_days(6)
    assert came_due(world) == []
    world.pass_days(1)
    assert came_due(world) == [Due.LAPSE]
    assert world.present(introduction).state is State.LAPSED


def test_an_ask_that_lies_unsent_is_no_silence(world: World) -> None:
    introduction = world.open()
    world.approve(world.waiting(introduction, DraftKind.ASK_SEEKER))
    world.pass_days(60)
    assert came_due(world) == []
    assert world.present(introduction).state is State.ASKED

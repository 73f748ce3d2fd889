"""An ask that the user deletes in the mailbox was never made: the introduction stands where it did before."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryMailbox, MemoryStore
from assistant.domain.accounts import Fate
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction, State
from assistant.ports import Seen
from assistant.services.follow import Follow
from tests.acceptance.introduction_world import World

BEFORE = {
    DraftKind.ASK_SEEKER: State.NOTICED,
    DraftKind.ASK_PROVIDER: State.WANTED,
    DraftKind.OFFER_PROVIDER: State.AVAILABLE,
    DraftKind.JOINT: State.AGREED,
}
ANSWERED_BY = {DraftKind.ASK_PROVIDER: Side.PROVIDER}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(MemoryStore(), tmp_path)


def led_to(world: World, last: DraftKind) -> tuple[Introduction, Draft]:
    """An introduction whose message of this kind lies in the mailbox; everybody said yes before."""
    introduction = world.open()
    for kind in BEFORE:
        draft = world.approve(world.waiting(introduction, kind))
        introduction = world.present(introduction)
        if kind is last:
            break
        introduction = world.answers.record(introduction, ANSWERED_BY.get(kind, Side.SEEKER), Answer.YES)
    return introduction, draft


def deleted(world: World, draft: Draft) -> None:
    """The user deletes it there."""
    mailbox = MemoryMailbox()
    mailbox.seen[draft.id] = Seen(fate=Fate.GONE)
    world.store.put(replace(draft, box=mailbox.name))
    Follow(store=world.store, clock=lambda: world.now).look([mailbox])


@pytest.mark.parametrize("kind", list(BEFORE))
def test_what_was_deleted_was_never_said(world: World, kind: DraftKind) -> None:
    introduction, draft = led_to(world, kind)
    deleted(world, draft)
    introduction = world.present(introduction)
    assert introduction.state is BEFORE[kind]
    assert world.drafts(introduction) == []  # it is not written again by itself
    world.introduce.go_on(introduction)  # the user has it written
    assert world.waiting(introduction, kind).id != draft.id


def test_what_was_answered_all_the_same_stays_said(world: World) -> None:
    introduction, draft = led_to(world, DraftKind.ASK_SEEKER)
    world.answers.record(introduction, Side.SEEKER, Answer.YES)
    deleted(world, draft)
    assert world.present(introduction).state is State.WANTED


def test_a_deleted_reminder_leaves_the_ask_made(world: World) -> None:
    introduction, _ = led_to(world, DraftKind.ASK_SEEKER)
    reminder = world.introduce.remind(introduction)
    reminder = world.approve(reminder)
    deleted(world, reminder)
    assert world.present(introduction).state is State.ASKED
    kept = world.store.get(Draft, reminder.id)
    assert kept is not None
    assert kept.state is DraftState.DELETED

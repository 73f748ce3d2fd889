"""Which messages go below which: a reminder below its ask, once the mailbox has told where that lies."""

from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.drafts import Draft, DraftKind
from tests.acceptance.introduction_world import World


@pytest.mark.parametrize("sent_id", ["<1@firm.example>", ""])
def test_a_reminder_goes_below_its_ask(tmp_path: Path, sent_id: str) -> None:
    world = World(store=MemoryStore(), path=tmp_path)
    introduction = world.open()
    ask = world.waiting(introduction, DraftKind.ASK_SEEKER)
    assert ask.in_reply_to == ""
    world.approve(ask)
    delivered = world.store.get(Draft, ask.id)
    assert delivered is not None
    if sent_id:
        world.store.put(delivered.sent(sent_id, at=world.now))
    reminder = world.introduce.remind(introduction)
    assert (reminder.in_reply_to, reminder.references) == (sent_id, (sent_id,) if sent_id else ())

"""What comes due by itself, day by day."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.accounts import Fate
from assistant.domain.clocks import Due, Patience, due, due_on
from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.replies import Label
from assistant.ports import Seen
from tests.acceptance.introduction_world import World
from tests.acceptance.introductions.box import Crash, Fault
from tests.unit.services.answering import ANNA, TOM, ask_provider, ask_seeker, introduce, kinds, offer, out, stop, taken

E, K = EventKind, DraftKind


def ticked(world: World, day: date) -> list[Due]:
    """What comes due when the clocks are looked at on that day."""
    world.now = world.now.replace(year=day.year, month=day.month, day=day.day)
    return [tick.due for tick in world.clocks.tick()]


@pytest.mark.parametrize(
    ("begin", "what"),
    [
        (ask_seeker, Due.REMIND),
        (ask_provider, Due.REMIND),
        (offer, Due.REMIND),
        (introduce, Due.ASK_OUTCOME),
        (World.open, None),
    ],
)
def test_what_is_due_where_it_stands(world: World, begin: object, what: Due | None) -> None:
    introduction = begin(world)  # type: ignore[operator]
    assert due(introduction) is what
    sent = world.now.date() if what else None
    assert (world.clocks.due_on(introduction) is None) is (what is None)
    assert due_on(introduction, None, Patience(), world.clocks.days) is None
    assert world.clocks.sent(introduction) == sent


def test_it_is_reminded_after_five_business_days_and_lapses_after_five_more(world: World) -> None:
    introduction = ask_seeker(world)  # on Monday, 2 March
    assert ticked(world, date(2026, 3, 8)) == []
    assert ticked(world, date(2026, 3, 9)) == [Due.REMIND]
    assert ticked(world, date(2026, 3, 9)) == []
    world.approve(world.waiting(introduction, K.REMINDER))
    assert ticked(world, date(2026, 3, 15)) == []
    assert ticked(world, date(2026, 3, 16)) == [Due.LAPSE]
    assert world.present(introduction).state is State.LAPSED
    assert ticked(world, date(2026, 3, 30)) == []


def test_holidays_and_the_change_of_clocks_count_for_nothing(world: World) -> None:
    world.now = world.now.replace(day=30)  # Monday; Good Friday and Easter Monday lie ahead
    introduction = ask_provider(world)
    assert world.clocks.due_on(introduction) == date(2026, 4, 8)
    world.now = world.now.replace(day=27, hour=23, minute=50)  # Friday; the clocks change on Sunday
    world.store.put(replace(out(world, introduction, K.ASK_PROVIDER), delivered_at=world.now.astimezone(UTC)))
    assert world.clocks.due_on(introduction) == date(2026, 4, 7)
    world.store.put(replace(out(world, introduction, K.ASK_PROVIDER), delivered_at=world.now + timedelta(days=3)))
    assert world.clocks.due_on(introduction) == date(2026, 4, 8)  # 22:50 in UTC, and Monday all the same


def test_a_reminder_that_the_user_leaves_lying_lapses_all_the_same(world: World) -> None:
    introduction = ask_provider(world)
    assert ticked(world, date(2026, 3, 9)) == [Due.REMIND]
    assert ticked(world, date(2026, 3, 13)) == []
    assert ticked(world, date(2026, 3, 16)) == [Due.LAPSE]
    assert E.PROVIDER_LAPSED in kinds(world, introduction)
    assert world.drafts(introduction, K.REMINDER) == []


def test_after_a_long_break_the_user_still_has_days_for_the_reminder(world: World) -> None:
    introduction = ask_seeker(world)
    assert ticked(world, date(2026, 6, 1)) == [Due.REMIND]
    assert ticked(world, date(2026, 6, 1)) == []
    assert ticked(world, date(2026, 6, 5)) == []
    assert ticked(world, date(2026, 6, 8)) == [Due.LAPSE]
    assert world.present(introduction).state is State.LAPSED


def test_an_answer_that_waits_for_the_user_is_no_silence(world: World) -> None:
    introduction = ask_seeker(world)
    reply = taken(world, out(world, introduction, K.ASK_SEEKER), Label.TELL_ME_MORE)
    assert world.clocks.due_on(introduction) is None
    assert ticked(world, date(2026, 5, 1)) == []
    world.settle.settle(reply, None)
    assert ticked(world, date(2026, 5, 1)) == [Due.REMIND]


def test_who_is_away_is_waited_for(world: World) -> None:
    introduction = world.answers.away(ask_seeker(world), date(2026, 3, 20))
    assert world.clocks.due_on(introduction) == date(2026, 3, 27)


def test_no_reminder_leaves_while_they_are_away(world: World) -> None:
    introduction = ask_seeker(world)
    ticked(world, date(2026, 3, 9))
    world.answers.away(introduction, date(2026, 3, 20))
    reminder = world.waiting(introduction, K.REMINDER)
    with pytest.raises(Exception, match="away until 20 March"):
        world.approve(reminder)
    world.now += timedelta(days=11)
    assert world.approve(reminder).state is DraftState.DELIVERED


def test_what_was_put_off_comes_back_on_a_business_day(world: World) -> None:
    introduction = world.answers.put_off(ask_seeker(world), Side.SEEKER, date(2026, 3, 14))  # a Saturday
    assert ticked(world, date(2026, 3, 14)) == []
    assert ticked(world, date(2026, 3, 16)) == [Due.RESUME]
    assert world.present(introduction).state is State.NOTICED
    assert len(world.drafts(introduction, K.ASK_SEEKER)) == 1


def test_the_outcome_is_asked_and_then_it_rests(world: World) -> None:
    introduction = introduce(world)
    assert ticked(world, date(2026, 3, 16)) == [Due.ASK_OUTCOME]
    for draft in world.drafts(introduction, K.OUTCOME):
        world.approve(draft)
    assert ticked(world, date(2026, 3, 27)) == []
    assert ticked(world, date(2026, 3, 30)) == [Due.CLOSE]
    assert world.present(introduction).state is State.RESTED


def test_it_rests_too_where_nobody_may_be_asked(world: World) -> None:
    introduction = introduce(world)
    stop(world, ANNA)
    assert [draft.side for draft in world.introduce.ask_outcome(introduction)] == [Side.PROVIDER]
    stop(world, TOM)
    with pytest.raises(Exception, match="both asked"):
        world.introduce.ask_outcome(introduction)
    world.store.delete(Draft, next(world.store.find(Draft, kind=K.OUTCOME)).id)
    assert ticked(world, date(2026, 3, 16)) == []
    assert ticked(world, date(2026, 3, 30)) == [Due.CLOSE]


def in_mailbox(tmp_path: Path) -> tuple[World, Introduction]:
    """A world whose folder tells what became of messages, and a seeker who was asked there."""
    world = World(store=MemoryStore(), path=tmp_path, follows=True)
    return world, ask_seeker(world)


def seen(world: World, draft: Draft, fate: Fate) -> None:
    """The user does that to the message in the mailbox, and the assistant sees it."""
    (laid,) = [laid for laid in world.laid() if laid.draft_id == draft.id]
    world.box.act(laid, Seen(fate=fate, message_id="<1@x.example>", at=world.now))
    world.follow.look([world.box])


def test_what_lies_unsent_in_the_mailbox_is_waited_for_by_nobody(tmp_path: Path) -> None:
    world, introduction = in_mailbox(tmp_path)
    assert ticked(world, date(2026, 5, 1)) == []
    seen(world, out(world, introduction, K.ASK_SEEKER), Fate.SENT)
    assert world.clocks.sent(introduction) == date(2026, 5, 1)
    assert ticked(world, date(2026, 5, 11)) == [Due.REMIND]  # the 4th of May is a holiday


def test_a_reminder_that_is_never_sent_or_is_deleted_ends_nothing(tmp_path: Path) -> None:
    world, introduction = in_mailbox(tmp_path)
    ask = out(world, introduction, K.ASK_SEEKER)
    seen(world, ask, Fate.SENT)
    assert ticked(world, date(2026, 3, 9)) == [Due.REMIND]
    world.approve(world.waiting(introduction, K.REMINDER))
    seen(world, out(world, introduction, K.REMINDER), Fate.GONE)
    assert ticked(world, date(2026, 3, 13)) == []
    assert ticked(world, date(2026, 3, 20)) == [Due.LAPSE]


def test_a_deleted_ask_was_never_asked(tmp_path: Path) -> None:
    world, introduction = in_mailbox(tmp_path)
    seen(world, out(world, introduction, K.ASK_SEEKER), Fate.GONE)
    assert ticked(world, date(2026, 5, 1)) == []
    assert world.present(introduction).state is State.NOTICED


def test_one_that_cannot_be_reminded_keeps_no_other_from_it(world: World) -> None:
    stopped, other = ask_seeker(world), world.open(category="legal-employment", in_person=True)
    world.approve(world.waiting(other, K.ASK_PROVIDER))
    stop(world, ANNA)
    assert ticked(world, date(2026, 3, 9)) == [Due.REMIND]
    assert ticked(world, date(2026, 3, 16)) == [Due.LAPSE, Due.LAPSE]
    assert world.present(stopped).state is State.LAPSED


def test_a_message_that_may_have_left_is_not_passed_over(world: World) -> None:
    introduction = ask_seeker(world)
    ticked(world, date(2026, 3, 9))
    world.box.fault = Fault.AFTER
    with pytest.raises(Crash):
        world.approve(world.waiting(introduction, K.REMINDER))
    assert ticked(world, date(2026, 3, 20)) == []
    world.deliver.finish()
    assert ticked(world, date(2026, 3, 20)) == []
    assert ticked(world, date(2026, 3, 27)) == [Due.LAPSE]


def test_the_answer_ends_the_wait(world: World) -> None:
    introduction = ask_provider(world)
    world.answers.record(introduction, Side.PROVIDER, Answer.YES)
    assert ticked(world, date(2026, 5, 1)) == []

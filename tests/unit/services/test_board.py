"""The board, the story of an introduction, and the pictures."""

from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.domain.clocks import Due
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.domain.replies import Reply, ReplyState
from assistant.services.board import Turn, board
from assistant.services.pictures import pictures
from assistant.services.timeline import timeline
from tests.large_world import NOW, SMALL, assistant_in, fill


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = assistant_in(tmp_path_factory.mktemp("world"))
    fill(assistant.store, SMALL)
    return assistant


def test_every_introduction_is_counted_in_the_column_of_its_state(world: Assistant) -> None:
    columns = board(world.lookup, world.clocks, world.topics, newest=3)
    assert [column.state for column in columns] == list(State)
    introductions = list(world.store.find(Introduction))
    for column in columns:
        inside = [each for each in introductions if each.state is column.state]
        inside.sort(key=lambda each: (each.since, each.id), reverse=True)
        assert column.count == len(inside)
        assert [card.introduction for card in column.cards] == inside[:3]
    assert not columns[0].is_closed
    assert columns[-1].is_closed


def test_a_card_says_who_what_since_when_and_whose_turn(world: Assistant) -> None:
    columns = {column.state: column for column in board(world.lookup, world.clocks, world.topics, newest=50)}
    waiting = {draft.introduction_id for draft in world.store.find(Draft, state=DraftState.WAITING)}
    waiting |= {reply.introduction_id for reply in world.store.find(Reply, state=ReplyState.WAITS)}
    for state, column in columns.items():
        for card in column.cards:
            intro = card.introduction
            seeker = world.store.get(Person, intro.seeker_id)
            assert seeker
            assert card.seeker == seeker.name
            assert card.topic == world.topics[intro.category].title
            assert card.since == intro.events[-1].at if intro.events else intro.opened_at
            assert bool(card.provider) is bool(intro.provider_id)
            assert card.due_on == (world.clocks.due_on(intro) if card.due else None)
            if state in (State.WANTED, State.WON) or intro.id in waiting:
                assert card.turn is Turn.YOURS
            elif state is State.THANKED:
                assert card.turn is Turn.NOBODYS
    offered = [card for state in (State.ASKED, State.PROVIDER_ASKED) for card in columns[state].cards]
    assert {card.turn for card in offered} <= {Turn.THEIRS, Turn.YOURS}
    assert {card.due for column in columns.values() for card in column.cards} >= {Due.REMIND, None}


def test_the_story_has_each_event_with_its_proof_and_its_message(world: Assistant) -> None:
    intro = next(each for each in world.store.find(Introduction, state=State.THANKED))
    steps = timeline(world.store, intro)
    assert [step.event for step in steps] == list(intro.events)
    assert steps[1].words == "help wanted: “Yes please, that would be a great help.” [by mail]"
    assert [step.draft.id if step.draft else "" for step in steps] == [event.draft_id for event in intro.events]
    asked = next(step for step in steps if step.event.kind is EventKind.PROVIDER_ASKED)
    assert asked.words.startswith("provider asked (")
    assert asked.draft


def test_pictures_count_months_and_the_days_that_it_takes(world: Assistant) -> None:
    shown = pictures(world.store, world.lookup, NOW.date())
    introductions = list(world.store.find(Introduction))
    assert [month.name for month in shown.months][-2:] == ["2026-10", "2026-11"]
    assert len(shown.months) == 12
    for month in shown.months:
        assert month.opened == sum(f"{each.opened_at:%Y-%m}" == month.name for each in introductions)
        made = [e.at for each in introductions for e in each.events if e.kind is EventKind.INTRODUCED]
        assert month.introduced == sum(f"{at:%Y-%m}" == month.name for at in made)
        closed = [each.since for each in introductions if not each.is_open]
        assert month.closed == sum(f"{at:%Y-%m}" == month.name for at in closed)
    assert sum(shown.states.values()) == len(introductions)
    assert shown.made == sum(month.introduced for month in shown.months) > 0
    assert shown.days
    assert 5 <= shown.days <= 8


def test_pictures_of_nothing(tmp_path: Path) -> None:
    empty = assistant_in(tmp_path)
    shown = pictures(empty.store, empty.lookup, NOW.date())
    assert (shown.days, shown.made, {month.opened for month in shown.months}) == (None, 0, {0})
    assert all(column.count == 0 for column in board(empty.lookup, empty.clocks, empty.topics))
    assert not list(empty.store.find(Prompt))

"""The bench, rests and capacity: what the user decides of a provider is obeyed, said, kept and taken back."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.bullpen import Capacity, Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.introductions import EventKind, Introduction, State
from assistant.errors import TransitionError, UserError
from assistant.services.bench import Bench
from assistant.services.cards import Cards
from assistant.services.standing import doubted
from tests.acceptance.introduction_world import SEEKERS, World
from tests.unit.domain.test_standing import TO_THE_OTHER, log

E = EventKind
TOM = "b-fairweek"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(store=MemoryStore(), path=tmp_path)
    for card in list(world.store.find(Provider)):
        if card.id != TOM:
            world.store.delete(Provider, card.id)
    return world


def tom(world: World) -> Provider:
    card = world.store.get(Provider, TOM)
    assert card is not None
    return card


def wanted(world: World) -> Introduction:
    return world.open(in_person=True, quote="yes please")


def passed(world: World, introduction: Introduction) -> str:
    (told,) = world.introduce.ranking(introduction).passed_over
    return told.words


def past(world: World, number: int, *kinds: EventKind) -> None:
    start = world.now - timedelta(days=200 + 7 * number)
    world.store.put(replace(log(*kinds, id=f"i-old-{number}", whose=TOM, days=7, start=start), category="hr"))


def test_whoever_is_benched_is_not_proposed_and_it_is_said_why(world: World) -> None:
    it = wanted(world)
    (ask,) = world.store.find(Draft, provider_id=TOM)
    assert ask.state is DraftState.WAITING
    bench = Bench(introduce=world.introduce)
    card = bench.bench(tom(world), "sold the  firm")
    assert card.benched is not None
    (ask,) = world.store.find(Draft, provider_id=TOM)
    assert ask.state is DraftState.DISCARDED
    now = world.introduce.present(it)
    assert now.state is State.PARKED
    assert passed(world, now) == "you benched them on 02 March 2026: sold the firm"
    with pytest.raises(TransitionError, match="you benched them"):
        world.introduce.choose(now, tom(world))
    with pytest.raises(TransitionError, match="benched already"):
        bench.bench(card)
    _, woken = bench.bring_back(card)
    assert [each.id for each in woken] == [it.id]
    assert world.introduce.present(it).state is State.WANTED
    with pytest.raises(TransitionError, match="not benched"):
        bench.bring_back(card)


def test_the_bench_outlives_the_card_being_changed_and_its_file_read_again(world: World) -> None:
    Bench(introduce=world.introduce).bench(tom(world))
    cards = Cards(introduce=world.introduce, topics=("payroll",))
    before = tom(world)
    after, _ = cards.change(before, replace(before, does="Something else.", benched=None))
    assert after.benched == before.benched
    assert replace(before, benched=None).with_decisions_of(before) == before  # as a sync takes a card of a file in


def test_what_was_approved_goes_its_way(world: World) -> None:
    wanted(world)
    (ask,) = world.store.find(Draft, provider_id=TOM)
    world.store.put(replace(ask, state=DraftState.APPROVED))
    Bench(introduce=world.introduce).bench(tom(world))
    (ask,) = world.store.find(Draft, provider_id=TOM)
    assert ask.state is DraftState.APPROVED


def test_poor_figures_are_only_asked_about_and_a_keep_is_respected_for_90_days(world: World) -> None:
    def names() -> list[str]:
        return [each.card.id for each in doubted(world.store, today=world.now.date(), days=BusinessDays())]

    for number in range(2):
        past(world, number, *TO_THE_OTHER, E.RESTED)
    assert names() == []  # two are no verdict
    past(world, 2, *TO_THE_OTHER, E.NOT_NOW)
    past(world, 3, *TO_THE_OTHER, E.RESTED)
    past(world, 4, *TO_THE_OTHER, E.RESTED)
    assert names() == [TOM]
    assert tom(world).benched is None
    bench = Bench(introduce=world.introduce)
    kept = bench.keep(tom(world))
    assert names() == []
    assert kept.kept_until == world.now.date() + timedelta(days=90)
    world.now += timedelta(days=90)
    assert names() == [TOM]
    bench.keep(tom(world))
    bench.forget_kept(tom(world))
    assert names() == [TOM]
    bench.bench(tom(world))
    assert names() == []


def test_a_rest_ends_by_itself_and_says_why(world: World) -> None:
    bench = Bench(introduce=world.introduce)
    it = wanted(world)
    bench.pause(tom(world), date(2026, 3, 20), "two noes  in a row")
    assert passed(world, it) == "they take nothing new before 20 March 2026 (two noes in a row)"
    world.now += timedelta(days=18)
    assert not world.introduce.ranking(it).passed_over
    with pytest.raises(UserError, match="is over"):
        bench.pause(tom(world), date(2026, 3, 20))
    card = bench.pause(tom(world), None, "whatever")
    assert (card.paused_until, card.paused_why) == (None, "")


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        (Capacity(at_once=1), "they want 1 at once at most, and 1 is under way"),
        (Capacity(at_once=2), ""),
        (Capacity(a_month=1), "they want 1 a month at most, and had 1 in the last 30 days"),
        (Capacity(a_month=2), ""),
    ],
)
def test_nobody_gets_more_introductions_than_they_want(world: World, capacity: Capacity, words: str) -> None:
    start = world.now - timedelta(days=10)
    world.store.put(log(*TO_THE_OTHER, id="i-now", whose=TOM, start=start))
    it = world.open(SEEKERS[1], in_person=True, quote="yes")
    world.store.put(replace(tom(world), capacity=capacity))
    ranking = world.introduce.ranking(it)
    assert [each.words for each in ranking.passed_over] == ([words] if words else [])


def test_a_card_of_less_than_nothing_is_not_taken(world: World) -> None:
    cards = Cards(introduce=world.introduce, topics=("payroll",))
    with pytest.raises(UserError, match="a number from 0 on"):
        cards.change(tom(world), replace(tom(world), capacity=Capacity(at_once=-1)))

"""The memory game: who is found for whom, in whichever order they come, and never twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.pairs import Pair, PairState
from assistant.domain.people import Preferences
from assistant.domain.prompts import PromptState
from assistant.services.pairing import FOR_ONE, SURE, SURE_SERVED
from tests.unit.services.pairing_world import NOON, PairingWorld

Step = Callable[[PairingWorld], object]
ANN: Step = lambda world: world.tell(world.person("ann"), "the wages came out wrong")  # noqa: E731
BO: Step = lambda world: world.person("bo", note="runs wages for small firms")  # noqa: E731
CY: Step = lambda world: world.card(world.person("cy"), "payroll")  # noqa: E731
DI: Step = lambda world: world.wish(world.person("di"), "firms of twenty people")  # noqa: E731
STEPS = {"ann": ANN, "bo": BO, "cy": CY, "di": DI}


def world_of(*likely: str) -> PairingWorld:
    world = PairingWorld()
    world.likely(*(likely or ("who-bo", "b-cy")))
    return world


@given(order=st.permutations(list(STEPS)), passes=st.lists(st.booleans(), min_size=4, max_size=4))
def test_whoever_comes_first_the_same_pairs_are_found(order: list[str], passes: list[bool]) -> None:
    world = world_of()
    for name, now in zip(order, passes, strict=True):
        STEPS[name](world)
        if now:
            world.pairing.run()
    world.pairing.run()
    (ann,) = {subject for seeker, _, subject in world.found() if seeker == "who-ann"}
    assert world.found() == {
        ("who-ann", "who-bo", ann), ("who-ann", "who-cy", ann),
        ("who-di", "who-bo", "wish-who-di"), ("who-di", "who-cy", "wish-who-di"),
    }  # fmt: skip
    assert world.pairing.run() == []


@given(
    said=st.lists(st.sampled_from(["dismissed", "never", "taken_up"]), min_size=2, max_size=2),
    changes=st.lists(st.sampled_from(["note", "words", "area"]), max_size=3),
)
def test_what_the_user_has_answered_never_comes_back(said: list[str], changes: list[str]) -> None:
    world = world_of()
    for step in (ANN, BO, CY):
        step(world)
    pairs = world.pairing.run()
    assert len(pairs) == 2
    for pair, word in zip(pairs, said, strict=True):
        world.store.put(getattr(pair, word)(at=NOON))
    for number, what in enumerate(changes):
        world.person("bo", note=f"runs wages {number}" if what == "note" else "runs wages", area=("Leeds",))
        world.tell(world.person("ann", area=("Leeds",)), f"the wages again {number}")
        assert world.pairing.run() == []
    assert not list(world.store.find(Pair, state=PairState.NEW))


def test_never_holds_for_every_matter_and_both_ways() -> None:
    world = world_of("who-bo", "who-ann")
    ANN(world), BO(world)
    (pair,) = world.pairing.run()
    world.store.put(pair.never(at=NOON))
    ann = world.person("ann", note="runs a bakery")
    world.tell(ann, "the roof leaks", "trades")
    world.wish(world.person("bo", note="runs wages for small firms"), "bakeries")
    assert world.pairing.run() == []


def test_a_dismissed_pair_may_fit_in_another_matter() -> None:
    world = world_of("who-bo")
    ANN(world), BO(world)
    (pair,) = world.pairing.run()
    world.store.put(pair.dismissed(at=NOON))
    world.tell(world.person("ann"), "the till is wrong, too", "payments")
    assert [each.category for each in world.pairing.run()] == ["payments"]


@pytest.mark.parametrize(
    ("name", "chance", "is_found"),
    [
        ("who-bo", SURE, True),
        ("who-bo", SURE - 0.01, False),
        ("b-cy", SURE_SERVED, True),
        ("b-cy", SURE_SERVED - 0.01, False),
    ],
)
def test_only_who_is_sure_enough_is_found(name: str, chance: float, is_found: bool) -> None:
    world = PairingWorld()
    world.likely(name, chance=chance)
    for step in (ANN, BO, CY):
        step(world)
    assert bool(world.pairing.run()) is is_found


def test_who_must_not_be_put_together_is_not() -> None:
    world = world_of("who-bo", "who-di", "who-ed", "who-ann", "b-cy")
    world.tell(world.person("ann", organisation="Quill", note="a bakery", area=("Leeds",)), "the wages")
    world.person("bo", organisation="QUILL")
    world.person("di", note="wages", preferences=Preferences(never_ask=True))
    world.person("ed", note="wages", area=("York",))
    world.card(world.person("cy"), "payroll", not_for=("wages",))
    assert world.pairing.run() == []


def test_a_matter_that_is_settled_or_old_is_not_looked_for() -> None:
    world = world_of()
    BO(world)
    world.tell(world.person("ann"), "the wages", state=PromptState.NO)
    world.tell(world.person("abe"), "the wages", last_heard=NOON - timedelta(days=366))
    assert world.pairing.run() == []
    world.tell(world.person("amy"), "the wages", last_heard=NOON - timedelta(days=364))
    assert len(world.pairing.run()) == 1


def test_an_ideal_client_is_a_wish() -> None:
    world = world_of("who-bo")
    BO(world)
    world.card(world.person("cy"), "payroll", ideal_client="owners of small firms")
    assert world.found() == set()
    world.pairing.run()
    assert world.found() == {("who-cy", "who-bo", "b-cy")}


def test_one_matter_finds_a_few_at_a_time() -> None:
    world = PairingWorld()
    names = [f"p{number}" for number in range(FOR_ONE + 3)]
    world.likely(*(f"who-{name}" for name in names))
    for name in names:
        world.person(name, note="wages")
    ANN(world)
    assert len(world.pairing.run()) == FOR_ONE


def test_what_was_compared_is_not_compared_again() -> None:
    world = world_of()
    for step in (ANN, BO):
        step(world)
    world.pairing.run()
    world.matcher.asked.clear()
    world.pairing.run()
    assert world.matcher.asked == []
    world.person("ed", note="a new face")
    world.pairing.run()
    assert [people for _, people in world.matcher.asked] == [("who-ed",)]  # nobody near it: no look at everybody

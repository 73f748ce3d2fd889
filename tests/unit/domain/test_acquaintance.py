"""How warm it is between the user and somebody, and when they should hear of each other."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.acquaintance import Acquaintance, acquaintance_of, cadence_of, due_on
from assistant.domain.people import Person, Role
from assistant.domain.practice import Cadence
from assistant.domain.touches import Touch, TouchKind, Way

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def touch(days: float, kind: TouchKind = TouchKind.MAIL, way: Way = Way.THEIRS) -> Touch:
    return Touch(person_id="who-1", at=NOW - timedelta(days=days), kind=kind, way=way, evidence="doc-1")


def stands(touches: list[Touch], now: datetime = NOW, cadence: int = 30) -> Acquaintance:
    ordered = sorted(touches, key=lambda each: each.at, reverse=True)
    return acquaintance_of(ordered, now=now, cadence=cadence, half_life=90)


some = st.builds(touch, st.floats(0, 2000), st.sampled_from(TouchKind), st.sampled_from(Way))


@given(touches=st.lists(some, max_size=30), more=some)
def test_a_touch_never_lowers_the_warmth_nor_brings_the_day_nearer(touches: list[Touch], more: Touch) -> None:
    before, after = stands(touches), stands([*touches, more])
    assert 0 <= before.warmth <= after.warmth < 1
    assert after.due_on is not None
    assert before.due_on is None or before.due_on <= after.due_on


@given(touches=st.lists(some, max_size=30), days=st.floats(0, 1000))
def test_time_never_raises_the_warmth(touches: list[Touch], days: float) -> None:
    assert stands(touches, NOW + timedelta(days=days)).warmth <= stands(touches).warmth + 1e-12


@given(touches=st.lists(some, max_size=10), kind=st.sampled_from(TouchKind), way=st.sampled_from(Way))
def test_every_kind_of_touch_sets_the_day_anew(touches: list[Touch], kind: TouchKind, way: Way) -> None:
    assert stands([*touches, touch(0, kind, way)]).due_on == date(2026, 7, 1)


def test_a_meeting_warms_more_than_a_call_and_that_more_than_a_mail() -> None:
    kinds = (TouchKind.MEETING, TouchKind.CALL, TouchKind.CARD, TouchKind.MAIL)
    warm = [stands([touch(1, kind)]).warmth for kind in kinds] + [stands([touch(1, way=Way.YOURS)]).warmth]
    assert warm == sorted(warm, reverse=True)
    assert len(set(warm)) == len(warm)


def test_after_a_half_life_half_of_the_points_are_left() -> None:
    found = stands([touch(90, TouchKind.MEETING), touch(90)])
    assert found.points == pytest.approx(2.0)
    assert found.warmth == pytest.approx(2 / 6)


def test_what_is_to_come_is_no_touch() -> None:
    assert stands([touch(-1)]) == stands([])
    assert stands([]).due_on is None
    assert stands([]).warmth == 0
    assert "no touch" in stands([]).reason(NOW)


def test_the_warmth_is_told_in_figures() -> None:
    words = stands([touch(12), touch(100)]).reason(NOW)
    assert words.startswith("last 12 days ago; 1 touch in 90 days; warmth 0.26 = 1.4 points of 1.4 + 4.")


@pytest.mark.parametrize(
    ("own", "roles", "days"),
    [
        (0, (), 0),
        (0, (Role.CUSTOMER,), 30),
        (0, (Role.FAMILY,), 0),
        (0, (Role.FAMILY, Role.FRIEND), 90),
        (0, (Role.FRIEND, Role.PARTNER), 45),
        (7, (Role.CUSTOMER,), 7),
        (300, (Role.CUSTOMER,), 300),
    ],
)
def test_the_persons_own_cadence_counts_else_the_shortest_of_their_roles(
    own: int, roles: tuple[Role, ...], days: int
) -> None:
    assert cadence_of(Person(id="who-1", name="Ann", roles=roles, cadence=own), Cadence()) == days


def test_nobody_without_a_cadence_is_due() -> None:
    assert due_on(date(2026, 1, 1), 0) is None
    assert due_on(date(2026, 1, 1), 30) == date(2026, 1, 31)

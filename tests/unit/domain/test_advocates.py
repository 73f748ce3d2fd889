"""The ladder: each rung needs those below, and no sign ever takes anybody down."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.advocates import Rung, Sign, standing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ORDER = tuple(Rung)
signs = st.builds(
    Sign,
    rung=st.sampled_from(ORDER),
    words=st.text(max_size=5),
    at=st.integers(0, 99).map(lambda days: NOON + timedelta(days=days)),
)


def sign(rung: Rung) -> Sign:
    return Sign(rung=rung, words=str(rung), at=NOON)


def height(rung: Rung | None) -> int:
    return ORDER.index(rung) if rung else -1


@given(st.lists(signs, max_size=12), st.lists(signs, max_size=12))
def test_more_signs_never_bring_anybody_lower(known: list[Sign], more: list[Sign]) -> None:
    assert height(standing([*known, *more]).rung) >= height(standing(known).rung)


@given(st.lists(signs, max_size=12))
def test_all_rungs_up_to_where_somebody_stands_have_a_sign_and_the_next_has_none(known: list[Sign]) -> None:
    found, seen = standing(known), {each.rung for each in known}
    assert set(ORDER[: height(found.rung) + 1]) <= seen
    assert found.missing not in seen
    assert height(found.missing) == height(found.rung) + 1 or (found.missing is None and found.rung is Rung.REFERRER)
    assert {each.rung for each in found.beyond} == {rung for rung in seen if height(rung) > height(found.rung)}


@pytest.mark.parametrize("number", range(len(ORDER) + 1))
def test_step_by_step(number: int) -> None:
    found = standing(sign(rung) for rung in ORDER[:number])
    assert found.rung is (ORDER[number - 1] if number else None)
    assert found.missing is (ORDER[number] if number < len(ORDER) else None)
    assert found.beyond == ()


def test_who_sent_somebody_and_was_never_met_does_not_stand_there_yet() -> None:
    found = standing([sign(Rung.KNOW), sign(Rung.REFERRER)])
    assert (found.rung, found.missing) == (Rung.KNOW, Rung.LIKE)
    assert [each.rung for each in found.beyond] == [Rung.REFERRER]

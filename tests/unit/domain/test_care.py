"""Whom to call: complaints first, then promises, then the most overdue; nobody before they are due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.acquaintance import cadence_of
from assistant.domain.care import (
    Candidate,
    CheckIn,
    CheckInState,
    Pick,
    Reason,
    check_in_id,
    chosen,
    gently,
    opening,
)
from assistant.domain.manners.phrases import DEMANDS, PROMISES, REPROACHES, SELLING, matches
from assistant.domain.people import NEVER, Person, Role
from assistant.domain.practice import Cadence

TODAY = date(2026, 11, 17)
DAYS = st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days))


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        last = draw(st.none() | DAYS)
        cadence = draw(st.integers(1, 400))
        found.append(
            Candidate(
                person_id=f"who-{number}",
                importance=draw(st.integers(0, 3)),
                last=last,
                due_on=last + timedelta(days=cadence) if last and draw(st.booleans()) else None,
                complaint=draw(st.none() | DAYS),
                promise=draw(st.booleans()),
            )
        )
    return found


def ids(picks: tuple[Pick, ...]) -> list[str]:
    return [pick.candidate.person_id for pick in picks]


@given(candidates(), st.integers(-1, 15), st.randoms())
def test_never_more_than_the_cap_and_the_same_in_any_order(found: list[Candidate], cap: int, chance: object) -> None:
    picks = chosen(found, TODAY, cap)
    assert len(picks) <= max(0, cap)
    chance.shuffle(found)  # type: ignore[attr-defined]
    assert chosen(found, TODAY, cap) == picks
    assert chosen(found, TODAY, cap + 1)[: max(0, cap)] == picks


@given(candidates())
def test_nobody_is_called_before_they_are_due_and_everybody_who_is_due_is(found: list[Candidate]) -> None:
    picked = {pick.candidate.person_id for pick in chosen(found, TODAY, 100)}
    for each in found:
        is_due = each.due_on is not None and each.due_on <= TODAY
        assert (each.person_id in picked) == (is_due or each.promise or each.complaint is not None)


@given(candidates())
def test_complaints_come_before_promises_before_all_else(found: list[Candidate]) -> None:
    order = [tuple(Reason).index(pick.reason) for pick in chosen(found, TODAY, 100)]
    assert order == sorted(order)


@given(candidates(), st.integers(0, 3))
def test_whoever_matters_more_comes_no_later(found: list[Candidate], number: int) -> None:
    last = TODAY - timedelta(days=40)
    one = Candidate(person_id="who-x", importance=0, last=last, due_on=TODAY)
    more = Candidate(person_id="who-x", importance=number, last=last, due_on=TODAY)
    assert ids(chosen([*found, more], TODAY, 99)).index("who-x") <= ids(chosen([*found, one], TODAY, 99)).index("who-x")


def overdue(name: str, days: int, cadence: int, importance: int = 0) -> Candidate:
    last = TODAY - timedelta(days=days)
    return Candidate(person_id=name, importance=importance, last=last, due_on=last + timedelta(days=cadence))


def test_overdue_counts_in_proportion_to_what_was_meant_and_by_importance() -> None:
    found = [overdue("yearly", 400, 365), overdue("monthly", 65, 30), overdue("dear", 40, 30, importance=3)]
    assert ids(chosen(found, TODAY, 3)) == ["dear", "monthly", "yearly"]
    assert ids(chosen([*found, Candidate(person_id="cross", complaint=TODAY)], TODAY, 2)) == ["cross", "dear"]
    assert chosen([overdue("early", 29, 30)], TODAY, 3) == ()


def test_an_answer_rests_for_a_week_and_is_taken_back() -> None:
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    fresh = CheckIn(id=check_in_id("who-a", TODAY), person_id="who-a", day=TODAY, at=at)
    soon, week = TODAY + timedelta(days=6), TODAY + timedelta(days=7)
    assert not fresh.rests(TODAY)
    for answered in (fresh.done("touch-a"), fresh.later(week)):
        assert answered.rests(soon)
        assert not answered.rests(week)
        assert answered.reopened() == fresh
    assert fresh.never(30).state is CheckInState.NEVER
    assert fresh.never(30).reopened() == fresh


def test_never_is_a_cadence_that_outlives_a_merge() -> None:
    left_alone = Person(id="who-a", name="Ann", roles=(Role.CUSTOMER,), cadence=NEVER)
    assert cadence_of(left_alone, Cadence()) == 0
    other = Person(id="who-b", name="Ann", cadence=30)
    assert left_alone.merged_with(other).cadence == other.merged_with(left_alone).cadence == NEVER
    assert cadence_of(other, Cadence()) == 30


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("told_on", [None, *(date(2026, month, 1) for month in range(1, 13))])
@pytest.mark.parametrize("is_private", [False, True])
def test_no_opening_sells_promises_or_presses(reason: Reason, told_on: date | None, is_private: bool) -> None:
    words = opening(reason, told_on=told_on, is_private=is_private)
    for rule in (SELLING, PROMISES, DEMANDS, REPROACHES):
        assert not matches(rule, words)
    assert words.count(".") + words.count("?") <= 2
    if is_private and reason is Reason.OVERDUE:
        assert "told me" not in words


def test_what_is_private_is_only_hinted_at() -> None:
    assert gently(date(2026, 5, 3)) == "something private came up in May: be gentle"

"""Goodwill is never counted against anybody."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.goodwill import SILENT, WARM, YEAR, Once, resurfacing, warmest

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
DAYS = st.integers(0, 2000)


@st.composite
def people(draw: st.DrawFn) -> list[Once]:
    return [
        Once(
            person_id=f"who-{number}",
            last=NOW - timedelta(days=draw(DAYS)),
            touches=draw(st.integers(0, 12)),
            gave=draw(st.integers(0, 3)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@given(people(), st.data())
def test_nobody_is_put_before_or_after_another_for_what_they_gave(known: list[Once], data: st.DataObject) -> None:
    others = [
        Once(person_id=each.person_id, last=each.last, touches=each.touches, gave=data.draw(st.integers(0, 9)))
        for each in known
    ]
    one, two = ([each.person_id for each in resurfacing(found, NOW)] for found in (known, others))
    assert [each for each in one if each in two] == [each for each in two if each in one]


@given(people())
def test_only_those_come_back_who_fell_silent_and_were_warm_or_gave(known: list[Once]) -> None:
    found = {each.person_id for each in resurfacing(known, NOW)}
    for each in known:
        is_silent, was_close = NOW - each.last >= SILENT, each.touches >= WARM or each.gave > 0
        assert (each.person_id in found) == (is_silent and was_close)


def test_the_warmest_first_and_of_two_alike_the_longest_silent() -> None:
    long, short = NOW - timedelta(days=900), NOW - timedelta(days=200)
    known = [
        Once(person_id="a", last=short, touches=5),
        Once(person_id="b", last=long, touches=5),
        Once(person_id="c", last=short, touches=9),
        Once(person_id="d", last=long, touches=1, gave=4),
    ]
    assert [each.person_id for each in resurfacing(known, NOW)] == ["c", "b", "a", "d"]


@given(st.lists(DAYS, max_size=30))
def test_the_warmest_year_is_counted_as_by_hand(days: list[int]) -> None:
    moments = [NOW - timedelta(days=each) for each in days]
    by_hand = max((sum(first <= each < first + YEAR for each in moments) for first in moments), default=0)
    assert warmest(moments) == by_hand

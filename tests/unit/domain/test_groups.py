"""Which meetings are a group's, and how what happens in it is added up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.groups import Counted, Group, Period, SlipKind, is_of_group, tallies
from assistant.domain.meetings import Meeting
from assistant.domain.people import USER, Participant

GROUP = Group(id="group-1", name="Harbourside Breakfast", members=("who-a", "who-b"), titles=("HB weekly",))
AT = datetime(2026, 11, 11, 7, 30, tzinfo=UTC)
MEMBERS = [f"{letter}@members.example" for letter in "abcd"]


def meeting(title: str, *addresses: str) -> Meeting:
    attendees = tuple(Participant(address=address) for address in addresses)
    return Meeting(id="meet-1", document_id="", title=title, start=AT, end=AT + timedelta(hours=1), attendees=attendees)


@pytest.mark.parametrize(
    ("title", "addresses", "is_its"),
    [
        ("Harbourside Breakfast", (), True),
        ("HARBOURSIDE breakfast (Pump Room!)", (), True),
        ("hb weekly", (), True),
        ("Harbourside Breakfasts of old", (), False),
        ("Breakfast", (), False),
        ("", (), False),
        ("Tea", MEMBERS[:3], True),
        ("Tea", MEMBERS[:2], False),
        ("Conference", (*MEMBERS[:3], *(f"{n}@others.example" for n in range(4))), False),
        ("Tea", (*MEMBERS[:3], "x@others.example"), True),
    ],
)
def test_it_is_known_by_its_title_or_its_members(title: str, addresses: tuple[str, ...], is_its: bool) -> None:
    assert is_of_group(meeting(title, *addresses), GROUP, MEMBERS) is is_its


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.WEEK, date(2026, 11, 9), date(2026, 11, 15)),
        (Period.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
        (Period.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_whole_one(period: Period, first: date, last: date) -> None:
    assert period.of(date(2026, 11, 11)) == (first, last)


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.sampled_from(Period))
def test_a_day_lies_in_its_period_and_the_next_begins_after_it(day: date, period: Period) -> None:
    first, last = period.of(day)
    assert first <= day <= last
    assert period.of(first) == period.of(last) == (first, last)
    assert period.of(last + timedelta(days=1))[0] == last + timedelta(days=1)


PEOPLE = (USER, "who-a", "who-b")
ends = st.permutations(PEOPLE).map(lambda order: order[:2])
happened = st.lists(
    st.builds(
        lambda kind, number, pair, value: Counted(
            kind=kind,
            on=date(2026, 11, 1) + timedelta(days=number),
            from_id=pair[0],
            to_id=pair[1],
            words="",
            evidence=str(number),
            value=value,
        ),
        st.sampled_from([kind for kind in SlipKind if kind is not SlipKind.MEETING]),
        st.integers(0, 20),
        ends,
        st.integers(0, 1000),
    ),
    max_size=30,
)


@given(happened)
def test_what_one_gives_another_receives(counted: list[Counted]) -> None:
    first, last = date(2026, 11, 5), date(2026, 11, 15)
    found = tallies(counted, [PEOPLE, (USER,)], PEOPLE, first, last)
    within = [each for each in counted if first <= each.on <= last]
    kinds = [each.kind for each in within]
    assert [each.person_id for each in found] == list(PEOPLE)
    assert sum(each.given for each in found) == sum(each.received for each in found) == kinds.count(SlipKind.REFERRAL)
    assert sum(each.one_to_ones for each in found) == 2 * kinds.count(SlipKind.ONE_TO_ONE)
    assert sum(each.value for each in found) == sum(each.value for each in within if each.kind is SlipKind.CLOSED)
    assert [each.present for each in found] == [2, 1, 1]

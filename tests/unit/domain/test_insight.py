"""The figures of insight: each against a count made another way, and what holds of all of them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.insight.number import Customer, number, number_now, trend
from assistant.domain.insight.pace import quartiles
from assistant.domain.insight.periods import month_of, months, quarter_of, quarters
from assistant.domain.insight.shares import Part
from assistant.domain.insight.sources import School, sources
from assistant.domain.referrals import Direction, Referral, ReferralState, SourceKind

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
STATES = (ReferralState.OPEN, ReferralState.WON, ReferralState.LOST)
MOMENTS = st.datetimes(
    datetime(2024, 1, 1), datetime(2026, 11, 17), timezones=st.just(UTC)  # noqa: DTZ001  the zone is added
)  # fmt: skip


def referral(
    at: datetime = NOW,
    kind: SourceKind = SourceKind.CUSTOMER,
    state: ReferralState = ReferralState.OPEN,
    sender: str = "who-a",
    value: int = 0,
) -> Referral:
    return Referral(
        id="ref-1", direction=Direction.RECEIVED, from_id=sender, who_id="who-b", to_id="user", at=at, kind=kind,
        state=state, value=value,
    )  # fmt: skip


REFERRALS = st.lists(
    st.builds(
        referral,
        at=MOMENTS,
        kind=st.sampled_from(SourceKind),
        state=st.sampled_from(STATES),
        sender=st.sampled_from(["who-a", "who-b", "who-c", ""]),
        value=st.integers(0, 9999),
    ),
    max_size=30,
)


@given(REFERRALS)
def test_every_referral_counts_once_in_each_breakdown(received: list[Referral]) -> None:
    found = sources(received, NOW)
    assert sum(each.referrals for each in found.kinds) == found.whole.referrals == len(received)
    assert sum(each.won for each in found.kinds) == sum(each.state is ReferralState.WON for each in received)
    assert sum(each.value for each in found.kinds) == sum(r.value for r in received if r.state is ReferralState.WON)
    assert sum(sum(each.kinds.values()) for each in found.quarters) == len(received)
    assert all(
        sum(each.of(school) for school in (*School, None)) == sum(each.kinds.values()) for each in found.quarters
    )
    assert {each.name: each.referrals for each in found.people} == Counter(r.from_id for r in received if r.from_id)
    assert [each.name for each in found.kinds] == list(SourceKind)


@pytest.mark.parametrize(
    ("customers", "partners", "sends", "wins"),
    [
        ((0, 0), (0, 0), None, None),
        ((3, 3), (1, 0), None, None),  # too few
        ((30, 15), (5, 2), School.CUSTOMERS, None),
        ((4, 2), (30, 15), School.PARTNERS, None),
        ((40, 36), (40, 8), None, School.CUSTOMERS),
        ((40, 8), (40, 36), None, School.PARTNERS),
        ((40, 20), (40, 22), None, None),
    ],
)
def test_a_school_is_right_only_where_chance_is_out_of_the_question(
    customers: tuple[int, int], partners: tuple[int, int], sends: School | None, wins: School | None
) -> None:
    received = []
    for kind, (whole, won) in ((SourceKind.FORMER_CUSTOMER, customers), (SourceKind.PROFESSIONAL, partners)):
        states = [ReferralState.WON] * won + [ReferralState.LOST] * (whole - won)
        received += [referral(kind=kind, state=state) for state in states]
    schools = sources(received, NOW).schools
    assert (schools.sends_more, schools.won_more_often) == (sends, wins)


@pytest.mark.parametrize(
    ("part", "whole", "says"), [(0, 0, False), (3, 3, False), (1, 3, False), (4, 4, True), (5, 12, True), (2, 8, False)]
)
def test_few_numbers_say_nothing(part: int, whole: int, says: bool) -> None:
    assert Part(part=part, whole=whole).says_something is says


@given(st.lists(st.tuples(st.none() | MOMENTS, st.lists(MOMENTS, max_size=4)), max_size=12))
def test_the_referral_number_is_the_count_of_customers_who_sent(
    known: list[tuple[datetime | None, list[datetime]]],
) -> None:
    customers = [Customer(person_id=str(n), seen=at, sent=tuple(sorted(sent))) for n, (at, sent) in enumerate(known)]
    now = number_now(customers, NOW)
    assert (now.ever.part, now.ever.whole) == (sum(bool(sent) for _, sent in known), len(known))
    lately = NOW - timedelta(days=365)
    assert now.year.part == sum(any(at > lately for at in sent) for _, sent in known)
    for end in (NOW, NOW - timedelta(days=200)):
        then = number("then", customers, end)
        assert then.ever.whole == sum(any(at <= end for at in (seen, *sent) if at) for seen, sent in known)
        assert then.ever.part == sum(any(at <= end for at in sent) for _, sent in known)
        assert then.year.part <= then.ever.part <= then.ever.whole
    ever = [each.ever.part for each in trend(customers, NOW)]
    assert ever == sorted(ever)  # nobody unsends
    assert not ever or ever[-1] == now.ever.part


def test_somebody_of_whom_nothing_was_seen_counts_now_and_in_no_quarter() -> None:
    unseen = Customer(person_id="a")
    assert number_now([unseen], NOW).ever.whole == 1
    assert trend([unseen], NOW) == ()


def test_quarters_end_when_the_next_one_begins_in_the_users_zone() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    now = datetime(2026, 5, 5, tzinfo=zone)
    found = list(quarters(datetime(2025, 9, 30, 12, tzinfo=UTC), now))  # the first of October there
    assert [name for name, _ in found] == ["2025 Q4", "2026 Q1", "2026 Q2"]
    assert [end for _, end in found] == [datetime(2026, 1, 1, tzinfo=zone), datetime(2026, 4, 1, tzinfo=zone), now]


@given(MOMENTS, MOMENTS)
def test_months_and_quarters_have_no_gaps(one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    found = list(months(month_of(first, UTC), month_of(last, UTC)))
    assert (found[0], found[-1]) == (month_of(first, UTC), month_of(last, UTC))
    assert len(found) == (last.year - first.year) * 12 + last.month - first.month + 1
    names = [name for name, _ in quarters(first, last)]
    assert (names[0], names[-1]) == (quarter_of(first, UTC), quarter_of(last, UTC))
    assert list(dict.fromkeys(f"{each[:4]} Q{(int(each[5:]) + 2) // 3}" for each in found)) == names


@given(st.lists(st.floats(0, 1000), min_size=1))
def test_quartiles_lie_in_order_around_the_median(values: list[float]) -> None:
    found = quartiles(values)
    assert found
    assert found.median == pytest.approx(median(values))
    assert min(values) <= found.first + 1e-9
    assert found.first <= found.median + 1e-9
    assert found.median <= found.third + 1e-9
    assert found.third <= max(values) + 1e-9


def test_nothing_has_no_quartiles() -> None:
    assert quartiles([]) is None

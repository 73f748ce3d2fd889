"""What a campaign counts: each deed once, within its days in the user's zone, ends included; and its pace."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.campaigns import Campaign, CampaignKind, Deed, burn_up, progress

LONDON, KIRITIMATI = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Kiritimati")
BEGIN = date(2026, 10, 20)  # the clocks change within its week
WEEK = Campaign(
    id="camp-1", name="A week", kind=CampaignKind.REFERRALS, goal=10, begin=BEGIN, deadline=date(2026, 10, 26)
)


def deed(at: datetime, evidence: str = "ref-1", *people: str) -> Deed:
    return Deed(at=at, people=people, evidence=evidence)


@pytest.mark.parametrize("zone", [LONDON, KIRITIMATI])
@pytest.mark.parametrize(
    ("day", "at", "counts"),
    [
        (BEGIN, time.min, True),
        (BEGIN - timedelta(days=1), time.max, False),
        (WEEK.deadline, time.max, True),
        (WEEK.deadline + timedelta(days=1), time.min, False),
    ],
)
def test_both_ends_are_in_it_in_the_users_own_day(zone: ZoneInfo, day: date, at: time, counts: bool) -> None:
    done = deed(datetime.combine(day, at, zone).astimezone(UTC))
    assert progress(WEEK, [done], (), zone=zone, today=WEEK.deadline).done == int(counts)


FIRST = datetime(2026, 10, 1, tzinfo=UTC)
moments = st.integers(0, 45 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
deeds = st.lists(
    st.builds(
        lambda at, number, people: deed(at, f"ref-{number}", *people),
        moments,
        st.integers(0, 6),
        st.lists(st.sampled_from(("who-a", "who-b", "who-c")), max_size=2),
    ),
    max_size=25,
)


@given(deeds, st.dates(date(2026, 10, 1), date(2026, 11, 15)), st.booleans(), st.sampled_from([LONDON, KIRITIMATI]))
def test_the_arithmetic_holds(done: list[Deed], today: date, only: bool, zone: ZoneInfo) -> None:
    campaign = replace(WEEK, only_candidates=only)
    stands = progress(campaign, done, ("who-a",), zone=zone, today=today)
    within = [each for each in done if BEGIN <= each.at.astimezone(zone).date() <= campaign.deadline]
    counted = [each for each in within if not only or "who-a" in each.people]
    assert stands.done == len({each.evidence for each in counted})
    assert list(stands.counts) == sorted(stands.counts)
    assert stands.missing == max(0, campaign.goal - stands.done)
    assert len(stands.days) == len(stands.counts) <= 7
    if today >= campaign.deadline:
        assert stands.counts[-1] == stands.done
    assert progress(campaign, [*done, *done], ("who-a",), zone=zone, today=today) == stands
    assert 0 <= stands.left <= 7
    assert stands.words


def test_what_is_done_after_it_was_ended_does_not_count() -> None:
    ended = replace(WEEK, ended_at=datetime(2026, 10, 22, 12, tzinfo=UTC))
    done = [deed(datetime(2026, 10, day, 9, tzinfo=UTC), f"ref-{day}") for day in (21, 23)]
    stands = progress(ended, done, (), zone=LONDON, today=date(2026, 10, 24))
    assert (stands.done, stands.left) == (1, 0)


@pytest.mark.parametrize(
    ("goal", "done", "today", "words"),
    [
        (10, 3, 23, "3 of 10, 4 days left: 2 a day would do it"),
        (7, 3, 23, "3 of 7, 4 days left: one a day would do it"),
        (5, 3, 23, "3 of 5, 4 days left: one every 2 days would do it"),
        (4, 3, 23, "3 of 4, 4 days left: one every 4 days would do it"),
        (10, 3, 26, "3 of 10, the last day: 7 today would do it"),
        (3, 3, 23, "3 of 3: you have done it"),
        (10, 3, 27, "3 of 10 when it ended"),
        (10, 0, 18, "it begins in 2 days"),
    ],
)
def test_the_pace_is_said_in_a_sentence(goal: int, done: int, today: int, words: str) -> None:
    made = [deed(datetime(2026, 10, 20, 9, tzinfo=UTC), f"ref-{number}") for number in range(done)]
    stands = progress(replace(WEEK, goal=goal), made, (), zone=LONDON, today=date(2026, 10, today))
    assert stands.words == words


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 6))
def test_the_pace_that_is_named_does_reach_the_goal(goal: int, done: int, day: int) -> None:
    made = [deed(datetime(2026, 10, 20, 9, tzinfo=UTC), f"ref-{number}") for number in range(done)]
    stands = progress(replace(WEEK, goal=goal), made, (), zone=LONDON, today=BEGIN + timedelta(days=day))
    if not stands.missing:
        return
    rate = stands.words.split(": ")[1]
    if rate.startswith("one every"):
        reached = stands.left // int(rate.split()[2])
    elif "today" in rate:
        reached = int(rate.split()[0])
    else:
        reached = stands.left * (1 if rate.startswith("one a day") else int(rate.split()[0]))
    assert reached >= stands.missing


@pytest.mark.parametrize(
    "wrong", [{"goal": 0}, {"deadline": BEGIN - timedelta(days=1)}, {"deadline": date(2028, 1, 1)}]
)
def test_one_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="deadline"):
        replace(WEEK, **wrong)  # type: ignore[arg-type]  # by name


@given(st.integers(0, 9), st.integers(15, 30))
def test_the_picture_stops_where_today_is_and_the_pace_ends_at_the_goal(done: int, today: int) -> None:
    made = [deed(datetime(2026, 10, 20, 9, tzinfo=UTC), f"ref-{number}") for number in range(done)]
    stands = progress(WEEK, made, (), zone=LONDON, today=date(2026, 10, today))
    plot = burn_up(stands)
    reached, pace = plot.series
    assert len(plot.names) == len(reached.values) == len(pace.values) == (WEEK.deadline - BEGIN).days + 1
    assert tuple(value for value in reached.values if value is not None) == stands.counts
    assert reached.values[: len(stands.counts)] == stands.counts
    assert pace.values[-1] == WEEK.goal

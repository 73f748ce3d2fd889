"""Cases, what they led to, and the standing that follows: tables worked out by hand, and what holds of any cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.bullpen import Capacity, Evidence, EvidenceKind, Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.cases import NOWHERE, Answered, Case, Led, cases_of
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.cool_down import rest_due, wants_less
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.standing import Counted, Standing, standing_of

E = EventKind
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
YES = (E.PROVIDER_ASKED, E.PROVIDER_AGREED)
TO_THE_OTHER = (*YES, E.PROVIDER_OFFERED, E.OFFER_ACCEPTED, E.INTRODUCED)


def log(
    *kinds: EventKind, id: str = "i-1", whose: str = "b-bo", days: int = 1, start: datetime = MONDAY
) -> Introduction:
    """An introduction in which one thing happened after another, `days` apart, once help was wanted."""
    begun = Event(kind=E.HELP_WANTED, at=start, consent=yes(Side.SEEKER))
    events = [begun]
    for number, kind in enumerate(kinds):
        named = kind not in (E.LAPSED, E.CANCELLED, E.RESTED, E.CONNECTED, E.MET, E.WON, E.NOT_NOW, E.DEFERRED)
        at = start + timedelta(days=days * number)
        until = date(2027, 1, 1) if kind in (E.DEFERRED, E.PROVIDER_DEFERRED) else None
        events.append(Event(kind=kind, at=at, provider_id=whose if named else "", until=until))
    return Introduction(
        id=id, prompt_id="p-1", seeker_id="who-ann", category="payroll", opened_at=start, events=tuple(events)
    )


def yes(side: Side, quote: str = "") -> Consent:
    return Consent(side=side, answer=Answer.YES, at=MONDAY, proof=Proof.USER_WORD, quote=quote)


@pytest.mark.parametrize(
    ("kinds", "led"),
    [
        ((E.PROVIDER_ASKED,), Led.OPEN),
        ((E.PROVIDER_ASKED, E.PROVIDER_DECLINED), Led.NO),
        ((E.PROVIDER_ASKED, E.PROVIDER_LAPSED), Led.SILENT),
        ((E.PROVIDER_ASKED, E.PROVIDER_LAPSED, E.PROVIDER_WITHDREW), Led.NO),
        ((E.PROVIDER_ASKED, E.PROVIDER_LAPSED, E.PROVIDER_AGREED), Led.OPEN),  # a late yes is a yes
        ((E.PROVIDER_ASKED, E.PROVIDER_DEFERRED), Led.LATER),
        ((E.PROVIDER_ASKED, E.CANCELLED), Led.FALSE_ALARM),
        ((*YES,), Led.OPEN),
        ((*YES, E.PROVIDER_DECLINED), Led.WITHDREW),
        ((*YES, E.PROVIDER_OFFERED, E.OFFER_DECLINED), Led.FALSE_ALARM),
        ((*YES, E.PROVIDER_OFFERED, E.OFFER_DECLINED, E.PROVIDER_WITHDREW), Led.FALSE_ALARM),
        ((*YES, E.PROVIDER_OFFERED, E.LAPSED), Led.FALSE_ALARM),
        ((*YES, E.PROVIDER_OFFERED, E.DEFERRED), Led.FALSE_ALARM),
        ((*YES, E.CANCELLED), Led.FALSE_ALARM),
        ((*TO_THE_OTHER,), Led.OPEN),
        ((*TO_THE_OTHER, E.RESTED), Led.DEAD_END),
        ((*TO_THE_OTHER, E.NOT_NOW), Led.DEAD_END),
        ((*TO_THE_OTHER, E.CONNECTED, E.MET), Led.OPEN),
        ((*TO_THE_OTHER, E.MET, E.RESTED), Led.UNTOLD),
        ((*TO_THE_OTHER, E.MET, E.NOT_NOW), Led.DEAD_END),
        ((*TO_THE_OTHER, E.MET, E.NOT_NOW, E.WON), Led.HELPED),
        ((*TO_THE_OTHER, E.RESTED, E.WON), Led.HELPED),
    ],
)
def test_where_a_case_has_led(kinds: tuple[EventKind, ...], led: Led) -> None:
    (case,) = cases_of("b-bo", [log(*kinds)], BusinessDays())
    assert case.led is led
    assert cases_of("b-cy", [log(*kinds)], BusinessDays()) == ()


def test_what_happened_with_the_next_one_is_not_this_ones() -> None:
    """Bo was asked and turned down, then Cy was: that Cy helped says nothing of Bo."""
    first = log(*YES, E.PROVIDER_OFFERED, E.OFFER_DECLINED)
    second = log(*TO_THE_OTHER, E.MET, E.WON, whose="b-cy").events[1:]
    both = replace(first, events=(*first.events, *second))
    (bo,), (cy,) = (cases_of(whose, [both], BusinessDays()) for whose in ("b-bo", "b-cy"))
    assert (bo.led, bo.helped, bo.introduced_at) == (Led.FALSE_ALARM, None, None)
    assert cy.led is Led.HELPED


def test_whoever_is_asked_again_has_two_cases() -> None:
    later = log(E.PROVIDER_ASKED, E.PROVIDER_DEFERRED)
    again = replace(later, events=(*later.events, *log(*YES).events[1:]))
    assert [case.led for case in cases_of("b-bo", [again], BusinessDays())] == [Led.LATER, Led.OPEN]


def test_waiting_is_counted_in_business_days() -> None:
    friday = MONDAY + timedelta(days=4)
    (case,) = cases_of("b-bo", [log(*YES, start=friday, days=4)], BusinessDays())  # Friday to Tuesday
    assert case.days == 2
    (case,) = cases_of("b-bo", [log(E.PROVIDER_AGREED)], BusinessDays())
    assert (case.asked_at, case.days) == (None, None)


def test_the_sum_is_worked_out_by_hand() -> None:
    """Eight cases of one provider.

    Answers: seven were asked; i-1 to i-4 and i-6 (a no) came the next day, i-5 after a week (5 business days), i-7
    never: 5 of 7 soon, so (5 + 3) of (7 + 4) = 8/11, of 25: 18.18. i-8 had said yes unasked.
    Follow-through: i-1, i-2, i-3, i-8 got in touch; i-4 withdrew; i-5 is under way: 4 of 5, so 7/9, of 35: 27.22.
    Outcomes: i-1 and i-2 helped, i-3 did not; i-8 was never told: 2 of 3, so 5/7, of 40: 28.57.
    Together 73.97.
    """
    told = (
        log(*TO_THE_OTHER, E.MET, E.WON, id="i-1"),
        log(*TO_THE_OTHER, E.MET, E.WON, id="i-2"),
        log(*TO_THE_OTHER, E.MET, E.NOT_NOW, id="i-3"),
        log(*YES, E.PROVIDER_DECLINED, id="i-4"),
        log(*YES, id="i-5", days=7),
        log(E.PROVIDER_ASKED, E.PROVIDER_DECLINED, id="i-6"),
        log(E.PROVIDER_ASKED, E.PROVIDER_LAPSED, id="i-7"),
        log(E.PROVIDER_AGREED, E.PROVIDER_OFFERED, E.OFFER_ACCEPTED, E.INTRODUCED, E.MET, E.RESTED, id="i-8"),
    )
    standing = standing_of(cases_of("b-bo", told, BusinessDays()))
    answers, follow, outcomes = standing.terms
    assert (answers.good, answers.bad) == (("i-1", "i-2", "i-3", "i-4", "i-6"), ("i-5", "i-7"))
    assert (follow.good, follow.bad) == (("i-1", "i-2", "i-3", "i-8"), ("i-4",))
    assert (outcomes.good, outcomes.bad) == (("i-1", "i-2"), ("i-3",))
    assert answers.points == pytest.approx(25 * 8 / 11)
    assert follow.points == pytest.approx(35 * 7 / 9)
    assert outcomes.points == pytest.approx(40 * 5 / 7)
    assert answers.arithmetic == "(5 + 3) of (7 + 4) is 73 %, of 25: 18.2"
    assert (standing.total, standing.words, standing.cases, standing.doubt) == (74, "good", 8, "")


def test_one_case_is_no_verdict_and_three_bad_ones_are_a_reason_to_think() -> None:
    assert (standing_of(()).total, standing_of(()).words) == (75, "not tried yet")
    bad = [log(*TO_THE_OTHER, E.RESTED, id=f"i-{n}", days=7) for n in range(3)]
    bad = [replace(each, events=(*each.events, Event(kind=E.NOT_NOW, at=MONDAY))) for each in bad]
    found = [standing_of(cases_of("b-bo", bad[:n], BusinessDays())) for n in (1, 2, 3)]
    assert [(each.total, each.words, bool(each.doubt)) for each in found] == [
        (60, "mixed", False),  # 3/5 of everything
        (50, "mixed", False),  # 3/6
        (43, "poor", True),  # 3/7
    ]
    assert found[2].doubt == "answered within 3 business days: 0 of 3; their standing is 43 of 100"


def test_the_bounds_of_soon_and_of_poor() -> None:
    """An answer on the third business day is soon; 1 of 4 in each term is (1 + 3) of 8, in all 50: not poor."""
    friday = MONDAY + timedelta(days=4)
    third, fourth = (
        standing_of(cases_of("b-bo", [log(*YES, start=friday, days=days)], BusinessDays())).terms[0] for days in (5, 6)
    )
    assert (third.good, fourth.bad) == (("i-1",), ("i-1",))
    bad = [case(number, Answered.YES, 9, False, False) for number in range(3)]
    standing = standing_of([*bad, case(3, Answered.YES, 1, True, True)])
    assert (standing.total, standing.doubt) == (50, "")


def test_silence_alone_becomes_a_reason_after_four() -> None:
    silent = [log(E.PROVIDER_ASKED, E.PROVIDER_LAPSED, id=f"i-{n}") for n in range(4)]
    assert not standing_of(cases_of("b-bo", silent[:3], BusinessDays())).doubt
    standing = standing_of(cases_of("b-bo", silent, BusinessDays()))
    assert (
        standing.doubt == "answered within 3 business days: 0 of 4; their standing is 66 of 100"
    )  # 25 × 3/8 + 60 × 3/4


def case(number: int, answered: Answered, days: int, followed: bool | None, helped: bool | None) -> Case:
    at = MONDAY + timedelta(days=number)
    return Case(
        introduction_id=f"i-{number}", asked_at=at, answered=answered, answered_at=at, days=days, followed=followed,
        helped=helped,
    )  # fmt: skip


MAYBE = st.sampled_from((None, True, False))
CASES = st.lists(
    st.builds(case, st.integers(0, 50), st.sampled_from(list(Answered)), st.integers(0, 20), MAYBE, MAYBE), max_size=20
)


@given(CASES)
def test_it_lies_between_nothing_and_all(cases: list[Case]) -> None:
    standing = standing_of(cases)
    assert 0 <= standing.total <= 100
    assert all(0 < term.share < 1 for term in standing.terms)
    assert bool(standing.doubt) <= (standing.cases >= 3)


@given(CASES.flatmap(lambda cases: st.tuples(st.just(cases), st.permutations(cases))))
def test_the_order_of_cases_does_not_matter(both: tuple[list[Case], list[Case]]) -> None:
    assert standing_of(both[0]) == standing_of(both[1])


def _sum(standing: Standing) -> float:
    return sum(term.points for term in standing.terms)


@given(CASES, st.integers(0, 50))
def test_a_good_outcome_never_lowers_it(cases: list[Case], number: int) -> None:
    before = _sum(standing_of(cases))
    good = case(number, Answered.YES, 1, True, True)
    assert _sum(standing_of([*cases, good])) > before
    turned = [replace(each, followed=True, helped=True) for each in cases]
    assert _sum(standing_of(turned)) >= before


@given(CASES, st.sampled_from(list(Counted)))
def test_each_term_says_on_which_cases_it_rests(cases: list[Case], counted: Counted) -> None:
    (term,) = (each for each in standing_of(cases).terms if each.counted is counted)
    assert sorted((*term.good, *term.bad)) == sorted(
        each.introduction_id
        for each in cases
        if counted is Counted.ANSWERS or (each.helped if counted is Counted.OUTCOMES else each.followed) is not None
    )


def answered(days_ago: int, how: Answered, said: str = "") -> Case:
    at = MONDAY - timedelta(days=days_ago)
    return Case(introduction_id=f"i-{days_ago}", asked_at=at, answered=how, answered_at=at, days=0, said=said)


@pytest.mark.parametrize(
    ("cases", "until"),
    [
        ([], None),
        ([answered(1, Answered.NO)], None),
        ([answered(1, Answered.NO), answered(4, Answered.SILENT)], date(2026, 3, 31)),  # 30 days after 1 March
        ([answered(1, Answered.NO), answered(2, Answered.YES), answered(3, Answered.NO)], None),
        ([answered(30, Answered.NO), answered(31, Answered.NO)], None),  # ends today
        ([answered(40, Answered.NO), answered(41, Answered.NO)], None),  # that rest is over
        ([answered(1, Answered.YES, "Fine, but please not so often.")], date(2026, 5, 30)),  # 90 days after 1 March
        ([answered(99, Answered.NO, "not so often")], None),
    ],
)
def test_when_a_rest_is_due(cases: list[Case], until: date | None) -> None:
    rest = rest_due(cases, MONDAY.date())
    assert (rest.until if rest else None) == until
    assert rest_due(cases[::-1], MONDAY.date()) == rest


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Happy to, but not quite so often please", True),
        ("I get too many of these", True),
        ("fewer introductions would suit me", True),
        ("You ask too frequently.", True),
        ("It is not so much a payroll matter as a tax one", False),
        ("Not this month, I am full", False),
        ("I often see this", False),
        ("", False),
    ],
)
def test_who_says_that_it_is_too_often(words: str, says: bool) -> None:
    assert wants_less(words) is says


def test_capacity_says_when_it_is_full() -> None:
    assert Capacity().full(under_way=99, lately=99) == ""
    both = Capacity(at_once=2, a_month=3)
    assert both.full(under_way=1, lately=2) == ""
    assert both.full(under_way=2, lately=0) == "they want 2 at once at most, and 2 are under way"
    assert both.full(under_way=0, lately=3) == "they want 3 a month at most, and had 3 in the last 30 days"


def test_old_evidence_is_said_gently() -> None:
    seen = (
        Evidence(kind=EvidenceKind.VISIT, on=date(2021, 1, 1)),
        Evidence(kind=EvidenceKind.WORK_SEEN, on=date(2024, 5, 6)),
    )
    card = Provider(id="b", person_id="who", services=(), does="", evidence=seen)
    assert card.stale(date(2026, 3, 2)) == "last seen at work in May 2024"
    assert card.stale(date(2025, 5, 6)) == ""
    assert replace(card, evidence=()).stale(date(2026, 3, 2)) == ""


def test_nowhere_is_what_took_time_for_nothing() -> None:
    assert {Led.FALSE_ALARM, Led.DEAD_END} == NOWHERE

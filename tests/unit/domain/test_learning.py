"""Answers move what a mention needs: upwards only, within bounds, and by no more than the answers say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.learning import MOST, STRENGTH, Bar, Learnt, Tally, least_confidence

CONFIGURED = st.floats(0, 1)
COUNTS = st.integers(0, 200)


def needs(right: int, wrong: int, configured: float = 0.65) -> float:
    return least_confidence(configured, Tally(right=right, wrong=wrong))


@pytest.mark.parametrize(
    ("right", "wrong", "needed"),
    [(0, 0, 0.65), (9, 0, 0.65), (0, 1, 0.733), (0, 3, 0.819), (2, 1, 0.645), (0, 10, 0.915), (0, 60, MOST)],
)
def test_what_some_answers_come_to(right: int, wrong: int, needed: float) -> None:
    assert needs(right, wrong) == max(0.65, needed)


def test_the_odds_are_those_of_the_answers() -> None:
    before, after = 0.6 / 0.4, (0.6 * STRENGTH + 1) / (0.4 * STRENGTH + 4)
    odds = before * before / after
    assert needs(1, 4, 0.6) == pytest.approx(odds / (1 + odds), abs=5e-4)


@given(CONFIGURED, COUNTS, COUNTS)
def test_it_stays_between_what_is_configured_and_the_most(configured: float, right: int, wrong: int) -> None:
    assert configured <= needs(right, wrong, configured) <= max(configured, MOST)


@given(CONFIGURED, COUNTS, COUNTS)
def test_one_more_wrong_never_lowers_it_and_one_more_right_never_raises_it(
    configured: float, right: int, wrong: int
) -> None:
    now = needs(right, wrong, configured)
    assert needs(right, wrong + 1, configured) >= now
    assert needs(right + 1, wrong, configured) <= now


@given(CONFIGURED, COUNTS)
def test_without_a_wrong_answer_nothing_moves(configured: float, right: int) -> None:
    assert needs(right, 0, configured) == configured


def test_wrong_answers_do_move_it() -> None:
    assert 0.65 < needs(0, 1) < needs(0, 2) < needs(0, 3) < needs(0, 5)
    assert needs(0, 1) > needs(1, 1) >= needs(2, 1)


@given(st.lists(st.booleans(), max_size=20), st.randoms())
def test_the_order_of_answers_does_not_matter(answers: list[bool], random: object) -> None:
    shuffled = list(answers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Tally(), Tally()
    for right in answers:
        one = one.plus(right=right)
    for right in shuffled:
        other = other.plus(right=right)
    assert one == other


def test_the_higher_of_category_and_sender_counts() -> None:
    learnt = Learnt(configured=0.65, categories={"tax": Tally(wrong=1)}, senders={"who-1": Tally(wrong=3)})
    assert learnt.bar("tax", "who-2") == Bar(confidence=0.733, configured=0.65, tally=Tally(wrong=1))
    sender = learnt.bar("tax", "who-1")
    assert (sender.by_sender, sender.confidence) == (True, 0.819)
    assert not learnt.bar("hr", "who-2").moved


def test_a_bar_that_did_not_move_stops_nothing() -> None:
    bar = Learnt(configured=0.65).bar("tax", "who-1")
    assert not bar.stops(0.1)
    raised = Learnt(configured=0.65, categories={"tax": Tally(wrong=1)}).bar("tax", "")
    assert (raised.stops(0.732), raised.stops(0.733)) == (True, False)
    assert "0.73 instead of 0.65: 1 of your 1 answers to questions about tax said wrong" in raised.words("tax")

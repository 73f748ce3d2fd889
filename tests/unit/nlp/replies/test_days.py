"""The days that a text names."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.replies.calendar_words import FEASTS, MONTHS, WEEKDAYS
from nlp.replies.days import FARTHEST, find_days
from nlp.replies.until import until_of

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("on 9 May", "2026-05-09"),
        ("May the 9th", "2026-05-09"),
        ("the 9th", "2026-03-09"),
        ("the 2nd", "2026-04-02"),
        ("9.5.", "2026-05-09"),
        ("on 05/13/2026", "2026-05-13"),
        ("2026-05-09", "2026-05-09"),
        ("Monday", "2026-03-09"),
        ("Friday week", "2026-03-13"),
        ("next Friday", "2026-03-13"),
        ("in three weeks", "2026-03-25"),
        ("a week from today", "2026-03-11"),
        ("3 wks", "2026-03-25"),
        ("mid-April", "2026-04-15"),
        ("the second half of May", "2026-05-16"),
        ("late May", "2026-05-25"),
        ("next week", "2026-03-09"),
        ("the week after next", "2026-03-16"),
        ("the first Monday in May", "2026-05-04"),
        ("the last Friday of May", "2026-05-29"),
        ("in the autumn", "2026-09-01"),
        ("Q3", "2026-07-01"),
        ("the fourth quarter", "2026-10-01"),
        ("KW 19", "2026-05-04"),
        ("Easter", "2026-04-05"),
        ("the August bank holiday", "2026-08-31"),
        ("Thanksgiving", "2026-11-26"),
        ("the new year", "2027-01-02"),
        ("tomorrow", "2026-03-05"),
        ("übermorgen", "2026-03-06"),
        ("ab dem 3. Mai", "2026-05-03"),
        ("au deuxième trimestre", "2026-04-01"),
    ],
)
def test_one_day_in_its_many_ways(words: str, first: str) -> None:
    (day,) = find_days(f"We can talk {words}, I think.", TODAY)
    assert day.first == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("the Monday after Easter", "2026-04-13"),
        ("Our gala is on May 9, ask on the Tuesday after", "2026-05-12"),
        ("They meet on Thursday 12th. Ask me on the Friday", "2026-03-13"),
        ("The audit is on 25 March, and the day after I can breathe", "2026-03-26"),
        ("It opens on 25 March. The week after that is quiet", "2026-03-30"),
    ],
)
def test_a_day_counted_from_another_that_was_named(words: str, last: str) -> None:
    assert find_days(f"{words}.", TODAY)[-1].first == date.fromisoformat(last)


@pytest.mark.parametrize(
    "words",
    ["I may be wrong.", "She sat down.", "We march on.", "One day he'll hatch it.", "the 31st of June", "week 60", ""],
)
def test_what_names_no_day(words: str) -> None:
    assert find_days(words, TODAY) == []


ODD = (
    "the,on,until,after,back,week,next,in,three,second half of,31,30.2.,29 February,99,400,years,year,20,2099,0.0.,"
    "13/13/26,.,?,\n,the Monday after,the day after,new year,first,summer,quarter,since,from,–,\ud83d,0"
)


def test_a_day_years_ahead_is_none_to_ask_again_on() -> None:
    assert find_days("on 9 May 2031", TODAY) == []
    assert find_days("on 9 May 2028", TODAY)


WORDS = st.sampled_from([*MONTHS, *WEEKDAYS, *FEASTS, *ODD.split(",")])
DATES = st.dates(min_value=date(1990, 1, 1), max_value=date(2150, 12, 31))


@given(st.lists(WORDS, max_size=14).map(" ".join), DATES)
def test_whatever_is_written_a_day_to_ask_again_lies_ahead_and_not_too_far(text: str, today: date) -> None:
    until = until_of(text, today)
    assert until is None or today < until <= today + FARTHEST + timedelta(days=1)


@given(st.text(max_size=60), DATES)
def test_any_text_at_all_is_borne(text: str, today: date) -> None:
    days = find_days(text, today)
    assert all(0 <= day.start < day.end <= len(text) and day.first <= day.last for day in days)
    assert all(one.end <= two.start for one, two in pairwise(days))

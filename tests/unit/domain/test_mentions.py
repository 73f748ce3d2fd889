"""The words around a quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.mentions import AROUND, around

TEXT = "Subject line\n\nHello Maren,\n\nThe roof is done.\nWe need a plumber.  It drips\nall day.\n\nBest, Ann"


@pytest.mark.parametrize(
    ("quote", "before", "after"),
    [
        ("We need a plumber.", "The roof is done.", "It drips all day."),
        ("Subject line", "", ""),
        ("Best, Ann", "", ""),
        ("The roof is done.", "", "We need a plumber. It drips all day."),
    ],
)
def test_it_stays_in_the_paragraph(quote: str, before: str, after: str) -> None:
    start = TEXT.index(quote)
    assert around(TEXT, start, start + len(quote)) == (before, after)


def test_it_is_cut_at_words() -> None:
    text = "word " * 100 + "QUOTE " + "more " * 100
    before, after = around(text, 500, 505)
    assert before.startswith("… word ")
    assert after.endswith("more …")
    assert len(before) <= AROUND + 2
    assert len(after) <= AROUND + 2


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_it_never_fails(text: str, start: int, length: int) -> None:
    before, after = around(text, start, start + length)
    assert "\n" not in before + after

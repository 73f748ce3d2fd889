"""From which day on somebody may be asked again."""

import time
from datetime import date

import pytest

from nlp.replies.until import until_of

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("Ask me again after Easter.", "2026-04-07"),
        ("Not before the second half of May, sorry.", "2026-05-16"),
        ("We're booked up through April. From May on we can.", "2026-05-01"),
        ("I'm away until 20 March.", "2026-03-21"),
        ("I'm away until Monday 23 March.", "2026-03-23"),
        ("Out of office from 2 March to 13 March, back on the 16th.", "2026-03-16"),
        ("Ich bin bis einschließlich 13. März nicht im Haus.", "2026-03-14"),
        ("Closed 2–13 March.", "2026-03-14"),
        ("Give me three weeks.", "2026-03-25"),
        ("This week is mad.", "2026-03-09"),
        ("The lease ends on 31 May, then we talk.", "2026-06-01"),
        ("Let's talk once the summer holidays are behind us.", "2026-09-01"),
        ("Our board meets on 14 May. Send me a reminder the Monday after.", "2026-05-18"),
        ("February?", "2027-02-01"),
    ],
)
def test_the_first_day_to_ask(words: str, until: str) -> None:
    assert until_of(words, TODAY) == date.fromisoformat(until)


@pytest.mark.parametrize("words", ["Some day.", "When I'm rich.", "In 37 years, perhaps.", ""])
def test_no_day_is_guessed(words: str) -> None:
    assert until_of(words, TODAY) is None


@pytest.mark.parametrize(
    "piece", ["May ", "on the 9th of ", "until ", "in three weeks ", "1.1.", "x" * 50, "\n", "the Monday after "]
)
def test_a_very_long_text_is_read_to_a_limit(piece: str) -> None:
    started = time.process_time()
    until_of(piece * (10_000_000 // len(piece)), TODAY)
    assert time.process_time() - started < 20

"""Numbers with what they count."""

import pytest

from assistant.domain.counted import counted


@pytest.mark.parametrize(
    ("number", "one", "words"),
    [
        (0, "meeting", "0 meetings"),
        (1, "reply", "1 reply"),
        (2, "reply", "2 replies"),
        (3, "day", "3 days"),
        (1234, "question", "1,234 questions"),
    ],
)
def test_one_and_several(number: int, one: str, words: str) -> None:
    assert counted(number, one) == words


def test_a_plural_of_its_own() -> None:
    assert counted(1, "matter waits", "matters wait") == "1 matter waits"
    assert counted(2, "matter waits", "matters wait") == "2 matters wait"

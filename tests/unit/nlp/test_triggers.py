"""Words that a user listens for: they pass the gate, raise what is told, and may choose its category."""

import numpy as np
import pytest

from nlp import Medium, Text, Who, load_reader
from nlp.triggers import Triggers, raised

CATEGORIES = ("payroll", "it-support", "trades", "other")
SHARES = np.array([0.5, 0.3, 0.15, 0.05], dtype=np.float32)


def test_a_trigger_is_found_at_word_bounds_in_any_case() -> None:
    triggers = Triggers({"the kiln cracked": "trades"}, CATEGORIES)
    assert triggers.said("Last week THE KILN\ncracked.") == "trades"
    assert triggers.said("bathe kiln cracked") == ""
    assert Triggers({}, CATEGORIES).said("the kiln cracked") == ""


@pytest.mark.parametrize(("said", "category"), [("", 0), ("trades", 2), ("other", 0), ("thatching", 0)])
def test_it_chooses_among_the_likeliest_only(said: str, category: int) -> None:
    assert Triggers({}, CATEGORIES).category(said, SHARES) == category


def test_it_makes_a_mention_likelier_and_never_certain() -> None:
    shares = [0.0, 0.1, 0.5, 0.9, 1.0]
    lifted = [raised(share) for share in shares]
    assert lifted == sorted(lifted)
    assert all(share <= more <= 1.0 for share, more in zip(shares, lifted, strict=True))
    assert raised(0.5) == pytest.approx(2 / 3)


def test_what_nobody_could_foresee_is_read_once_somebody_listens_for_it() -> None:
    text = Text(
        body="Kiln\n\nHi Sam,\n\nour big kiln is glazing unevenly again and the whole batch was lost.\n\nAnn",
        medium=Medium.EMAIL,
        author=Who(name="Ann Potter", address="ann@potter.example"),
        listeners=(Who(name="Sam", address="sam@sam.example"),),
        user=("Sam", "sam@sam.example"),
    )
    plain = load_reader(threshold=0.0).read(text).mentions
    keen = load_reader(threshold=0.0, triggers={"glazing unevenly": "equipment"}).read(text).mentions
    (before,) = [each for each in plain if "glazing" in each.quote]
    (after,) = [each for each in keen if "glazing" in each.quote]
    assert after.confidence >= before.confidence
    assert after.found_by.endswith("+trigger")

"""Names go out of what is shown, and come back into what is answered, at their own places."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.judging.veil import HIDDEN, names_of, veil
from nlp.text import Who

WORDS = st.sampled_from(
    ["Ann", "Ann Lee", "Lee", "Anna", "our", "roof", "leaks", ",", "ann@lee.example", "(0151) 496 0123"]
)


def test_names_and_contacts_are_hidden() -> None:
    people = (Who(name="Ann Lee", address="ann@lee.example"), Who(name="Bo Marsh"))
    names = [(name, f"P{index + 1}") for name, index in names_of(people)]
    veiled = veil("Ann's roof leaks, says Bo Marsh (bo@marsh.example, +44 151 496 0123); Anna does not know.", names)
    assert veiled.text == f"P1's roof leaks, says P2 ({HIDDEN}, {HIDDEN}); Anna does not know."


def test_a_part_of_a_name_that_two_people_share_stands_for_nobody() -> None:
    assert names_of([Who(name="Ann Lee"), Who(name="Bo Lee")]) == [("Ann Lee", 0), ("Bo Lee", 1), ("Ann", 0), ("Bo", 1)]


@given(st.lists(WORDS, max_size=12))
def test_every_place_leads_back_to_its_own_word(words: list[str]) -> None:
    text = " ".join(words)
    veiled = veil(text, [("Ann Lee", "P1"), ("Ann", "P1"), ("Lee", "P2")])
    assert veiled.place(0) == 0
    assert veiled.place(len(veiled.text), is_end=True) == len(text)
    for at, letter in enumerate(veiled.text):
        if not any(piece.at <= at < piece.at + len(piece.shown) for piece in veiled.pieces):
            assert text[veiled.place(at)] == letter
    for piece in veiled.pieces:
        start, end = veiled.place(piece.at), veiled.place(piece.at + len(piece.shown), is_end=True)
        assert text[start:end] == piece.hidden

"""Whom a text about an evening names, in many ways of writing; and that no word of it is ever lost."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.ids import fold
from assistant.domain.met import Entry, read_met

Row = tuple[str, ...]

ANN = ("Ann Byrne", "Byrne Interiors", "fits out cafés", "wants architects")
CASES: tuple[tuple[str, tuple[Row, ...]], ...] = (
    # as the user's brief has it
    ("Met Ann Byrne (Byrne Interiors, fits out cafés, wants architects).", (ANN,)),
    ("Tom from Delta, logistics, hiring.", (("Tom", "Delta", "logistics", "hiring"),)),
    ("Sarah, forgot her surname, IT", (("Sarah", "", "IT", ""),)),
    # separators
    ("Ann Byrne, Byrne Interiors, fits out cafés, wants architects", (ANN,)),
    ("Ann Byrne - Byrne Interiors - fits out cafés - wants architects", (ANN,)),
    ("Ann Byrne – Byrne Interiors – fits out cafés – wants architects", (ANN,)),
    ("Ann Byrne: Byrne Interiors; fits out cafés; wants architects", (ANN,)),
    ("Ann Byrne | Byrne Interiors | fits out cafés | wants architects", (ANN,)),
    ("Ann Byrne [Byrne Interiors] fits out cafés, wants architects", (ANN,)),
    # points and numbers
    ("- Ann Byrne, Byrne Interiors\n- Tom, Delta",
     (("Ann Byrne", "Byrne Interiors", "", ""), ("Tom", "Delta", "", ""))),
    ("* Ann Byrne (Byrne Interiors)\n* Tom (Delta)",
     (("Ann Byrne", "Byrne Interiors", "", ""), ("Tom", "Delta", "", ""))),
    ("1. Ann Byrne\n2) Tom Reed\n(3) Bea Lund",
     (("Ann Byrne", "", "", ""), ("Tom Reed", "", "", ""), ("Bea Lund", "", "", ""))),
    ("• Ann Byrne, solicitor", (("Ann Byrne", "", "solicitor", ""),)),
    ("- Ann Byrne\n  runs a bakery\n  wants a van", (("Ann Byrne", "", "runs a bakery", "wants a van"),)),
    # several in a line
    ("Ann Byrne; Tom Reed; Bea Lund", (("Ann Byrne", "", "", ""), ("Tom Reed", "", "", ""), ("Bea Lund", "", "", ""))),
    ("Tom Reed, Delta; Bea Lund: HR, needs payroll",
     (("Tom Reed", "Delta", "", ""), ("Bea Lund", "", "HR", "needs payroll"))),
    ("spoke to Ann Byrne and Tom Reed from Delta", (("Ann Byrne", "Delta", "", ""), ("Tom Reed", "Delta", "", ""))),
    ("Ann, Tom and Bea from Delta", (("Ann", "Delta", "", ""), ("Tom", "Delta", "", ""), ("Bea", "Delta", "", ""))),
    ("Ann & Tom (Delta)", (("Ann", "Delta", "", ""), ("Tom", "Delta", "", ""))),
    ("Met Ann Byrne and Tom Reed.", (("Ann Byrne", "", "", ""), ("Tom Reed", "", "", ""))),
    # sentences
    ("I met Ann Byrne who runs Byrne Interiors. She wants architects.",
     (("Ann Byrne", "Byrne Interiors", "", "wants architects"),)),
    ("Then I spoke to Tom from Delta. He is hiring.", (("Tom", "Delta", "", "is hiring"),)),
    ("Chatted with Bea Lund, a florist", (("Bea Lund", "", "florist", ""),)),
    ("Bumped into Tom Reed of Delta", (("Tom Reed", "Delta", "", ""),)),
    ("Had a long chat with Bea Lund from Lund & Co", (("Bea Lund", "Lund & Co", "", ""),)),
    ("Sat next to Ann Byrne, who is looking for a printer", (("Ann Byrne", "", "", "is looking for a printer"),)),
    ("Met Ann Byrne. Tom Reed from Delta. Ann also needs a van.",
     (("Ann Byrne", "", "", "needs a van"), ("Tom Reed", "Delta", "", ""))),
    ("Bea Lund works at Lund & Co.", (("Bea Lund", "Lund & Co", "", ""),)),
    ("Good talk with Will Smith of Smith & Sons Ltd, who is after a new website",
     (("Will Smith", "Smith & Sons Ltd", "", "is after a new website"),)),
    # what there is to reach them
    ("Bea Lund, bea@lund.example, florist", (("Bea Lund", "", "florist", "", "bea@lund.example"),)),
    ("Bea Lund (florist) 07700 900123", (("Bea Lund", "", "florist", "", "", "07700 900123"),)),
    ("Bea Lund +44 (0)20 7946 0123 BEA@Lund.Example",
     (("Bea Lund", "", "", "", "bea@lund.example", "+44 (0)20 7946 0123"),)),
    # names as they are
    ("Dr. Ann O'Neill, Oak & Co, solicitor", (("Ann O'Neill", "Oak & Co", "solicitor", ""),)),
    ("Jean-Luc de la Tour, wine", (("Jean-Luc de la Tour", "", "wine", ""),)),
    ("Élodie Brun (Brun et Fils)", (("Élodie Brun", "Brun et Fils", "", ""),)),
    ("Mrs Ann Byrne, banker", (("Ann Byrne", "", "banker", ""),)),
    ("Vincent van der Berg from Kade", (("Vincent van der Berg", "Kade", "", ""),)),
    ("ann byrne, florist", (("Ann Byrne", "", "florist", ""),)),
    ("tom from delta", (("Tom", "delta", "", ""),)),
    ("Ann, didn't catch her last name, insurance", (("Ann", "", "insurance", ""),)),
    ("Ann, surname? - insurance", (("Ann", "", "insurance", ""),)),
    ("Ann Byrne, Accountant, wants clients", (("Ann Byrne", "", "Accountant", "wants clients"),)),
    ("Bob?", (("Bob", "", "", ""),)),
    ("New: Bea Lund, flowers", (("Bea Lund", "", "flowers", ""),)),
    # nobody
    ("Great evening, about 40 people there.", (("",),)),
    ("lots of food", (("",),)),
    ("", ()),
    (" \n\n\t\n", ()),
    ("Ann Byrne, florist. Great cake.", (("Ann Byrne", "", "florist", ""), ("",))),
    ("Must send him the book. Venue was cold.", (("",), ("",))),
)  # fmt: skip


def row(entry: Entry) -> Row:
    return (entry.name, entry.organisation, entry.focus, entry.wants, entry.address, entry.phone)


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:40] or "empty" for text, _ in CASES])
def test_people_are_read_out_of_it(text: str, wanted: tuple[Row, ...]) -> None:
    assert [row(entry) for entry in read_met(text)] == [(*each, *[""] * (6 - len(each))) for each in wanted]


def test_there_are_many_ways_of_writing() -> None:
    assert len(CASES) >= 40


PIECES = st.sampled_from(
    ["Ann Byrne", "Tom", "from Delta", "wants", "a van", ",", ".", ";", "\n", "- ", "and", "She", "(", ")", "1. ", "É",
     "bea@lund.example", "met", "Great cake", " ", ":", "& Co", "07700 900123", "forgot her name", "İ", "ß", "\u202e"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join)))
def test_no_word_is_lost_and_nothing_breaks_it(text: str) -> None:
    entries = read_met(text)
    said = Counter(word for entry in entries for word in fold(entry.words).split())
    wanted = Counter(word for word in fold(text).split() if not word.isdecimal())  # "1." at a line's begin is no word
    assert not wanted - said
    assert all(entry.words.strip() for entry in entries)


def test_a_line_without_end_is_kept_and_not_read() -> None:
    (entry,) = read_met("Ann " * 30_000)
    assert not entry.name
    assert len(entry.words.split()) == 30_000

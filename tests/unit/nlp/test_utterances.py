"""Who says what, of whom and under which heading, for each medium."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import Medium, Text, Who
from nlp.text import NOBODY
from nlp.utterances import Utterance, find_utterances, people_of, words_around

ANN = Who(name="Ann Lee", address="ann@acme.example")
GWEN = Who(name="Gwen Tate", address="gwen@tate.example")
TOM = Who(name="Tom Ray", address="tom@firm.example")
USER = ("tom@firm.example", "Tom Ray")

MAIL = """Roof

Hi Tom,

Our roof leaks. Who could
mend it?

The barn is dry.

Ann

On 3 March 2025, Tom Ray <tom@firm.example> wrote:
> How is the roof? Do you need anybody?
"""
OWN_MAIL = "Roof\n\nAnn told me that her roof leaks. She wants a roofer.\n\nThe weather is bad."
NOTE = """Round of visits

## Gwen Tate
- her roof leaks, and the roofer has gone
- wants a van

## the rest
AL: till is broken. Wants a new one.
- nobody counts the stock
"""
BOARD = (
    "Board\nPresent: Ann Lee, Bo Nyman\nAL: till is broken and nobody mends it\nBN - needs a van\nTom: I buy paint\n"
)
CALL = """Ann: The roof leaks. Nobody comes
to look.
Tom: Did Gwen Tate call? She needs a van.
Ann: She did.
"""
LUNCH = "Lunch\n\nMy van died. Who sells vans?"

Row = tuple[str, str, bool, bool, str, str, str]  # words, speaker, by the user, opens, about, label, heading


def text(body: str, medium: Medium, author: Who, *listeners: Who, title: str = "") -> Text:
    return Text(body=body, title=title, medium=medium, author=author, listeners=listeners, user=USER)


def row(said: Utterance) -> Row:
    speaker, about = said.speaker.name, said.about.name
    return said.words, speaker, said.by_user, said.opens, about, said.label, said.heading


@pytest.mark.parametrize(
    ("document", "rows"),
    [
        pytest.param(
            text(MAIL, Medium.EMAIL, ANN, TOM, title="Roof"),
            [
                ("Hi Tom,", "Ann Lee", False, True, "", "", "Roof"),
                ("Our roof leaks.", "Ann Lee", False, True, "", "", "Roof"),
                ("Who could\nmend it?", "Ann Lee", False, False, "", "", "Roof"),
                ("The barn is dry.", "Ann Lee", False, True, "", "", "Roof"),
            ],
            id="a mail: its author's paragraphs, without title, signature and what is quoted",
        ),
        pytest.param(
            text(OWN_MAIL, Medium.EMAIL, TOM, ANN, title="Roof"),
            [
                ("Ann told me that her roof leaks.", "Tom Ray", True, True, "", "", "Roof"),
                ("She wants a roofer.", "Tom Ray", True, False, "Ann Lee", "", "Roof"),
                ("The weather is bad.", "Tom Ray", True, True, "", "", "Roof"),
            ],
            id="a mail of the user: about whom the sentence before names, within the paragraph",
        ),
        pytest.param(
            text(NOTE, Medium.NOTE, TOM, GWEN, ANN),
            [
                ("her roof leaks, and the roofer has gone", "Tom Ray", True, True, "Gwen Tate", "", "Gwen Tate"),
                ("wants a van", "Tom Ray", True, True, "Gwen Tate", "", "Gwen Tate"),
                ("till is broken.", "Tom Ray", True, True, "Ann Lee", "AL", "the rest"),
                ("Wants a new one.", "Tom Ray", True, False, "Ann Lee", "", "the rest"),
                ("nobody counts the stock", "Tom Ray", True, True, "Ann Lee", "", "the rest"),
            ],
            id="a note: headings and initials name whom its lines are about",
        ),
        pytest.param(
            text(BOARD, Medium.NOTE, TOM),
            [
                ("till is broken and nobody mends it", "Tom Ray", True, True, "Ann Lee", "AL", "Board"),
                ("BN - needs a van", "Tom Ray", True, True, "Bo Nyman", "", "Board"),
                ("I buy paint", "Tom Ray", True, True, "", "Tom", "Board"),
            ],
            id="a note: initials of those present, and nothing is about the user",
        ),
        pytest.param(
            text(CALL, Medium.TRANSCRIPT, NOBODY, ANN, TOM, title="Call"),
            [
                ("The roof leaks.", "Ann Lee", False, True, "", "", "Call"),
                ("Nobody comes\nto look.", "Ann Lee", False, False, "", "", "Call"),
                ("Did Gwen Tate call?", "Tom Ray", True, True, "", "", "Call"),
                ("She needs a van.", "Tom Ray", True, False, "Gwen Tate", "", "Call"),
                ("She did.", "Ann Lee", False, True, "", "", "Call"),
            ],
            id="a transcript: turns, those of the user among them",
        ),
        pytest.param(
            text(LUNCH, Medium.CALENDAR, GWEN, TOM, title="Lunch"),
            [
                ("Lunch", "Gwen Tate", False, True, "", "", "Lunch"),
                ("My van died.", "Gwen Tate", False, True, "", "", "Lunch"),
                ("Who sells vans?", "Gwen Tate", False, False, "", "", "Lunch"),
            ],
            id="a calendar entry: the organiser says title and text",
        ),
        pytest.param(
            text(LUNCH, Medium.CALENDAR, TOM, GWEN, title="Lunch"),
            [
                ("Lunch", "Tom Ray", True, True, "", "", "Lunch"),
                ("My van died.", "Tom Ray", True, True, "", "", "Lunch"),
                ("Who sells vans?", "Tom Ray", True, False, "", "", "Lunch"),
            ],
            id="a calendar entry of the user",
        ),
        pytest.param(text("", Medium.EMAIL, ANN), [], id="nothing"),
    ],
)
def test_what_is_said(document: Text, rows: list[Row]) -> None:
    assert [row(said) for said in find_utterances(document)] == rows


def test_a_name_gets_the_address_that_the_document_gives() -> None:
    second = find_utterances(text(OWN_MAIL, Medium.EMAIL, TOM, ANN, title="Roof"))[1]
    assert (second.speaker, second.about) == (TOM, ANN)


def test_people_are_author_and_listeners_without_the_nameless() -> None:
    assert people_of(text("", Medium.EMAIL, ANN, NOBODY, TOM)) == (ANN, TOM)
    assert people_of(text("", Medium.NOTE, NOBODY)) == ()


@pytest.mark.parametrize(
    ("index", "around"),
    [(0, ("", "b c")), (1, ("a", "c d")), (2, ("a b", "d e")), (4, ("c d", ""))],
)
def test_two_sentences_on_each_side(index: int, around: tuple[str, str]) -> None:
    said = [
        Utterance(start=at, end=at + 1, words=words, speaker=ANN, by_user=False, opens=False)
        for at, words in enumerate("abcde")
    ]
    assert words_around(said, index) == around


PARTS = st.sampled_from(
    ["Ann: ", "AL: ", "Tom: ", "## Gwen Tate\n", "- ", "\n", "\n\n", "Bo Nyman needs a van. ", "Tom wants it. ", "> "]
)


@given(parts=st.lists(PARTS | st.text(max_size=20), max_size=12), medium=st.sampled_from(list(Medium)))
def test_utterances_are_the_bodys_own_words_in_order_and_never_about_the_user(parts: list[str], medium: Medium) -> None:
    document = text("".join(parts), medium, ANN, GWEN, TOM)
    last = 0
    for said in find_utterances(document):
        assert last <= said.start < said.end <= len(document.body)
        assert document.body[said.start : said.end] == said.words == said.words.strip()
        assert said.opens or not said.label
        assert said.about not in (TOM, Who(name="Tom"))
        last = said.end

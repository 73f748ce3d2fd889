"""Whom a reply hands the matter to."""

import pytest

from nlp.replies.handing import find_hand_off
from nlp.replies.letter import open_letter
from nlp.text import Medium, Text, Who

USER = "tom@x.example"


def told(body: str, *listeners: Who) -> str:
    text = Text(
        body=f"Re: The roof\n\n{body}",
        title="Re: The roof",
        medium=Medium.EMAIL,
        author=Who(name="Ann Lee", address="ann@acme.example"),
        listeners=listeners,
        user=(USER, "Tom Roe"),
    )
    return find_hand_off(open_letter(text), text)


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Ask Brigid, she does the books: brigid@acme.example.", "brigid@acme.example"),
        ("Write to p.vance at acme dot example, not me.", "p.vance@acme.example"),
        ("Not me (ann@acme.example), try bo@acme.example", "bo@acme.example"),
        ("You'd better speak to Kofi Mensah, he decides.", "Kofi Mensah"),
        ("Sold the salon to Kylie mate, give her a bell.", "Kylie"),
        ("Mr Harker looks after that these days.", "Mr Harker"),
        ("Dear Tom, my partner Henrike Dahl is in charge.", "Henrike Dahl"),
        ("Wenden Sie sich an Frau Dierksen.", "Frau Dierksen"),
        ("Ask the bursar.", "the bursar"),
        ("Not my call. Somebody else decides.", ""),
        ("Write to me at ann@acme.example instead.", ""),
        (f"You wrote from {USER}.", ""),
    ],
)
def test_an_address_else_a_name_else_nobody(words: str, who: str) -> None:
    assert told(words) == who


def test_the_address_of_a_name_may_stand_in_the_signature_or_in_copy() -> None:
    assert told("Ask Brigid.\n\nRegards\nAnn Lee\nAccounts: brigid@acme.example") == "brigid@acme.example"
    assert told("Over to Kofi!", Who(name="Kofi Mensah", address="kofi@acme.example")) == "kofi@acme.example"
    assert told("Over to Tom!", Who(name="Tom Roe", address=USER)) == ""


def test_an_address_in_the_signature_that_is_the_writers_own_is_none() -> None:
    assert told("It goes through our purchasing.\n\nRegards\nAnn Lee\nann@acme.example") != "ann@acme.example"


@pytest.mark.parametrize("piece", ["Ann ", "a@b.example ", "ask ", "at dot ", "Ask the bursar. "])
def test_hostile_lengths_are_borne(piece: str) -> None:
    told(piece * 50_000)

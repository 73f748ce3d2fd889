"""What documents are looked up by follows from who was there, and from the title."""

from datetime import UTC, datetime

import pytest

from assistant.domain.documents import Document, Medium, introduced_in
from assistant.domain.people import MOST_KEYS, Participant


def document(*listeners: Participant, title: str = "") -> Document:
    author = Participant(name="Ann Ng", address="ANN@ng.example ")
    return Document(
        id="doc-1", source="mail", locator="x", medium=Medium.EMAIL, when=datetime(2026, 3, 2, tzinfo=UTC), digest="",
        title=title, author=author, listeners=listeners,
    )  # fmt: skip


def test_people_by_address_or_else_by_name_each_once() -> None:
    bo, nobody = Participant(name="Li, Bo"), Participant(name=" ")
    assert document(bo, Participant(address="ann@ng.example"), nobody).people == ("ann@ng.example", "bo li")


def test_a_crowd_is_cut_off_and_its_author_kept() -> None:
    crowd = document(*(Participant(address=f"x{n}@y.example") for n in range(10_000)))
    assert len(crowd.people) == MOST_KEYS
    assert crowd.people[0] == "ann@ng.example"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Ann <> Bo", ("ann", "bo")),
        ("Introduction: Ann Ng, José", ("introduction", "ann", "ng", "jose")),
        ("Ann meets Bo", ("ann", "meets", "bo")),
        ("Connecting you two", ("connecting", "you", "two")),
        ("Ann / Ann", ("ann",)),
        ("Invoice 17", ()),
        ("Random thoughts", ()),  # no "and" of its own
        ("", ()),
        ("Ann and Bo " * 20, ()),
    ],
)
def test_titles_that_may_present_people(title: str, words: tuple[str, ...]) -> None:
    assert introduced_in(title) == words
    assert document(title=title).introduced == words

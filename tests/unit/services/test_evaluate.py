"""Labelled files are read for whom they were written for, and everything that follows is counted from that."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from assistant.adapters.memory_readers import MemoryReader
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.scoring import Label, Labelled
from assistant.errors import ItemError
from assistant.ports import Failed, Read, Reader
from assistant.services.evaluate import UNREAD, Evaluation, evaluate, read_files

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXTS = {
    "a.md": ["Ann Ng | need | tax | we want our returns done | 0.9", "Bo Li | need | tax | I could do with tea | 0.3"],
    "b.ics": ["Bo Li | problem | hr | nobody speaks to anybody | 0.8"],
    "c.eml": [],
}


def labelled(name: str, user: str, *quotes: str) -> Labelled:
    labels = tuple(Label(quote=quote, kind="need", holder="Ann Ng", category="tax") for quote in quotes)
    return Labelled(name=name, user=user, text="", labels=labels)


DOCUMENTS = [
    labelled("a.md", "Sam", "we want our returns done"),
    labelled("b.ics", "Kim", "our lease ends in May"),
    labelled("c.eml", "Sam"),
]


def contents(document: Labelled) -> Iterator[Content | Failed]:
    """A line is an entry of a calendar, or a mail; `c.eml` is broken."""
    if document.name == "c.eml":
        yield Failed(locator="c.eml", error=ItemError("it is broken"))
        return
    texts = TEXTS[document.name] if document.name == "b.ics" else ["\n".join(TEXTS[document.name])]
    for number, text in enumerate([*texts, ""]):
        medium = Medium.CALENDAR if document.name == "b.ics" else Medium.NOTE
        place = f"{document.name} {number}"
        found = Document(id=place, source="x", locator=place, medium=medium, when=NOON, digest=text)
        yield Content(document=found, text=text)


class Readers:
    """Readers that keep mentions of some confidence, and remember for whom they were made."""

    def __init__(self, least: float) -> None:
        self.least, self.users = least, list[tuple[str, ...]]()

    def __call__(self, user: Sequence[str]) -> Reader:
        self.users.append(tuple(user))
        return _Least(self.least)


class _Least(MemoryReader):
    def __init__(self, least: float) -> None:
        self._least = least

    def read(self, contents: object) -> Iterator[Read]:
        for read in super().read(list(contents)):  # type: ignore[call-overload]  # takes all at once, as batches do
            kept = tuple(mention for mention in read.mentions if mention.confidence >= self._least)
            yield Read(content=read.content, mentions=kept)


@pytest.fixture
def result() -> Evaluation:
    return evaluate(DOCUMENTS, contents=contents, readers=Readers(0.65), loose=Readers(0), confidence=0.65)


def test_the_figures_are_those_of_the_configured_confidence(result: Evaluation) -> None:
    overall = result.overall
    assert (overall.documents, overall.found, overall.false, overall.missed) == (3, 1, 1, 1)
    assert (result.reader, result.confidence) == ("script 1", 0.65)
    assert {medium: each.documents for medium, each in result.by_medium.items()} == {
        "calendar": 1,
        "note": 1,
        UNREAD: 1,
    }
    assert (result.by_medium["note"].found, result.by_medium["calendar"].false) == (1, 1)
    assert set(result.by_kind) == {"need", "problem"}
    assert set(result.by_category) == {"tax", "hr"}


def test_the_curve_and_the_bins_rest_on_everything_read(result: Evaluation) -> None:
    curve = {point.confidence: point.figures for point in result.curve}
    assert min(curve) == 0
    assert 0.65 in curve
    assert (curve[0].false, curve[0.65].false, curve[0.85].false, curve[0.95].found) == (2, 1, 0, 0)
    assert curve[0.65] == result.overall
    assert [(each.first, each.mentions, each.right) for each in result.reliability] == [
        (0.3, 1, 0), (0.8, 1, 0), (0.9, 1, 1),
    ]  # fmt: skip


def test_what_cannot_be_read_is_named_and_counts_as_nothing_found(result: Evaluation) -> None:
    assert [failed.locator for failed in result.failed] == ["c.eml"]
    assert result.scored["c.eml"].false == ()


def test_each_file_is_read_for_its_own_user_and_keeps_its_place() -> None:
    readers, seen = Readers(0), list[int]()
    reads = read_files(DOCUMENTS, contents=contents, readers=readers, progress=seen.append)
    assert readers.users == [("Sam",), ("Kim",)]
    assert list(reads) == ["a.md", "b.ics", "c.eml"]
    assert [len(read.mentions) for read in reads.values()] == [2, 1, 0]
    assert sum(seen) == 3

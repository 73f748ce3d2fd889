"""Fakes of what reads and compares, for tests: they say what they were told to."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.utils import parseaddr

from assistant.domain.documents import Content
from assistant.domain.ids import fold
from assistant.domain.mentions import Kind, Mention, mention_id
from assistant.domain.people import Participant
from assistant.domain.replies import Label, Stage, Understood
from assistant.ports import (
    Candidate,
    Compared,
    Comparison,
    Read,
    Wanted,
)


class MemoryReader:
    """A `Reader` that follows a script: the line `Priya Nair <p@nair.example> | need | payroll | it takes us days`
    is a mention, with its confidence as a fifth part where that is not 1. All other lines are passed over.
    """

    version = "script 1"

    def read(self, contents: Iterable[Content]) -> Iterator[Read]:
        """One `Read` a document, in order."""
        for content in contents:
            lines = (line.split(" | ") for line in content.text.splitlines())
            scripted = [parts for parts in lines if len(parts) in (4, 5)]
            yield Read(content=content, mentions=tuple(_mention(content, *parts) for parts in scripted))


class MemoryReplyReader:
    """A `ReplyReader` that says what it was told to, by words of the mail, and keeps what it was shown.

    `script` is gone through in order; a mail in which none of its words stand is unclear.
    """

    version = "script 1"

    def __init__(self, script: Mapping[str, Understood] | None = None) -> None:
        self.script = dict(script or {})
        self.shown: list[tuple[str, Stage, str]] = []

    def understand(self, content: Content, *, stage: Stage, asked: str) -> Understood:
        """What is scripted for the first words that stand in the mail."""
        self.shown.append((content.document.id, stage, asked))
        nothing = Understood(label=Label.UNCLEAR, confidence=0.0)
        return next((understood for words, understood in self.script.items() if words in content.text), nothing)


def _mention(content: Content, holder: str, kind: str, category: str, quote: str, confidence: str = "1") -> Mention:
    name, address = parseaddr(holder)
    start = content.text.index(quote)
    return Mention(
        id=mention_id(content.document.id, quote),
        document_id=content.document.id,
        kind=Kind(kind),
        category=category,
        quote=quote,
        start=start,
        end=start + len(quote),
        holder=Participant(name=name, address=address) if "@" in address else Participant(name=holder),
        told_by=content.document.author,
        heard_at=content.document.when,
        confidence=float(confidence),
        found_by=MemoryReader.version,
    )


class MemoryMatcher:
    """A `Matcher` that knows no language: `told` says what it makes of a candidate, by id; areas are equal or not."""

    version = "memory"

    def __init__(self, told: Mapping[str, Compared] | None = None) -> None:
        self.told = dict(told or {})
        self.asked: list[tuple[Wanted, tuple[str, ...]]] = []

    def compare(self, wanted: Wanted, candidates: Sequence[Candidate], *, most: int = 50) -> Comparison:
        """The likeliest candidates, `most` at most."""
        self.asked.append((wanted, tuple(each.id for each in candidates)))
        found = [
            dataclasses.replace(self.told.get(each.id, Compared(id=each.id, chance=0.0)), reach=_reach(wanted, each))
            for each in candidates
        ]
        found.sort(key=lambda each: (-each.chance, each.id))
        somebody = sum(each.chance for each in found)
        return Comparison(compared=tuple(found[:most]), somebody=somebody, nobody=somebody < 0.5)


def _reach(wanted: Wanted, candidate: Candidate) -> str:
    here, there = ({fold(place) for place in area} for area in (wanted.area, candidate.area))
    if not here or not there:
        return "unknown"
    return "inside" if here & there else "anywhere" if "remote" in there else "outside"

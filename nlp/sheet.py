"""A body cut into lines, and what is known of each so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from nlp.cues import Cue, find_cues, fold, load_fields
from nlp.text import Who

BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028\u2029]")
FIELD = 24  # characters of the longest header field's name


class Zone(StrEnum):
    """What a line is."""

    TITLE = "title"
    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    BOILERPLATE = "boilerplate"
    LAYOUT = "layout"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line without its line break; `author` is set inside a forward that is the point of a mail."""

    start: int
    end: int
    zone: Zone
    author: Who | None = None


class Sheet:
    """Lines by number: where each starts and ends, its words without the space around them, its zone and its author.

    `cues` holds what was found in a line, `fields` which header field of a quoted mail it looks like.
    """

    __slots__ = ("_cued", "authors", "bare", "body", "cues", "ends", "fields", "starts", "zones")

    def __init__(self, body: str) -> None:
        self.body = body
        self.starts, self.ends = [0], []
        for found in BREAK.finditer(body):
            self.ends.append(found.start())
            self.starts.append(found.end())
        self.ends.append(len(body))
        self.bare = [body[start:end].strip() for start, end in zip(self.starts, self.ends, strict=True)]
        self.zones = [Zone.NEW] * len(self.bare)
        self.authors: list[Who | None] = [None] * len(self.bare)
        self.cues: dict[int, list[Cue]] = {}
        for start, cue in find_cues(fold(body)):
            self.cues.setdefault(bisect_right(self.starts, start) - 1, []).append(cue)
        self._cued = sorted(self.cues)
        self.fields: dict[int, str] = {}
        for number, line in enumerate(self.bare):
            if ":" in line[:FIELD]:
                self._name_field(number)

    def __len__(self) -> int:
        return len(self.bare)

    def has(self, number: int, kind: str) -> bool:
        """Whether a line holds a cue of this kind."""
        return any(cue.kind == kind for cue in self.cues.get(number, ()))

    def cued(self, part: range) -> list[int]:
        """The lines of a part that hold any cue, in order."""
        return self._cued[bisect_left(self._cued, part.start) : bisect_left(self._cued, part.stop)]

    def paint(self, part: range, zone: Zone) -> None:
        """Give every line of a part a zone."""
        for number in part:
            self.zones[number] = zone

    def peel(self, part: range) -> None:
        """Take one quote mark off every line of a part."""
        for number in part:
            if self.bare[number].startswith(">"):
                mark = self.body.index(">", self.starts[number])
                self.bare[number] = self.bare[number][1:].strip()
                self.starts[number] = min(mark + 1, self.ends[number])
                while self.starts[number] < self.ends[number] and self.body[self.starts[number]].isspace():
                    self.starts[number] += 1
                self._name_field(number)

    def lines(self) -> tuple[Line, ...]:
        """The lines as others see them."""
        return tuple(
            Line(start=start, end=end, zone=zone, author=author)
            for start, end, zone, author in zip(self.starts, self.ends, self.zones, self.authors, strict=True)
        )

    def _name_field(self, number: int) -> None:
        name = self.bare[number][:FIELD].partition(":")[0].strip(" \t\xa0*_").lower()
        if field := load_fields().get(name):
            self.fields[number] = field

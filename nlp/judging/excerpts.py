"""Whether somebody mentions a problem, a need or a request: the lines of a document that decide it, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from nlp.encoder import REASONS, TOLD
from nlp.holder import FIRST, THIRD
from nlp.judging.questions import Unfit, find_words, folded, read_json, schema_of
from nlp.judging.veil import Veiled, names_of, veil
from nlp.names import is_user
from nlp.taxonomy import topics
from nlp.text import NOBODY, Kind, Who
from nlp.words import is_blow

AROUND = 2  # sentences on each side of one that is worth a look
MOST_LINES = 24  # of one question
LONGEST_LINE = 600  # characters of a sentence that are shown
LONGEST_HEADING = 120
MOST_MENTIONS = 6  # of one answer
USER, STRANGER = -1, -2
PRIVATE = "sensitive"  # of the reasons: it is left to people
USER_SHOWN, STRANGER_SHOWN = "U", "?"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence: `start` and `end` in the document's body, and who says it of whom, as indexes of people.

    `marked` is what the trained reader found worth a look. `plain`, which is not shown, is the number of a matter that
    it is sure of and that this line tells, else 0. Before a line that has a `gap`, something is left out.
    """

    start: int
    end: int
    words: str
    speaker: int
    about: int = STRANGER
    heading: str = ""
    marked: bool = False
    plain: int = 0
    gap: bool = False


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A mention, or with a `reason` what is none: `start` and `end` (of the quote) count in the document's body."""

    start: int
    end: int
    kind: Kind = Kind.PROBLEM
    holder: Who = NOBODY
    told_by: Who = NOBODY
    category: str = ""
    reason: str = ""


class _Mention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: int
    quote: str
    kind: Literal["problem", "need", "request"]
    holder: str
    category: str


class _Trap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: int
    reason: str


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mentions: list[_Mention]
    none: list[_Trap]


class Excerpt(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Some lines of one document, never of two. With `hidden` names, people are shown by what stands for them.

    `others` are names of people that stand in the lines, besides those of the document's own `people`; `ref` is how
    whoever asks knows the document.
    """

    medium: str
    when: str
    lines: tuple[Line, ...]
    people: tuple[Who, ...]
    user: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    hidden: bool = True
    ref: str = ""

    @property
    def about(self) -> str:
        """Which prompt asks it."""
        return "mentions"

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON schema of its answer."""
        return schema_of(_Answer, category=tuple(topics()), reason=REASONS)

    def shown(self) -> Mapping[str, object]:
        """What is shown: the lines with their numbers, who speaks, and whom the document names."""
        heading = ""
        lines = []
        for number, line in enumerate(self.lines, 1):
            above, heading = (line.heading if line.heading != heading else ""), line.heading
            lines.append(
                {
                    "number": number,
                    "speaker": self._sign(line.speaker),
                    "about": self._sign(line.about) if line.about != STRANGER else "",
                    "words": self._veiled[number - 1].text,
                    "heading": self._veil(above[:LONGEST_HEADING]).text,
                    "marked": line.marked,
                    "gap": line.gap,
                }
            )
        return {"medium": self.medium, "when": self.when, "lines": lines, "people": self._listed}

    def words(self) -> str:
        """Everything of the document that is shown, as it stands there."""
        return "\n".join(part for line in self.lines for part in (line.heading, line.words[:LONGEST_LINE]) if part)

    def quoted(self, verdict: Verdict) -> str:
        """The words that a verdict of this excerpt quotes."""
        parts = [
            line.words[max(0, verdict.start - line.start) : verdict.end - line.start]
            for line in self.lines
            if line.start < verdict.end and verdict.start < line.end
        ]
        return " ".join(parts)

    def settles(self, start: int, end: int, verdicts: Sequence[Verdict]) -> bool:
        """Whether a stretch of the body needs no other reader, once these verdicts were given.

        What the trained reader is sure of can be told better, or be left to people, but not be talked away: a mail may
        have done the talking.
        """
        there = [line for line in self.lines if line.start < end and start < line.end]
        plain = {line.plain for line in there} - {0}
        told = {line.plain for line in self.lines for each in verdicts if _retells(each, line)}
        return bool(there) and plain <= told

    def read(self, answer: str) -> tuple[Verdict, ...]:
        """What the answer says of the lines. Raises Unfit for a quote, a person or a line that is not there.

        A mention that quotes a private blow is left to people.
        """
        said = read_json(answer, _Answer)
        if len(said.mentions) > MOST_MENTIONS:
            raise Unfit(f"there are more than {MOST_MENTIONS} mentions")
        return (*(self._mention(each) for each in said.mentions), *(self._trap(each) for each in said.none))

    def _mention(self, said: _Mention) -> Verdict:
        if said.category not in topics():
            raise Unfit(f"{said.category!r} is no category")
        first, start, end = self._place(said)
        line = self.lines[first]
        if not any(each.marked and each.start < end and start < each.end for each in self.lines):
            raise Unfit(f"the quote lies in no line that is marked: {said.quote[:60]!r}")
        holder = self._holder(said.holder)
        if not holder or is_user(holder, self.user):
            raise Unfit(f"{said.holder!r} cannot be the holder")
        verdict = Verdict(
            start=start,
            end=end,
            kind=Kind(said.kind),
            holder=holder,
            told_by=self._person(line.speaker),
            category=said.category,
        )
        return msgspec.structs.replace(verdict, reason=PRIVATE) if is_blow(self.quoted(verdict)) else verdict

    def _trap(self, said: _Trap) -> Verdict:
        if said.reason not in REASONS:
            raise Unfit(f"{said.reason!r} is no reason")
        line = self.lines[self._at(said.line)]
        return Verdict(start=line.start, end=line.end, told_by=self._person(line.speaker), reason=said.reason)

    def _place(self, said: _Mention) -> tuple[int, int, int]:
        """The line in which a quote begins, and its offsets in the body; it may run on into the next line.

        A line that was miscounted does no harm, as long as the words stand somewhere.
        """
        at = self._at(said.line)
        for first in (at, *(other for other in range(len(self.lines)) if other != at)):
            for last in (first, first + 1):
                if last >= len(self.lines) or (last > first and self.lines[last].gap):
                    continue
                place = self._find(said.quote, first, last)
                if place:
                    return (first, *place)
        raise Unfit(f"the quote does not stand word for word in the lines: {said.quote[:60]!r}")

    def _find(self, quote: str, first: int, last: int) -> tuple[int, int] | None:
        parts = [self._veiled[index].text for index in range(first, last + 1)]
        found = find_words(quote, "\n".join(parts))
        if not found:
            return None
        start, end = found
        begun = len(parts[0]) + 1
        if last > first and (start >= begun or end <= begun):
            return None  # it stands in one of the two
        own_start = self.lines[first].start + self._veiled[first].place(start)
        rest = end - (begun if last > first else 0)
        return own_start, self.lines[last].start + self._veiled[last].place(rest, is_end=True)

    def _holder(self, said: str) -> Who:
        """Who is meant: somebody who is listed, or words of the lines, such as a relation or a business."""
        signs = {self._sign(index): who for index, who in enumerate(self.people)}
        sign = said.strip().strip("[]")
        if sign in signs:
            return signs[sign]
        for who in self.people:
            if folded(said) in {folded(who.name), folded(who.address), folded(f"{who.name} <{who.address}>")} - {""}:
                return who
        if folded(said) in FIRST | THIRD:
            raise Unfit(f"the holder {said!r} names nobody")
        for line, veiled in zip(self.lines, self._veiled, strict=True):
            if found := find_words(said, veiled.text):
                return Who(name=line.words[veiled.place(found[0]) : veiled.place(found[1], is_end=True)])
        raise Unfit(f"the holder {said!r} is neither listed nor in the lines word for word")

    def _at(self, number: int) -> int:
        if not 1 <= number <= len(self.lines):
            raise Unfit(f"there is no line {number}")
        return number - 1

    def _person(self, index: int) -> Who:
        return self.people[index] if index >= 0 else NOBODY

    def _sign(self, index: int) -> str:
        if index < 0:
            return USER_SHOWN if index == USER else STRANGER_SHOWN
        return f"P{index + 1}"

    @property
    def _listed(self) -> list[dict[str, str]]:
        return [
            {"sign": self._sign(index), "name": "" if self.hidden else who.name or who.address}
            for index, who in enumerate(self.people)
        ]

    @cached_property
    def _names(self) -> Sequence[tuple[str, str]]:
        if not self.hidden:
            return ()
        own = [(name, USER_SHOWN) for name, _ in names_of(Who(name=name) for name in self.user if "@" not in name)]
        theirs = [(name, self._sign(index)) for name, index in names_of(self.people)]
        taken = {name for name, _ in (*theirs, *own)}
        more = ((name, f"N{number}") for number, name in enumerate(self.others, 1) if name not in taken)
        return (*theirs, *own, *more)

    def _veil(self, text: str) -> Veiled:
        return veil(text, self._names) if self.hidden else Veiled(text=text)

    @cached_property
    def _veiled(self) -> Sequence[Veiled]:
        return [self._veil(line.words[:LONGEST_LINE].replace("\n", " ")) for line in self.lines]


def _retells(verdict: Verdict, line: Line) -> bool:
    is_there = verdict.start < line.end and line.start < verdict.end
    return is_there and (not verdict.reason or verdict.reason in TOLD)


def stretches(marked: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    """The sentences (indexes, ascending) that are shown for some marked ones of a document with `count` sentences.

    Each marked one is shown with `AROUND` neighbours on each side, `MOST_LINES` sentences at once.
    """
    shown: list[int] = []
    for index in marked:
        around = range(max(0, index - AROUND), min(count, index + AROUND + 1))
        more = [near for near in around if not shown or near > shown[-1]]
        if shown and len(shown) + len(more) > MOST_LINES:
            yield tuple(shown)
            shown, more = [], list(around)
        shown += more
    if shown:
        yield tuple(shown)

"""Sentences by rule: fast, linear, and never longer than a parser can bear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.turns import Stretch

LONGEST = 1000  # characters
END = re.compile(r"(?:(?<!\b[A-Z])[.!?…]+[\"'”’)\]]*|;)(?=\s)|\n(?=\s*(?:\n|[-*•–·]\s|\d{1,2}[.)]\s))")
ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Fr|St|Sr|Jr|No|Nos|vs|etc|approx|e\.g|i\.e|inc|Ltd|Co|Rd|Ave|abt|ca|tel|"
    r"ext|dept|min|max|resp|incl|wk|yr|hrs|pp?|Nr|bzw)\.$",
    re.I,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence in its stretch; offsets count in the body."""

    start: int
    end: int
    stretch: Stretch


def split_sentences(body: str, stretch: Stretch) -> Iterator[Sentence]:
    """The sentences of one stretch; what never ends is cut at spaces after `LONGEST` characters."""
    start = stretch.start
    position = start
    while position < stretch.end:
        window = min(stretch.end, start + LONGEST)
        found = END.search(body, position, window + 1 if window < stretch.end else window)
        if found and found.end() <= window:
            position = found.end()
            if body[found.start()] in ".;" and (
                ABBREVIATION.search(body, max(start, found.end() - 8), found.end())
                or _continues(body, position, stretch.end)
            ):
                continue
            cut = position
        elif window < stretch.end:
            space = body.rfind(" ", start + LONGEST // 2, window)
            cut = position = space if space > 0 else window
        else:
            break
        sentence = _trimmed(body, start, cut, stretch)
        if sentence:
            yield sentence
        start = cut
    last = _trimmed(body, start, stretch.end, stretch)
    if last:
        yield last


def _continues(body: str, position: int, end: int) -> bool:
    """Whether a full stop is followed by a lower-case word, as after most abbreviations in dialogue."""
    following = body[position : min(end, position + 3)].strip()
    return False if not following else following[0] in ",&"


def _trimmed(body: str, start: int, end: int, stretch: Stretch) -> Sentence | None:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return Sentence(start=start, end=end, stretch=stretch) if end > start else None

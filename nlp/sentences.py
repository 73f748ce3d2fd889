"""Sentences by rule: fast, linear, and never longer than a parser can bear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.turns import Stretch

LONGEST = 1000  # characters
END = re.compile(r"[.!?…;\n](?:(?<=\n)|[.!?…]*[\"'”’)\]]*(?=\s))")
ITEM = re.compile(r"[ \t>]*(?:\n|[-*•–·][ \t]|\d{1,2}[.)][ \t])")
NEXT_WORD = re.compile(r"[ \t]*([^\W_]\S*)")
ABBREVIATION = re.compile(
    r"\b(?:(?-i:[A-Z])|Mr|Mrs|Ms|Dr|Prof|Fr|St|Sr|Jr|No|Nos|vs|etc|approx|e\.g|i\.e|inc|Ltd|Co|Rd|Ave|abt|ca|tel|"
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
    start = position = stretch.start
    while position < stretch.end:
        window = min(stretch.end, start + LONGEST)
        found = END.search(body, position, window + 1 if window < stretch.end else window)
        if found and found.end() <= window:
            position = found.end()
            sign = body[found.start()]
            if sign in ".;" and _goes_on(body, start, position, stretch.end):
                continue
            if sign == "\n" and not _is_meant(body, found.start(), stretch):
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


def _goes_on(body: str, start: int, position: int, end: int) -> bool:
    """Whether a stop belongs to an abbreviation, or a comma follows it as after most of them."""
    return bool(ABBREVIATION.search(body, max(start, position - 8), position)) or (
        body[position : min(end, position + 3)].strip()[:1] in {",", "&"}
    )


def _is_meant(body: str, at: int, stretch: Stretch) -> bool:
    """Whether a line break ends a sentence: a list or an empty line follows, or the next word would have had room."""
    if ITEM.match(body, at + 1, stretch.end):
        return True
    following = NEXT_WORD.match(body, at + 1, min(stretch.end, at + LONGEST)) if stretch.width else None
    if following is None or not following[1][0].isupper():
        return False
    line = at - max(stretch.start, body.rfind("\n", max(stretch.start, at - LONGEST), at) + 1)
    return line + 1 + len(following[1]) <= stretch.width


def _trimmed(body: str, start: int, end: int, stretch: Stretch) -> Sentence | None:
    words = body[start:end]
    left = len(words) - len(words.lstrip())
    length = len(words.strip())
    return Sentence(start=start + left, end=start + left + length, stretch=stretch) if length else None

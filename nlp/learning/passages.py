"""Labelled passages as the reader would see them: sentences with what a careful reader said of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

from nlp.text import Medium, Text, Who

MEDIA = {"email": Medium.EMAIL, "notes": Medium.NOTE, "calendar": Medium.CALENDAR}
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
MOST = 0.6  # of a sentence; where a quote covers as much, the quote speaks for it
HALF = 0.5


class Label(TypedDict):
    """A labelled mention of a passage."""

    quote: str
    kind: str
    holder: str
    category: str
    also: list[str]


class TrapLabel(TypedDict):
    """A labelled sentence that must not fire, with the guidelines' reason."""

    quote: str
    reason: str


class Passage(TypedDict):
    """One line of a passage file."""

    id: str
    medium: str
    user: str
    speaker: str | None
    title: NotRequired[str]
    text: str
    mentions: list[Label]
    traps: list[TrapLabel]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What the labels say of one sentence: a mention, a trap's reason, or neither."""

    mention: Label | None = None
    reason: str = ""


def load_passages(folder: Path) -> Iterator[Passage]:
    """Every passage of a folder's `*.jsonl`, in order of the files' names.

    Raises ValueError, naming file and line, where a line is no passage.
    """
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").rstrip("\n").split("\n"), 1):
            try:
                passage: Passage = json.loads(line)
                passage["id"], passage["text"], passage["mentions"], passage["traps"]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}:{number}: no passage: {error!r}") from error
            yield passage


def to_text(passage: Passage) -> Text:
    """A passage as a text of its medium; chat reads like a transcript."""
    user = _who(passage["user"])
    medium = MEDIA.get(passage["medium"], Medium.TRANSCRIPT)
    author = user if medium is Medium.NOTE else _who(passage["speaker"] or "")
    headed = medium in (Medium.EMAIL, Medium.CALENDAR)
    title = passage.get("title", "")
    body = f"{title}\n\n{passage['text']}" if title and headed else passage["text"]
    return Text(
        body=body,
        medium=medium,
        title=title,
        author=author,
        listeners=(user,) if headed else (),
        user=(passage["user"],),
    )


def judge(body: str, spans: Sequence[tuple[int, int]], passage: Passage) -> list[Verdict]:
    """One verdict a sentence (start, end in body), by how much of it the labelled quotes cover."""
    verdicts = [Verdict() for _ in spans]
    for trap in passage["traps"]:
        for index, share in _covered(body, spans, trap["quote"]):
            if share >= HALF:
                verdicts[index] = Verdict(reason=trap["reason"])
    for label in passage["mentions"]:
        covered = _covered(body, spans, label["quote"])
        longest = max((share * _length(spans[index]) for index, share in covered), default=0)
        for index, share in covered:
            if share >= MOST or share * _length(spans[index]) == longest:
                verdicts[index] = Verdict(mention=label)
    return verdicts


def _covered(body: str, spans: Sequence[tuple[int, int]], quote: str) -> list[tuple[int, float]]:
    """The sentences that a quote touches, with the share of each that it covers."""
    words = map(re.escape, quote.translate(PLAIN).split())
    found = re.search(r"\s+".join(words), body.translate(PLAIN))
    if not found:
        return []
    shares = ((min(end, found.end()) - max(start, found.start())) / max(1, end - start) for start, end in spans)
    return [(index, share) for index, share in enumerate(shares) if share > 0]


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _who(name: str) -> Who:
    return Who(address=name) if "@" in name else Who(name=name)

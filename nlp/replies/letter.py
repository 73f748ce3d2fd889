"""A mail that answers, taken apart: what its writer says now, what is quoted, what signs it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nlp.sentences import split_sentences
from nlp.text import NOBODY, Medium, Text
from nlp.turns import Stretch
from nlp.zones import Line, Zone, zone_lines

LIMIT = 20_000  # characters of a mail that are looked at
MOST_SENTENCES = 60
LONGEST_QUESTION = 300
QUESTION = re.compile(r"[^.!?\n]*(?:[.!][^\s][^.!?\n]*)*\?")
NOTICES = (Zone.DISCLAIMER, Zone.BOILERPLATE, Zone.LAYOUT)
GESTURES = {
    "\N{THUMBS UP SIGN}": True,
    "\N{OK HAND SIGN}": True,
    "\N{WHITE HEAVY CHECK MARK}": True,
    "\N{THUMBS DOWN SIGN}": False,
}
"""Signs that are a whole answer to some people: whether each is a yes."""

MARKS = re.compile(r"^[>|\s]+", re.M)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A reply's own sentences in order, and its other words: those of its signature, and what it quotes."""

    sentences: tuple[str, ...]
    signature: str
    quoted: str

    @property
    def words(self) -> str:
        """What its writer says now."""
        return "\n".join(self.sentences)

    @property
    def question(self) -> str:
        """The last question in what is quoted, else empty: what is being answered."""
        lines = MARKS.sub("", self.quoted).split("\n")
        found = QUESTION.findall(" ".join(f"{line}\n" if line.endswith(":") else line for line in lines))
        return found[-1].strip()[-LONGEST_QUESTION:] if found else ""


def open_letter(text: Text) -> Letter:
    """A mail's parts. Where nothing is left beside a gesture, a signature ("Cheers, Bob") or a notice, that is said."""
    lines = zone_lines(text, LIMIT)
    new = [line for line in lines if line.zone is Zone.NEW and line.author is None]
    signing = [line for line in lines if line.zone is Zone.SIGNATURE and line.author is None]
    quoted = [line for line in lines if line.zone is Zone.QUOTED or line.author is not None]
    gestures = [line for line in lines if line.zone is Zone.LAYOUT and _gestures(text.body, line)]
    notices = [line for line in lines if line.zone in NOTICES and line.author is None]
    sentences = next(filter(None, (_sentences(text.body, part) for part in (new, gestures, signing, notices))), [])
    return Letter(
        sentences=tuple(sentences[: MOST_SENTENCES // 2] + sentences[MOST_SENTENCES // 2 :][-MOST_SENTENCES // 2 :]),
        signature=_joined(text.body, signing),
        quoted=_joined(text.body, quoted),
    )


def gesture(words: str) -> bool | None:
    """Whether words that are nothing but a gesture are a yes or a no; None for any others."""
    signs = {
        sign for sign in words if not sign.isspace() and not "\U0001f3fb" <= sign <= "\U0001f3ff" and sign != "\ufe0f"
    }
    meant = {GESTURES.get(sign) for sign in signs}
    return next(iter(meant)) if len(meant) == 1 else None


def _gestures(body: str, line: Line) -> bool:
    return line.author is None and gesture(body[line.start : line.end]) is not None


def plain_letter(words: str) -> Text:
    """Words alone as a mail without a subject."""
    return Text(body=words, medium=Medium.EMAIL)


def _sentences(body: str, lines: Iterable[Line]) -> list[str]:
    found: list[str] = []
    for start, end in _runs(lines):
        stretch = Stretch(start=start, end=end, speaker=NOBODY, by_user=False)
        found += (" ".join(body[sentence.start : sentence.end].split()) for sentence in split_sentences(body, stretch))
    return [sentence for sentence in found if sentence]


def _runs(lines: Iterable[Line]) -> list[tuple[int, int]]:
    """Lines that follow each other, as stretches."""
    runs: list[tuple[int, int]] = []
    for line in lines:
        if runs and line.start - runs[-1][1] <= 2:
            runs[-1] = runs[-1][0], line.end
        else:
            runs.append((line.start, line.end))
    return runs


def _joined(body: str, lines: Iterable[Line]) -> str:
    return "\n".join(body[line.start : line.end] for line in lines)

"""Names, addresses and numbers out of what is shown, and back into what is answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from nlp.text import Who

CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\bhttps?://\S+|\bwww\.\S+|(?:\+|\b0|\(0)\d[\d\s()./-]{5,18}\d", re.I
)
HIDDEN = "[contact]"
LEAST_NAME = 2  # letters


class Piece(msgspec.Struct, frozen=True):
    """A stretch that was put in the place of another: `shown` at `at` of the veiled text, for `hidden` of the own."""

    at: int
    shown: str
    hidden: str


class Veiled(msgspec.Struct, frozen=True):
    """A text with the stretches that were exchanged in it, in order."""

    text: str
    pieces: tuple[Piece, ...] = ()

    def place(self, at: int, *, is_end: bool = False) -> int:
        """The offset in the own text of an offset in the veiled one; within a stretch, that of its start or end."""
        moved = 0
        for piece in self.pieces:
            end = piece.at + len(piece.shown)
            if at <= piece.at:
                break
            if at < end:
                return piece.at + moved + (len(piece.hidden) if is_end else 0)
            moved += len(piece.hidden) - len(piece.shown)
        return at + moved


def veil(text: str, names: Sequence[tuple[str, str]]) -> Veiled:
    """A text with each of some names replaced by what stands for it, and contacts by `HIDDEN`; longer names first."""
    found: list[tuple[int, int, str]] = [(*match.span(), HIDDEN) for match in CONTACT.finditer(text)]
    for name, shown in sorted(names, key=lambda each: -len(each[0])):
        if len(name) < LEAST_NAME:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((*match.span(), shown))
    pieces: list[Piece] = []
    parts: list[str] = []
    at = length = 0
    for start, end, shown in sorted(found):
        parts += [text[at:start], shown]
        length += start - at
        pieces.append(Piece(at=length, shown=shown, hidden=text[start:end]))
        length += len(shown)
        at = end
    return Veiled(text="".join((*parts, text[at:])), pieces=tuple(pieces))


def names_of(people: Iterable[Who]) -> list[tuple[str, int]]:
    """What each of some people may be called, with their number: the whole name, and each part that is only theirs."""
    wholes: list[tuple[str, int]] = []
    parts: dict[str, set[int]] = {}
    for number, who in enumerate(people):
        if who.name:
            wholes.append((who.name, number))
        for part in re.findall(r"[^\W\d_][\w'’-]+", who.name):
            if part[0].isupper():
                parts.setdefault(part, set()).add(number)
    return wholes + [(part, next(iter(numbers))) for part, numbers in parts.items() if len(numbers) == 1]

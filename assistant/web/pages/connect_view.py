"""What a talk says and asks, as a page shows it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.web.talks import Said

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A piece of a line, or a web address in it."""

    text: str
    is_address: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line that was said; `button` is the web address that it offers to open."""

    pieces: tuple[Piece, ...]
    is_problem: bool = False
    button: str = ""


def lines(said: Sequence[Said]) -> tuple[Line, ...]:
    """What was said, with its web addresses."""
    return tuple(_line(each) for each in said)


def _line(said: Said) -> Line:
    if said.kind == "address":
        button = said.words if _ADDRESS.fullmatch(said.words) else ""
        return Line(pieces=() if button else (Piece(text=said.words),), button=button)
    words = said.words.strip()
    shown = words[:1].upper() + words[1:]
    return Line(pieces=tuple(_pieces(shown)), is_problem=said.kind == "problem")


def _pieces(words: str) -> Iterator[Piece]:
    at = 0
    for found in _ADDRESS.finditer(words):
        address = found[0].rstrip(".,;:)")
        yield Piece(text=words[at : found.start()])
        yield Piece(text=address, is_address=True)
        at = found.start() + len(address)
    yield Piece(text=words[at:])

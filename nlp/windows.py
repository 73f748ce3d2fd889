"""What the encoder sees: stretches of a document that hold the sentences to judge and their neighbours.

A window is a row of word-piece ids. Before each sentence stands a mark, an id that says whose words follow;
before the first stands the medium. The same code cuts windows for training and for reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from nlp.text import Medium
from nlp.utterances import Utterance

LIMIT = 224  # word pieces of a window
CORE = 160  # of them for sentences to judge, as long as more than one is judged
SPEAKER = 1  # the place in a window, that of the medium, which stands for "whoever speaks" where a holder is sought
NEIGHBOURS = 2  # sentences on each side
LONGEST = 96  # word pieces of a sentence; what follows is not seen
LONGEST_HEADING = 16
START = 101  # the encoder's own [CLS]


class Mark(IntEnum):
    """Whose words follow; the values are ids that the encoder's vocabulary leaves unused."""

    USER = 1
    OTHER = 2
    OTHER_OPENS = 3
    USER_OF_SOMEBODY = 4
    HEADING = 5
    USER_OPENS = 6
    USER_OF_SOMEBODY_OPENS = 7
    COLLEAGUE = 8
    COLLEAGUE_OPENS = 9


MEDIA = {Medium.EMAIL: 10, Medium.NOTE: 11, Medium.TRANSCRIPT: 12, Medium.CALENDAR: 13}


def mark_of(utterance: Utterance) -> Mark:
    """Whose words an utterance is, and whether it opens a turn, a line or a paragraph."""
    if utterance.by_user:
        marks = (
            (Mark.USER_OF_SOMEBODY, Mark.USER_OF_SOMEBODY_OPENS) if utterance.about else (Mark.USER, Mark.USER_OPENS)
        )
    else:
        marks = (Mark.COLLEAGUE, Mark.COLLEAGUE_OPENS) if utterance.by_colleague else (Mark.OTHER, Mark.OTHER_OPENS)
    return marks[utterance.opens]


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A sentence as word pieces, with the heading above it; the first `labelled` ids are a name that stood before."""

    mark: Mark
    ids: tuple[int, ...]
    labelled: int = 0
    heading: tuple[int, ...] = ()

    def __len__(self) -> int:
        return 1 + len(self.ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Neighbouring pieces of one document; `judged` are the indexes in the document of those to judge."""

    medium: Medium
    first: int
    pieces: tuple[Piece, ...]
    judged: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.lay_out()[0])

    def lay_out(self) -> tuple[list[int], list[int], list[int]]:
        """The ids, the piece that each id belongs to (counted from 1, 0 for none), and the place of each mark."""
        ids, segments, places = [START, MEDIA[self.medium]], [0, 0], []
        above: tuple[int, ...] = ()
        for number, piece in enumerate(self.pieces, 1):
            if piece.heading != above:
                above = piece.heading
                ids += [Mark.HEADING, *piece.heading]
                segments += [0] * (1 + len(piece.heading))
            places.append(len(ids))
            ids += [piece.mark, *piece.ids]
            segments += [number] * (1 + len(piece.ids))
        return ids, segments, places


def cut_windows(medium: Medium, pieces: Sequence[Piece], wanted: Sequence[int]) -> list[Window]:
    """Windows in which each wanted piece (indexes, ascending) is judged once, with its neighbours around it."""
    windows = []
    at = 0
    while at < len(wanted):
        first = last = wanted[at]
        size = _cost(pieces, first)
        taken = at + 1
        while taken < len(wanted) and wanted[taken] - last <= 2 * NEIGHBOURS:
            more = sum(_cost(pieces, index) for index in range(last + 1, wanted[taken] + 1))
            if size + more > CORE:
                break
            size, last, taken = size + more, wanted[taken], taken + 1
        start, end = _widened(pieces, first, last + 1, size + 2)
        judged = tuple(wanted[at:taken])
        windows.append(Window(medium=medium, first=start, pieces=tuple(pieces[start:end]), judged=judged))
        at = taken
    return windows


def _cost(pieces: Sequence[Piece], index: int) -> int:
    """The room that a piece takes, with its heading where that is another than before."""
    heading = pieces[index].heading
    return len(pieces[index]) + (1 + len(heading) if not index or heading != pieces[index - 1].heading else 0)


def _widened(pieces: Sequence[Piece], start: int, end: int, size: int) -> tuple[int, int]:
    """Neighbours on both sides in turn, what stands before first, as long as there is room."""
    lowest, highest = max(0, start - NEIGHBOURS), min(len(pieces), end + NEIGHBOURS)
    while start > lowest or end < highest:
        before = start > lowest and size + _cost(pieces, start - 1) <= LIMIT
        if before:
            start -= 1
            size += _cost(pieces, start)
        after = end < highest and size + _cost(pieces, end) <= LIMIT
        if after:
            size += _cost(pieces, end)
            end += 1
        if not before and not after:
            break
    return start, end

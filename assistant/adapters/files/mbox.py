"""The mbox format: many mails in one file, taken one after the other with bounded memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from assistant.adapters.formats.message import MAX_MESSAGE

CHUNK = 65_536  # bytes of a line that are taken at once

# After an empty line, a separator needs no more than a time, a dash (Thunderbird), or nothing at all; elsewhere only
# the full form counts. That leaves alone what people write ("From there we went…").
_LOOSE = re.compile(rb"From (?:\s*$|- |[^\n]*\d{1,2}:\d\d)")
_STRICT = re.compile(rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d ")
_QUOTED = re.compile(rb"^>(>*From )", re.M)


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """The mail between the bytes `start` and `end`; `raw` is None where it is larger than a mail may be.

    `is_mail` is False for what stands before the first separator.
    """

    start: int
    end: int
    raw: bytes | None
    is_mail: bool = True


def split(stream: BinaryIO, *, limit: int = MAX_MESSAGE) -> Iterator[Piece]:
    """Every mail from where `stream` stands. Quoted separator lines (`>From `) are unquoted."""
    lines: list[bytes] = []
    start = position = stream.tell()
    held = 0
    is_mail = too_long = False
    line_starts = after_empty = True
    while chunk := stream.readline(CHUNK):
        separates = line_starts and chunk.startswith(b"From ") and (_LOOSE if after_empty else _STRICT).match(chunk)
        if separates:
            if is_mail or b"".join(lines).strip() or too_long:
                yield _piece(lines, start, position, is_mail, too_long)
            lines, held, start, is_mail, too_long = [], 0, position, True, False
        else:
            held += len(chunk)
            too_long = too_long or held > limit
            if too_long:
                lines.clear()
            else:
                lines.append(chunk)
        position += len(chunk)
        after_empty = line_starts and chunk in (b"\n", b"\r\n")
        line_starts = chunk.endswith(b"\n")
    if is_mail or b"".join(lines).strip() or too_long:
        yield _piece(lines, start, position, is_mail, too_long)


def _piece(lines: list[bytes], start: int, end: int, is_mail: bool, too_long: bool) -> Piece:
    if lines and lines[-1] in (b"\n", b"\r\n"):
        lines.pop()  # the empty line belongs to the separator
    raw = None if too_long else _QUOTED.sub(rb"\1", b"".join(lines))
    return Piece(start=start, end=end, raw=raw, is_mail=is_mail)

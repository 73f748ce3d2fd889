"""Which lines of a body are its author's own words.

Published work on requests in mail lost most of its errors once quotes, signatures and footers were
told apart from new text, so every line gets a zone before anything is read.
"""

from __future__ import annotations

import re

from nlp.cues import find_cues, fold
from nlp.footers import is_footer, mark_footers
from nlp.quotes import Earlier, find_earlier, mark_quoted
from nlp.shapes import is_greeting, is_layout
from nlp.sheet import Line, Sheet, Zone
from nlp.signatures import mark_signatures
from nlp.text import Medium, Text, Who

__all__ = ["Line", "Zone", "is_footer", "zone_lines"]

FORWARDED_TITLE = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|pd|fs)\s?:", re.I)
SUBSTANCE = 7  # words above a forward that make its top note the point
POINTING = 40  # words up to which a note that points below or asks ("any thoughts?") is not all there is to read
NESTED = 10  # forwards of forwards that are opened
FENCE = "```"


def zone_lines(text: Text, limit: int, *, zoned: bool = True) -> tuple[Line, ...]:
    """Every line of the first `limit` characters with its zone, in order.

    Without `zoned` every line but the title is new, which shows what the zones are worth.
    """
    sheet = Sheet(text.body[:limit])
    first = 0
    if text.title and sheet.bare[0] == text.title.strip():
        sheet.zones[0], first = Zone.TITLE, 1
    whole = range(first, len(sheet))
    if not zoned:
        return sheet.lines()
    if text.medium is Medium.EMAIL:
        _zone_mail(sheet, whole, text)
    else:
        mark_footers(sheet, whole, spoken=text.medium is not Medium.CALENDAR)
        if text.medium is Medium.CALENDAR:
            _mark_layout(sheet, whole)
    return sheet.lines()


def _zone_mail(sheet: Sheet, part: range, text: Text) -> None:
    forwarded = bool(FORWARDED_TITLE.match(text.title))
    author: Who | None = None
    for _ in range(NESTED):
        earlier = _first_below(sheet, part)
        top = range(part.start, earlier.start if earlier else part.stop)
        _mark_new(sheet, top, author or text.author)
        for number in top:
            sheet.authors[number] = author
        if earlier is None:
            return
        sheet.paint(range(earlier.start, earlier.text), Zone.QUOTED)
        part = range(earlier.text, part.stop)
        if _is_point(sheet, earlier, top, forwarded=forwarded, inner=author is not None):
            author, forwarded = earlier.author, False
            if earlier.marked:
                sheet.peel(part)
        elif not earlier.marked:
            break
    sheet.paint(part, Zone.QUOTED)


def _first_below(sheet: Sheet, part: range) -> Earlier | None:
    """The first earlier message that was forwarded or from which nothing new follows; others' markers are quoted."""
    for earlier in find_earlier(sheet, part):
        if earlier.forward or not earlier.marked:
            return earlier
        sheet.paint(range(earlier.start, earlier.text), Zone.QUOTED)
    return None


def _is_point(sheet: Sheet, earlier: Earlier, top: range, *, forwarded: bool, inner: bool) -> bool:
    """Whether what stands above an earlier message only hands it on; `inner`: it is itself in a forward."""
    new = [sheet.bare[number] for number in top if sheet.zones[number] is Zone.NEW and sheet.bare[number]]
    said = [line for line in new if not is_greeting(line)]
    words = sum(len(line.split()) for line in said)
    short = words < POINTING
    pointing = short and any(map(_points, said))
    if earlier.forward or forwarded:
        return words < SUBSTANCE or pointing or (short and any("? " in f"{line} " for line in said))
    if inner and pointing:
        return True
    return not new and earlier.author is not None and all(sheet.zones[number] is not Zone.QUOTED for number in top)


def _points(line: str) -> bool:
    return any(cue.kind == "pointer" for _, cue in find_cues(fold(line)))


def _mark_new(sheet: Sheet, part: range, author: Who) -> None:
    """Zones within one message: its quotes, and in each run of lines between them its footers and signature."""
    mark_quoted(sheet, part)
    start = part.start
    for number in range(part.start, part.stop + 1):
        if number == part.stop or sheet.zones[number] is Zone.QUOTED:
            if number > start:
                run = range(start, number)
                mark_footers(sheet, run)
                mark_signatures(sheet, run, author)
            start = number + 1
    _mark_layout(sheet, part)


def _mark_layout(sheet: Sheet, part: range) -> None:
    fenced = False
    for number in part:
        line = sheet.bare[number]
        fence = line.startswith(FENCE)
        if line and sheet.zones[number] is Zone.NEW and (fenced or fence or is_layout(line)):
            sheet.zones[number] = Zone.LAYOUT
        fenced ^= fence

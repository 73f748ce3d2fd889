"""What programs put under or over the words of people: legal notes, ways to join a call, list and calendar text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.cues import Cue, find_cues, fold
from nlp.shapes import is_contact, is_said
from nlp.sheet import Sheet, Zone

ZONES = {
    "legal": Zone.DISCLAIMER,
    "meeting": Zone.BOILERPLATE,
    "calendar": Zone.BOILERPLATE,
    "footer": Zone.BOILERPLATE,
    "notes": Zone.BOILERPLATE,
}
CALLS = ("meeting", "calendar")  # people speak of these themselves, so what reads as said needs more signs
OWN = re.compile(r"\b(?:I|my|our|we)\b", re.I)
ENOUGH = 2
SHORT = 60  # characters of a line that is nothing but a cue with its value
ROOM = 30  # words from which on more signs are asked for, and for each further so many
MOST = 4000  # characters; what is longer has no line breaks, and most of it is something else
GAP = 6  # lines between two footers that belong to them where nothing is said


def is_footer(sentence: str) -> bool:
    """Whether a sentence is legal, automatic or conferencing text, wherever it stands."""
    return _weight([cue for _, cue in find_cues(fold(sentence))], sentence) >= _enough(sentence)


def mark_footers(sheet: Sheet, part: range, *, spoken: bool = False) -> None:
    """Give the lines of a part that no person wrote for this mail their zones.

    With `spoken`, as in transcripts and notes, nothing that reads as said counts as a footer.
    """
    last: int | None = None
    for group in _groups(sheet, part):
        words = " ".join(sheet.bare[number] for number in group)
        cues = [cue for number in group for cue in sheet.cues.get(number, ())]
        if (
            len(words) > MOST
            or (spoken and any(is_said(sheet.bare[number]) for number in group))
            or _weight(cues, words) < _enough(words)
        ):
            continue
        zone = next(ZONES[cue.kind] for cue in sorted(cues, key=lambda cue: -cue.weight) if cue.kind in ZONES)
        whole = _whole(sheet, group, part)
        sheet.paint(whole, zone)
        if last is not None and whole.start - last <= GAP and not any(map(is_said, sheet.bare[last : whole.start])):
            sheet.paint(range(last, whole.start), zone)
        last = whole.stop


def _groups(sheet: Sheet, part: range) -> Iterator[range]:
    """Stretches from one line with a cue to another, with no empty line between."""
    group: range | None = None
    for number in sheet.cued(part):
        if sheet.zones[number] is not Zone.NEW or not any(cue.kind in ZONES for cue in sheet.cues[number]):
            continue
        if group and number - group.stop <= GAP and _hang_together(sheet, range(group.stop, number + 1)):
            group = range(group.start, number + 1)
            continue
        if group:
            yield group
        group = range(number, number + 1)
    if group:
        yield group


def _hang_together(sheet: Sheet, lines: range) -> bool:
    """Whether no line is empty, and each is the rest of the one before or says nothing."""
    return all(
        sheet.bare[number] and (_runs_on(sheet, number - 1) or not is_said(sheet.bare[number])) for number in lines
    )


def _weight(cues: Iterable[Cue], words: str) -> int:
    found = {cue.phrase: cue for cue in cues if cue.kind in ZONES}
    weight = sum(cue.weight for cue in found.values())
    if weight == 1 and len(words) < SHORT and (any(map(str.isdigit, words)) or "/" in words) and not is_said(words):
        return ENOUGH
    calls = sum(cue.weight for cue in found.values() if cue.kind in CALLS)
    weak = all(cue.weight == 1 for cue in found.values())
    return weight - 1 if (weak or calls == weight) and OWN.search(words) and is_said(words) else weight


def _enough(words: str) -> int:
    return ENOUGH + max(0, len(words.split()) - ROOM) // ROOM


def _whole(sheet: Sheet, group: range, part: range) -> range:
    """A group with the rest of the wrapped sentences that it starts and ends in."""
    start, stop = group.start, group.stop
    while start > part.start and _runs_on(sheet, start - 1) and group.start - start < GAP:
        start -= 1
    while stop < part.stop and sheet.bare[stop] and stop - group.stop < 2 * GAP:
        if not (_runs_on(sheet, stop - 1) or is_contact(sheet.bare[stop]) or not is_said(sheet.bare[stop])):
            break
        stop += 1
    return range(start, stop)


def _runs_on(sheet: Sheet, number: int) -> bool:
    line = sheet.bare[number]
    return sheet.zones[number] is Zone.NEW and len(line) >= SHORT and not line.endswith((".", "!", "?", ":"))

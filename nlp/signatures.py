"""Who signed: sign-offs, name blocks and what telephones write under a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from nlp.cues import load_kind
from nlp.shapes import is_contact, is_said
from nlp.sheet import Sheet, Zone
from nlp.text import Who

DELIMITER = re.compile(r"(?:--|—|––|_{2,4}|\*{2,4})$")
POSTSCRIPT = re.compile(r"\W{0,3}p\.?\s?(?:p\.?\s?)?s\b[.:,)\s–-]", re.I)
CLOSERS = " ,.!-–—*_:;~)("
MOST = 25  # lines that can follow a delimiter and still be a signature
BLOCK = 9  # lines of a block that is signed without a word of parting


def mark_signatures(sheet: Sheet, part: range, author: Who) -> None:
    """Give the lines of a part, with no quote in it, that sign it their zone."""
    filled = [number for number in part if sheet.bare[number] and sheet.zones[number] is Zone.NEW]
    strict = known = signing = False
    for place, number in enumerate(filled):
        line, left = sheet.bare[number], len(filled) - place - 1
        if signing and (POSTSCRIPT.match(line) or (not (strict or known or is_contact(line)) and is_said(line))):
            signing = False
        if signing:
            known = known or is_contact(line)
            sheet.zones[number] = Zone.SIGNATURE
        elif _is_device_line(sheet, number):
            sheet.zones[number] = Zone.SIGNATURE
        elif left <= MOST and (DELIMITER.match(line) or is_sign_off(line, last=left <= BLOCK)):
            signing, strict, known = True, line.startswith("--"), False
            sheet.zones[number] = Zone.SIGNATURE
    _mark_block(sheet, [number for number in filled if sheet.zones[number] is Zone.NEW], author)


def is_sign_off(line: str, *, last: bool = True) -> bool:
    """Whether a line is a word of parting, with a name behind it or not; `last`: few lines follow."""
    if len(line) > 80 or line.endswith("?") or line.split(maxsplit=1)[0].lower().strip(CLOSERS) not in _first_words():
        return False
    folded = line.lower().replace("’", "'")
    partings = load_kind("signoff")
    if folded.strip(CLOSERS) in partings:
        return True
    head, _, tail = re.sub(r"[!.;–—-]+", ",", folded, count=1).partition(",")
    named = line[len(head) + 1 :].strip(CLOSERS).split()
    if tail and head.strip(CLOSERS) in partings:
        return len(named) <= 4 and all(word[:1].isupper() or word in {"and", "&"} for word in named)
    words, plain = line.strip(CLOSERS).split(), folded.strip(CLOSERS).split()
    return last and any(
        len(words) > count and " ".join(plain[:-count]) in partings and all(map(str.istitle, words[-count:]))
        for count in (1, 2)
    )


@cache
def _first_words() -> frozenset[str]:
    return frozenset(parting.split()[0] for parting in load_kind("signoff"))


def _is_device_line(sheet: Sheet, number: int) -> bool:
    line = sheet.bare[number]
    if number not in sheet.cues or len(line) > 160:
        return False
    opening = line.lower().replace("’", "'").lstrip("([*_<~- ")
    return any(cue.kind == "device" and opening.startswith(cue.phrase) for cue in sheet.cues[number])


def _mark_block(sheet: Sheet, filled: Sequence[int], author: Who) -> None:
    """The lines at the end that name the author and say where to find them."""
    block: list[int] = []
    for number in reversed(filled[-BLOCK:]):
        line = sheet.bare[number]
        loud = len(line) > 70 or line.endswith((".", ",", ":", ";", "!", "?")) or is_said(line)
        if loud and not is_contact(line):
            break
        block.append(number)
    while block and not (is_contact(sheet.bare[block[-1]]) or _names(sheet.bare[block[-1]], author)):
        block.pop()
    if len(block) == len(filled) or (
        not any(_names(sheet.bare[number], author) for number in block) and len(block) < 2
    ):
        return
    if any(is_said(sheet.bare[number]) for number in filled[: len(filled) - len(block)]):
        for number in block:
            sheet.zones[number] = Zone.SIGNATURE


def _names(line: str, author: Who) -> bool:
    """Whether a line starts with a name of the author."""
    words = re.findall(r"[^\W\d_]+", line[:60].lower())
    known = set(re.findall(r"[^\W\d_]+", f"{author.name} {author.address.partition('@')[0]}".lower()))
    return bool(words) and words[0] in known and len(words) <= 8

"""Where an earlier message starts in a mail, in the ways that mail programs write it down, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.cues import load_fields
from nlp.sheet import Sheet, Zone
from nlp.text import Who

OPENING = re.compile(
    r"\W{0,8}(?:(?:on|am|le|el|il|op|em|den|dne|dnia|w dniu|no dia|il giorno|at|quoting|zitat)\b"
    r"|\d{1,4}[./\s-]|(?:mon|tue|wed|thu|fri|sat|sun|m[aoå]n|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|ma|wo|vr|za|zo"
    r"|man|tir|ons|tor|fre|lør|søn|pon|wt|śr|czw|pt|sob|niedz|po|út|st|čt|pá)\w*[.,]?\s)",
    re.I,
)
ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]*]{1,100}@[^\s<>@,;:\"()\[\]*]{1,150}\.\w{2,}")
MOMENT = re.compile(r"\b\d{1,2}[:.h]\s?\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}\b|\d年")
NOTES_DATE = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},?\s+(?:\d{1,2}[:.]\d{2})|\bon \d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", re.I
)
NOTES_NAME = re.compile(r"(?:/[^\s@]+)+(?:@\w+)*|@\w+$|\s+on \d.*$|^sent by:?\s*|\s*\d{1,2}[/.-]\d{1,2}[/.-].*$", re.I)
RULE = re.compile(r"[_=‐–—-]{5,}$")
WRAPPED = 4  # lines over which "On … wrote:" may be broken
LONGEST = 320  # characters of one
BLOCK = 20  # lines of a block of header fields
BELOW = 12  # lines below a marker in which the quoted text begins
WIDTH = 60  # characters from which on a program breaks quoted lines again


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """An earlier message: the line of its marker, the first of its own text, who wrote it as far as is told.

    `forward` where the marker says that it was forwarded; `marked` where its lines begin with ">".
    """

    start: int
    text: int
    author: Who | None = None
    forward: bool = False
    marked: bool = False


def find_earlier(sheet: Sheet, part: range) -> Iterator[Earlier]:
    """The earlier messages that start in a part, from the top."""
    passed = part.start
    for number in _candidates(sheet, part):
        if number < passed or sheet.bare[number].startswith(">"):
            continue
        found = _separated(sheet, number, part) or _headed(sheet, number, part) or _attributed(sheet, number, part)
        if found:
            passed = found.text
            yield found


def mark_quoted(sheet: Sheet, part: range) -> None:
    """Give the lines of a part that begin with ">" their zone, and what a program broke off from them."""
    before = ""
    for number in part:
        line = sheet.bare[number]
        if line.startswith((">", "|>")):
            sheet.zones[number] = Zone.QUOTED
            before = line
        elif before and line and _broken_off(sheet, number, before, part):
            sheet.zones[number] = Zone.QUOTED
            before = ""
        else:
            before = ""


def _broken_off(sheet: Sheet, number: int, before: str, part: range) -> bool:
    line = sheet.bare[number]
    if len(before) < WIDTH or before.endswith((".", "!", "?", ":")) or not (line[0].islower() or line[0] in "(&"):
        return False
    goes_on = number + 1 < part.stop and sheet.bare[number + 1].startswith(">")
    return len(line) < (WIDTH if goes_on else WIDTH // 2)


def _candidates(sheet: Sheet, part: range) -> list[int]:
    wanted = {number for number in sheet.cued(part) if any(sheet.has(number, kind) for kind in KINDS)}
    wanted.update(number for number in sheet.fields if number in part)
    wanted.update(number for number in part if sheet.bare[number].endswith((":", "：")) and "@" in sheet.bare[number])
    return sorted(wanted)


KINDS = ("wrote", "earlier", "forward")


def _separated(sheet: Sheet, number: int, part: range) -> Earlier | None:
    """ "-----Original Message-----", "Begin forwarded message:" and their like, with what stands below."""
    line = sheet.bare[number]
    forward = sheet.has(number, "forward")
    if len(line) > 120 or not (forward or sheet.has(number, "earlier")):
        return None
    core = line.strip(" \t-‐–—_*=:>~")
    alone = any(
        cue.kind in KINDS and core.lower().startswith(cue.phrase) and (line != core or len(core) == len(cue.phrase))
        for cue in sheet.cues[number]
    )
    if not alone or not (line[:1] in "-‐–—_*=~" or line.endswith(":")):
        return None
    below = _next(sheet, number + 1, part)
    marked = below is not None and sheet.bare[below].startswith(">")
    if marked:
        return _marked_block(sheet, number, part, forward=forward)
    inner = below is not None and (_headed(sheet, below, part) or _attributed(sheet, below, part))
    if inner:
        return Earlier(start=number, text=inner.text, author=inner.author, forward=forward, marked=inner.marked)
    return Earlier(start=number, text=number + 1, forward=forward, author=_notes_author(core) if forward else None)


def _marked_block(sheet: Sheet, number: int, part: range, *, forward: bool) -> Earlier:
    """A marker over lines that begin with ">", as of Apple's mail program."""
    author, text = None, number + 1
    for below in range(number + 1, min(part.stop, number + BLOCK)):
        name, _, value = sheet.bare[below].lstrip("> ").partition(":")
        field = _field_name(name)
        if field:
            text = below + 1
        if field == "from":
            author = read_person(value)
        elif text > number + 1 and not sheet.bare[below].strip("> "):
            break
    return Earlier(start=number, text=text, author=author, forward=forward, marked=True)


def _headed(sheet: Sheet, number: int, part: range) -> Earlier | None:
    """A block of header fields: "From:", "Sent:", "To:", "Subject:", in one of many languages and orders."""
    if number not in sheet.fields:
        return None
    author, fields, text, idle = None, [], number, 0
    for below in range(number, min(part.stop, number + BLOCK)):
        line, field = sheet.bare[below], sheet.fields.get(below)
        if field:
            fields.append(field)
            text, idle = below + 1, 0
            if field == "from" and author is None:
                value = line.partition(":")[2].strip(" *")
                wrapped = sheet.bare[below + 1] if below + 1 < part.stop else ""
                author = read_person(f"{value} {wrapped}" if wrapped.startswith(("<", "[mailto")) else value)
        elif idle >= 2 or (not line and idle):
            break
        else:
            idle += 1
    start = number
    if "from" in fields and author and not author.name[:1].isdigit():
        enough = len({"date", "to", "subject"} & set(fields)) >= 2
    else:
        start, author = _notes_top(sheet, number, part)
        enough = author is not None and {"to", "subject"} <= set(fields)
    if not enough:
        return None
    for above in range(start - 1, max(part.start, start - 3) - 1, -1):
        line = sheet.bare[above]
        if RULE.match(line) or (line.startswith("--") and sheet.has(above, "wrote")):
            start = above
        elif line:
            break
    return Earlier(start=start, text=text, author=author)


def _notes_top(sheet: Sheet, number: int, part: range) -> tuple[int, Who | None]:
    """The name and date that Lotus Notes writes above "To:" and "Subject:"."""
    dated, top = None, number
    for above in range(number - 1, max(part.start, number - 6) - 1, -1):
        line = sheet.bare[above]
        if len(line) > 120 or (not line and dated is not None):
            break
        if NOTES_DATE.search(line):
            dated = above
        if line:
            top = above
    return (number, None) if dated is None else (top, _notes_author(sheet.bare[top]))


def _notes_author(line: str) -> Who | None:
    name = re.sub(r"^.*\b(?:by|von|par|por|da|door)\s+", "", line.strip(" -"), count=1) if "@" not in line[:1] else line
    return read_person(NOTES_NAME.sub("", name).strip(" -\"'*")) if name else None


def _attributed(sheet: Sheet, number: int, part: range) -> Earlier | None:
    """A line or a few such as "On Monday, Ann wrote:", with the verb or the colon in line `number`."""
    verb, found = sheet.has(number, "wrote"), None
    for start in range(number, max(part.start, number - WRAPPED + 1) - 1, -1):
        line = sheet.bare[start]
        if not line or line.startswith(">"):
            break
        opened = bool(OPENING.match(line))
        if found and not opened:
            continue
        for stop in range(number + 1, min(part.stop, start + WRAPPED) + 1):
            last = sheet.bare[stop - 1]
            joined = " ".join(sheet.bare[start:stop])
            if not last or last.startswith(">") or len(joined) > LONGEST:
                break
            if _introduces(sheet, joined, stop, part, verb=verb):
                author = read_person(joined, loose=True)
                found = Earlier(start=start, text=stop, author=author, marked=_is_marked(sheet, stop, part))
                break
        if found and opened:
            break
    return found


def _is_marked(sheet: Sheet, number: int, part: range) -> bool:
    below = _next(sheet, number, part)
    return below is not None and sheet.bare[below].startswith(">")


def _introduces(sheet: Sheet, joined: str, stop: int, part: range, *, verb: bool) -> bool:
    marked = _is_marked(sheet, stop, part)
    opened, dashed = bool(OPENING.match(joined)), joined.endswith(("-", "‐", "–", "—")) and joined[0] in "-‐–—"
    if not (joined.endswith((":", "：")) or dashed or (marked and verb)):
        return False
    address, moment = ADDRESS.search(joined), MOMENT.search(joined)
    if verb:
        return bool(address) or (opened and (bool(moment) or marked)) or (marked and len(joined) < 100)
    return bool(address and moment and (opened or marked))


def _next(sheet: Sheet, number: int, part: range) -> int | None:
    """The next line that is not empty, where it is near."""
    return next((below for below in range(number, min(part.stop, number + BELOW)) if sheet.bare[below]), None)


def _field_name(name: str) -> str:
    return load_fields().get(name.strip(" \t\xa0*_").lower(), "") if len(name) < 30 else ""


def read_person(value: str, *, loose: bool = False) -> Who | None:
    """Who a "From" field names; with `loose` only an address and the words right before it count."""
    value = value[:LONGEST]
    address = ADDRESS.search(value)
    name = value[: address.start()] if address else "" if loose else value
    if loose and address:
        name = re.split(
            r"[,:;]\s|\d{1,4}(?:[.:]\d{2})?(?:\s?[AP]M)?,?\s|\b(?:schrieb|schreef|skrev|quoting)\b", name, flags=re.I
        )[-1]
    name = re.sub(r"\[?mailto:|\bon behalf of\b.*|\bim auftrag von\b.*", "", name, flags=re.I).strip(
        " \t\xa0<>[]()\"'*,;:"
    )
    if not name and not address:
        return None
    return Who(name=" ".join(name.split())[:100], address=address.group().lower().strip(".'") if address else "")

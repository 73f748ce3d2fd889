"""Who says what: a body becomes stretches with one speaker each, and with whom a note is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.names import find_names, is_user, match_person
from nlp.text import NOBODY, Medium, Text, Who
from nlp.zones import Line, Zone


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A piece of body said by one person.

    `about` is the person whom a line of a note is about; `label` the name that stood before it, `heading` the heading
    above it. `width` is the length of the longest line where line breaks can end a sentence, else 0.
    """

    start: int
    end: int
    speaker: Who
    by_user: bool
    about: Who = NOBODY
    label: str = ""
    heading: str = ""
    width: int = 0


LABEL = re.compile(
    r"^\s*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\]?\)?\s*[-–]?\s*)?"
    r"(?P<name>[^\W\d_][\w.'’()& -]{0,38}?)"
    r"\s*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?\)?\]?)?\s*:\s+(?=\S)"
)
HEADER = re.compile(
    r"^\s*(?P<name>[^\W\d_][\w.'’ -]{0,38}?)\s{1,6}\(?\[?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s?[ap]m)?\]?\)?\s*$",
    re.I,
)
TOP = 15  # lines of a note among which those present are listed
LABELLED = 120  # characters at the start of a line in which a speaker is named
NOT_SPEAKERS = re.compile(
    r"^(?:re|subject|date|time|note|notes|ps|p\.s|action|actions|todo|to do|agenda|next|next steps?|"
    r"present|attendees|apologies|location|where|when|"
    r"what|item \d*|summary|q|tel|phone|mob|fax|email|e-mail|web|also|ask|asks?|wants?|needs?|says|"
    r"problem|issue|update|cc|to|from|sent|http|https|"
    r"aob|decisions?|minutes|topic|topics|host|organi[sz]er|flour|order|total|price|main thing|"
    r"one (?:more )?thing|question|sidenote|aside|here'?s the thing|"
    r"the (?:thing|problem|question|issue|snag|trouble) is|follow[- ]?ups?|by the way|btw|separately|last thing)$",
    re.I,
)
BULLET = re.compile(r"^\s*(?:[-*•–—·+>]|\d{1,2}[.)]|\[[ xX]?\]|[a-zA-Z]\))\s+")
PRESENT = re.compile(
    r"^\W*(?:present|attendees|attending|in the room|with|there|who|people|"
    r"participants)\s*[:–-]\s*(.*)$",
    re.I,
)
HEADING = re.compile(r"^\s*(?:#{1,6}\s+(?P<hash>.+)|\*\*(?P<bold>[^*]+)\*\*:?|(?P<plain>[^.!?;:]{2,60}):?)\s*$")
PREFIX = re.compile(r"^\s*(?P<name>[A-ZÀ-Þ][\w.'’&() -]{0,38}?)\s*(?::|\s[–—-]|\s=>?|,)\s+(?=\S)")


def split_turns(text: Text, lines: Sequence[Line]) -> tuple[Stretch, ...]:
    """The stretches of everything that the zones call new, in order."""
    if text.medium is Medium.TRANSCRIPT:
        return tuple(_transcript(text, lines))
    if text.medium is Medium.NOTE:
        return tuple(_note(text, lines))
    return tuple(_mail(text, lines))


def _mail(text: Text, lines: Sequence[Line]) -> Iterator[Stretch]:
    speaker = text.author
    block: list[Line] = []
    for line in lines:
        fresh = line.zone is Zone.NEW or (line.zone is Zone.TITLE and text.medium is Medium.CALENDAR)
        blank = not text.body[line.start : line.end].strip()
        if block and (not fresh or blank or line.author != block[-1].author or line.zone is not block[-1].zone):
            yield _joined(text, block, speaker)
            block = []
        if fresh and not blank:
            block.append(line)
    if block:
        yield _joined(text, block, speaker)


def _joined(text: Text, block: Sequence[Line], speaker: Who) -> Stretch:
    said_by = block[0].author or speaker
    return Stretch(
        start=block[0].start,
        end=block[-1].end,
        speaker=said_by,
        by_user=is_user(said_by, text.user),
        heading=text.title,
        width=max(line.end - line.start for line in block),
    )


def _transcript(text: Text, lines: Sequence[Line]) -> Iterator[Stretch]:
    speaker, start, end = text.author, 0, 0
    people = (*text.listeners, text.author)
    known: dict[str, Who] = {}
    open_turn = False
    for line in lines:
        if line.zone is Zone.BOILERPLATE:
            continue
        opening = text.body[line.start : min(line.end, line.start + LABELLED)]
        label = LABEL.match(opening) if ":" in opening else None
        if label and _no_name(label.group("name")):
            label = None
        named = label or (HEADER.match(opening) if ":" in opening and line.end - line.start < LABELLED else None)
        if named:
            if open_turn:
                yield _turn(text, start, end, speaker)
            name = named.group("name").strip(" ()")
            if name not in known:
                known[name] = match_person(name, people) or Who(name=name)
            speaker = known[name]
            start = line.start + named.end() if label else line.end
            end, open_turn = line.end, label is not None
        elif text.body[line.start : line.end].strip():
            if not open_turn:
                start, open_turn = line.start, True
            end = line.end
    if open_turn:
        yield _turn(text, start, end, speaker)


def _no_name(name: str) -> bool:
    return bool(NOT_SPEAKERS.match(name.strip())) or len(name.split()) > 4 or name.strip()[:1].islower()


def _turn(text: Text, start: int, end: int, speaker: Who) -> Stretch:
    return Stretch(start=start, end=end, speaker=speaker, by_user=is_user(speaker, text.user), heading=text.title)


def find_present(body: str) -> tuple[Who, ...]:
    """Those whom a note lists as present near its top, in one line or a line each; without what stands in brackets."""
    names: list[str] = []
    listing = False
    for line in body[:4_000].split("\n")[:TOP]:
        present = PRESENT.match(line[:600])
        if present:
            names += re.split(r"[,;&+]|\band\b", present.group(1))
            listing = not present.group(1)
        elif listing and (bullet := BULLET.match(line)):
            names.append(re.split(r"[,;:–—]| - ", line[bullet.end() :])[0])
        else:
            listing = False
    plain = (re.sub(r"\(.*?\)|\bof .*", "", name).strip(" .") for name in names)
    return tuple(Who(name=name) for name in plain if name[:1].isupper() and len(name.split()) <= 4)


def _note(text: Text, lines: Sequence[Line]) -> Iterator[Stretch]:
    people = (*text.listeners, *find_present(text.body))
    heading, about, titled = "", Who(), Who()
    written = [line for line in lines if line.zone in (Zone.NEW, Zone.TITLE)]
    for index, line in enumerate(written):
        words = text.body[line.start : line.end]
        if not words.strip():
            continue
        if index < TOP and PRESENT.match(words[:600]):
            continue
        shape = HEADING.match(words) if len(words) < 100 else None
        following = written[index + 1] if index + 1 < len(written) else None
        if (
            shape
            and following
            and (shape.group("hash") or shape.group("bold") or words.rstrip().endswith(":") or index == 0)
        ):
            heading = words.strip("#*: \t")
            titled = about = _named(heading, people, text)
            if not shape.group("plain") or len(heading.split()) <= 4:
                continue
        bullet = BULLET.match(words)
        start = line.start + (bullet.end() if bullet else 0)
        label = ""
        prefix = PREFIX.match(text.body[start : min(line.end, start + 80)])
        found = _prefixed(prefix, people) if prefix else None
        if found and prefix:
            about = found
            if ":" in prefix.group():
                start += prefix.end()
                label = prefix.group("name")
        elif bullet and titled:
            about = titled
        yield Stretch(
            start=start,
            end=line.end,
            speaker=text.author,
            by_user=True,
            about=_not_user(about, text),
            label=label,
            heading=heading or text.title,
        )
        if not bullet:
            about = _named(words, people, text) or about


def _prefixed(prefix: re.Match[str], people: Sequence[Who]) -> Who | None:
    name = re.sub(r"\(.*?\)", "", prefix.group("name")).strip()
    known = match_person(name, people)
    if known:
        return known
    return (
        Who(name=name) if not NOT_SPEAKERS.match(name) and any(found == name for found, _ in find_names(name)) else None
    )


def _named(words: str, people: Sequence[Who], text: Text) -> Who:
    """The first person named in words; people of the document come before strangers."""
    names = [name for name, _ in find_names(words)]
    for name in names:
        known = match_person(name, people)
        if known and not is_user(known, text.user):
            return known
    return next((Who(name=name) for name in names if not is_user(Who(name=name), text.user)), Who())


def _not_user(who: Who, text: Text) -> Who:
    return Who() if is_user(who, text.user) else who

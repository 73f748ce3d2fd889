"""Which lines of a body are its author's own words.

Published work on requests in mail lost most of its errors once quotes, signatures and footers were
told apart from new text, so every line gets a zone before anything is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from itertools import pairwise

from nlp.text import Medium, Text, Who


class Zone(StrEnum):
    """What a line is."""

    TITLE = "title"
    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line without its line break; `author` is set inside a forward that is the point of a mail."""

    start: int
    end: int
    zone: Zone
    author: Who | None = None


ATTRIBUTION = re.compile(
    r"^\W{0,3}(?:on|am|le|el|il|op|em|den|dne|w dniu|no dia)\b.{4,220}"
    r"(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał\(?a?\)?|"
    r"napsala?)\b.{0,80}:?\s*$",
    re.I,
)
WROTE = re.compile(r"^\W{0,3}[^\n]{2,120}<[^>\s]{3,80}>\s*(?:wrote|schrieb|a écrit|escribió|skrev)\s*:\s*$", re.I)
ORIGINAL = re.compile(
    r"^\W*-{2,}\s*(?:original message|original appointment|ursprüngliche nachricht|message d'origine|"
    r"mensaje original|"
    r"messaggio originale|oorspronkelijk bericht)\s*-*\s*$",
    re.I,
)
FORWARD = re.compile(
    r"^\W*(?:-{2,}\s*(?:forwarded message|weitergeleitete nachricht|message transféré|"
    r"forwarded by .{0,80})\b.*|begin forwarded message:)\s*$",
    re.I,
)
HEADER = re.compile(
    r"^[\s*>]*(from|von|de|da|van|sent|gesendet|envoyé|enviado|date|datum|to|an|à|para|cc|subject|"
    r"betreff|objet|asunto)\s?\*?:\*?\s",
    re.I,
)
FROM = re.compile(r"^[\s*>]*(?:from|von|de|da|van)\s?\*?:\*?\s*(.{1,200})$", re.I)
FORWARDED_TITLE = re.compile(r"^\s*(?:fwd?|wg|tr|rv|i)\s*:", re.I)
DASHES = re.compile(r"^--\s?$|^_{5,}\s*$|^-{10,}\s*$")
DEVICE = re.compile(
    r"^\W*(?:sent|get outlook|von meinem|envoyé|enviado) (?:from|for|via|by|iphone|gesendet|"
    r"de(?:puis)?|desde)\b",
    re.I,
)
SIGN_OFF = re.compile(
    r"^\W*(?:(?:kind|best|warm|warmest|many|with kind|with best|kindest)\s+(?:regards|wishes|thanks)|"
    r"regards|best|cheers|thanks|"
    r"thank you|thx|many thanks|thanks (?:again|so much|a lot)|yours(?: sincerely| faithfully| truly|"
    r" etc)?|sincerely|all the best|"
    r"take care|love|xx?|ta|br|rgds|mit freundlichen grüßen|cordialement|saludos|speak soon|talk soon|"
    r"bw)\s*[,.!–-]*\s*$",
    re.I,
)
POSTSCRIPT = re.compile(r"^\W*p\.?\s?(?:p\.?\s?)?s\b[.:,)\s-]", re.I)
DISCLAIMER = re.compile(
    r"intended (?:only |solely )?(?:for|recipient)|not the (?:intended|named) (?:recipient|addressee)|"
    r"may (?:be|contain) confidential"
    r"|(?:is|are|strictly) confidential(?: and|\.|,| to)|confidentiality notice|scanned (?:for|by)|"
    r"virus|legally privileged|disclaimer"
    r"|registered (?:in|office|company|number)|company (?:no|number|reg)\b|vat (?:no|reg|number)|"
    r"please consider the environment"
    r"|before (?:you )?print|do not (?:reply|respond)|this (?:mailbox|e-?mail|message|"
    r"invitation) (?:is|was|has|and|may|can)\b"
    r"|authori[sz]ed and regulated|views expressed|errors may occur|delete (?:it|all copies|this)|unsubscribe"
    r"|you (?:are receiving|received|have received) this|no liability is accepted|"
    r"manage (?:notifications|preferences|your)|all rights reserved",
    re.I,
)
CONFERENCING = re.compile(
    r"join (?:zoom|the|microsoft|teams|with|by|from|on your|now|meeting)\b|meeting id|passcode|"
    r"pass ?code:|dial[ -]?in|dial by|one tap"
    r"|phone conference|conference id|zoom\.us|teams\.microsoft|meet\.google|webex|gotomeeting|"
    r"find (?:a |your )?local number"
    r"|meeting options|learn more \||need help\?|video conferenc|click (?:here )?(?:to|the) (?:join|"
    r"link)|inviting you to a scheduled",
    re.I,
)
SUBSTANCE = 7  # words above a forward that make its top note the point


def is_footer(sentence: str) -> bool:
    """Whether a sentence is legal, automatic or conferencing text, wherever it stands."""
    return bool(DISCLAIMER.search(sentence) or CONFERENCING.search(sentence))


def zone_lines(text: Text, limit: int) -> tuple[Line, ...]:
    """Every line of the first `limit` characters with its zone, in order."""
    spans = _spans(text.body[:limit])
    zones: list[Zone] = [Zone.NEW] * len(spans)
    authors: list[Who | None] = [None] * len(spans)
    words = [text.body[start:end] for start, end in spans]
    first = 0
    if text.title and spans and words[0].strip() == text.title.strip():
        zones[0], first = Zone.TITLE, 1
    if text.medium is Medium.EMAIL:
        _mail(words, zones, authors, first, forwarded=bool(FORWARDED_TITLE.match(text.title)))
    if text.medium is Medium.CALENDAR:
        _conferencing(words, zones, first)
    return tuple(
        Line(start=start, end=end, zone=zone, author=author)
        for (start, end), zone, author in zip(spans, zones, authors, strict=True)
    )


def _spans(body: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for found in re.finditer(r"\r\n|\n|\r|\x0b|\x0c|\u2028|\u2029", body):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(body)))
    return spans


def _mail(words: Sequence[str], zones: list[Zone], authors: list[Who | None], first: int, *, forwarded: bool) -> None:
    split = _cut(words, first)
    top = range(first, split if split is not None else len(words))
    _mark(words, zones, top)
    if split is None:
        return
    rest = range(split, len(words))
    said = sum(len(words[i].split()) for i in top if zones[i] is Zone.NEW)
    if not ((forwarded or FORWARD.match(words[split])) and said < SUBSTANCE):
        for i in rest:
            zones[i] = Zone.QUOTED
        return
    inner, start = _inner(words, rest)
    for i in rest:
        zones[i] = Zone.QUOTED
    deeper = _cut(words, start)
    end = deeper if deeper is not None else len(words)
    for i in range(start, end):
        zones[i], authors[i] = Zone.NEW, inner
    _mark(words, zones, range(start, end))


def _cut(words: Sequence[str], first: int) -> int | None:
    """The line where an earlier message starts and from which nothing new follows."""
    for i in range(first, len(words)):
        line = words[i]
        if len(line) > 400 or not line:
            continue
        if ORIGINAL.match(line) or FORWARD.match(line):
            return i
        if (
            FROM.match(line)
            and sum(bool(HEADER.match(later)) for later in words[i + 1 : i + 5] if len(later) < 400) >= 2
        ):
            return i
        joined = f"{line} {words[i + 1]}" if i + 1 < len(words) and len(words[i + 1]) < 200 else line
        if ATTRIBUTION.match(line) or WROTE.match(line) or (":" in joined[-3:] and ATTRIBUTION.match(joined)):
            below = [later for later in words[i + 1 : i + 400] if later.strip()]
            if not any(later.startswith(">") for later in below[:4]):
                return i
    return None


def _mark(words: Sequence[str], zones: list[Zone], part: range) -> None:
    signed: int | None = None
    for i in part:
        line = words[i]
        if len(line) > 2000:
            continue
        if line.startswith((">", "|>")) or ATTRIBUTION.match(line) or WROTE.match(line):
            zones[i], signed = Zone.QUOTED, None
        elif POSTSCRIPT.match(line):
            signed = None
        elif signed is None and (DASHES.match(line) or (SIGN_OFF.match(line) and _closing(words, i, part.stop))):
            signed, zones[i] = i, Zone.SIGNATURE
        elif (DEVICE.match(line) and len(line) < 80) or signed is not None:
            zones[i] = Zone.SIGNATURE
        elif len(line) > 60 and len(DISCLAIMER.findall(line)) >= 2:
            zones[i] = Zone.DISCLAIMER


def _closing(words: Sequence[str], i: int, stop: int) -> bool:
    """Whether what follows a sign-off looks like a name block: short lines, and few until a quote or the end."""
    block: list[str] = []
    for line in words[i + 1 : min(stop, i + 14)]:
        if line.startswith(">") or POSTSCRIPT.match(line):
            break
        if line.strip():
            block.append(line)
    return len(block) <= 10 and all(len(line) < 90 or DISCLAIMER.search(line) for line in block[:3])


def _inner(words: Sequence[str], rest: range) -> tuple[Who | None, int]:
    """The author of a forwarded message and the line where its text starts."""
    author: Who | None = None
    i = rest.start
    seen = False
    while i < rest.stop and i < rest.start + 20:
        line = words[i][:400]
        sender = FROM.match(line)
        if sender and author is None:
            name, address = parseaddr(re.sub(r"\[mailto:([^\]]+)\]", r"<\1>", sender.group(1)))
            author = (
                Who(name=name.strip("\"' "), address=address.lower())
                if "@" in address
                else Who(name=sender.group(1).strip())
            )
        if HEADER.match(line):
            seen = True
        elif seen and not line.strip():
            break
        i += 1
    return author, min(i, rest.stop)


def _conferencing(words: Sequence[str], zones: list[Zone], first: int) -> None:
    matched = [
        i
        for i in range(first, len(words))
        if len(words[i]) < 2000 and (CONFERENCING.search(words[i]) or DASHES.match(words[i]))
    ]
    for i in matched:
        zones[i] = Zone.BOILERPLATE
    for i, following in pairwise(matched):
        if following - i <= 4:
            for j in range(i + 1, following):
                zones[j] = Zone.BOILERPLATE

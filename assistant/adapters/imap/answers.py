"""What a server answers to FETCH, read quickly: the library takes such answers apart sign by sign, which took longer
than the transfer. Whatever is not as plain as expected goes to the library.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from imapclient import IMAPClient
from imapclient.response_parser import parse_fetch_response

HEAD = "(RFC822.SIZE FLAGS INTERNALDATE)"
BODY = "(BODY.PEEK[])"
_ITEM = rb'UID (\d{1,10})|RFC822\.SIZE (\d{1,18})|FLAGS \(([^()"]*)\)|INTERNALDATE "([^"]*)"|MODSEQ \(\d+\)'
_HEAD_LINE = re.compile(rb"\d+ \((?:(?:" + _ITEM + rb")[ )])+")
_BODY_LINE = re.compile(rb"\d+ \((?:(?:" + _ITEM + rb") )*BODY\[\] \{\d+\}")
_STAMP = re.compile(rb"([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_MONTHS = {name: number for number, name in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A message as the server lists it: its size in bytes, its flags in lower case, when it came."""

    uid: int
    size: int = 0
    flags: frozenset[bytes] = frozenset()
    at: datetime | None = None


def fetch_listed(client: IMAPClient, uids: str) -> dict[int, Listed]:
    """How the server lists the messages of a set of UIDs; those that it keeps back are left out."""
    lines = _fetch(client, uids, HEAD)
    found = [_HEAD_LINE.fullmatch(line) if isinstance(line, bytes) else None for line in lines]
    plain = [_listed(match) for match in found if match and match[1] and match[2]]
    if len(plain) < len(lines):
        return {uid: _by_library(uid, answer) for uid, answer in _parsed(lines).items() if b"RFC822.SIZE" in answer}
    return {each.uid: each for each in plain}


def fetch_bodies(client: IMAPClient, uids: str) -> dict[int, bytes]:
    """The bytes of the messages of a set of UIDs; those that it keeps back are left out."""
    lines = _fetch(client, uids, BODY)
    bodies: dict[int, bytes] = {}
    for line in lines:
        found = _BODY_LINE.fullmatch(line[0]) if isinstance(line, tuple) else None
        if found and found[1]:
            bodies[int(found[1])] = line[1]
        elif line != b")":
            answers = {uid: answer.get(b"BODY[]") for uid, answer in _parsed(lines).items()}
            return {uid: raw for uid, raw in answers.items() if isinstance(raw, bytes)}
    return bodies


def _fetch(client: IMAPClient, uids: str, items: str) -> list[Any]:
    """The lines of the answer as imaplib gives them: a line, or a line and the literal that follows it."""
    kind, lines = client._imap.uid("FETCH", uids, items)
    client._checkok("fetch", kind, lines)
    return [line for line in lines if line is not None]


def _parsed(lines: Sequence[Any]) -> Mapping[int, Mapping[bytes, Any]]:
    parsed: Mapping[int, Mapping[bytes, Any]] = parse_fetch_response(list(lines), False, True)
    return parsed


def _listed(line: re.Match[bytes]) -> Listed:
    flags = frozenset(line[3].lower().split()) if line[3] else frozenset()
    return Listed(uid=int(line[1]), size=int(line[2]), flags=flags, at=_moment(line[4] or b""))


def _by_library(uid: int, answer: Mapping[bytes, Any]) -> Listed:
    at, size = answer.get(b"INTERNALDATE"), answer.get(b"RFC822.SIZE")
    flags = answer.get(b"FLAGS") or ()
    return Listed(
        uid=uid,
        size=size if isinstance(size, int) else 0,
        flags=frozenset(flag.lower() for flag in flags if isinstance(flag, bytes)),
        at=at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else None,
    )


def _moment(stamp: bytes) -> datetime | None:
    """When a message came; None for what is no moment."""
    found = _STAMP.fullmatch(stamp)
    if not found or (month := _MONTHS.get(found[2].lower())) is None:
        return None
    away = timedelta(hours=int(found[8]), minutes=int(found[9]))
    try:
        zone = timezone(-away if found[7] == b"-" else away)
        day, year, hour, minute, second = (int(found[each]) for each in (1, 3, 4, 5, 6))
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

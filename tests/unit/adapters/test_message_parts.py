"""The parts of a mail are those that the standard library makes out, which is slower."""

import time
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.adapters.formats import message
from assistant.adapters.formats.message_parts import MAX_DEPTH, Part, parts_of
from tests.acceptance.make_hostile import mails

BREAKS = [b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\n\n", b"\n \n"]
LINES = [
    *(
        b"From: Ann <ann@acme.example>",
        b"Subject: a\n b",
        b": nameless",
        b" folded",
        b"words",
        b"",
    ),
    *(b"Content-Type: multipart/mixed; boundary=b", b'Content-Type: multipart/digest; boundary="b b"', b"Words: none"),
    *(b"Content-Type: multipart/alternative; boundary=b2", b"Content-Type: message/rfc822", b"Content-Type: text/html"),
    *(b"Content-Type: nonsense", b"Content-Type: multipart/mixed", b"--", b"words"),
    *(b"--b", b"--b  ", b"--b--", b"--b b", b"--b2", b"--b2--", b"--b2--x", b"x--b", b"\x0bodd\x85 \x0clines"),
    *(b"caf\xc3\xa9 =C3=A9", b"Content-Transfer-Encoding: quoted-printable"),
]
PEOPLE = [
    *("Ann", "J.", "Lee", " ", ",", ", ", "<", ">", "ann@acme.example", "<a.b@c.example>", '"Lee, Ann"', '"Ann B"'),
    *("@", "é", "(c)", '"', "\\", "=?utf-8?q?A?=", "\r\n ", "\t", ";", ":", "[", "]", "'", "-", '""', "\udcc3", "."),
]
HOSTILE = {name: raw for name, raw in mails() if not name.startswith("broken")}
DEPTH = 20  # down to which trees are compared
Tree = tuple[tuple[tuple[str, str], ...], str, Any]


def ours(part: Part, depth: int = 0) -> Tree | None:
    inside = [ours(each, depth + 1) for each in part.parts] if part.parts is not None else part.body.rstrip("\r\n")
    return (part.headers, part.kind, inside) if depth < DEPTH else None


def theirs(part: Message, depth: int = 0) -> Tree | None:
    headers = tuple((name.lower(), str(value)) for name, value in part.raw_items())
    kind = part.get_content_type()
    payload: Any = part._payload  # type: ignore[attr-defined]  # as it stands on the wire
    if isinstance(payload, list):
        inside: Any = [theirs(each, depth + 1) for each in payload] if depth < DEPTH else None
    else:
        inside = payload.rstrip("\r\n") if kind.startswith(("text/", "multipart/")) else ""
    return (headers, kind, inside) if depth < DEPTH else None


def glued(pieces: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(line + end for line, end in pieces)


@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(BREAKS)), max_size=30).map(glued))
@settings(max_examples=1_500)
@example(b"From 1@a.example\nA: b\nFrom 2@a.example\nC: d\n\nWords")
@example(b"Content-Type: multipart/mixed; boundary=b\n\n--b--\n--b\n\nWords")
@example(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b--\n\nWords\n--b")
def test_the_tree_is_that_of_the_standard_library(raw: bytes) -> None:
    assert ours(parts_of(raw)) == theirs(message_from_bytes(raw))


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_so_it_is_with_hostile_mail(raw: bytes) -> None:
    assert ours(parts_of(raw)) == theirs(message_from_bytes(raw))


@given(st.lists(st.sampled_from(PEOPLE), max_size=9).map("".join))
@settings(max_examples=1_500)
def test_the_people_are_those_of_the_standard_library(header: str) -> None:
    try:
        expected = [pair for pair in getaddresses([header]) if any(pair)]
    except Exception:  # it stumbles; then the addresses alone count
        return
    assert [pair for pair in message._pairs(header) if any(pair)] == expected


def test_what_is_nested_without_end_is_cut_off_quickly() -> None:
    begun = time.perf_counter()
    part = parts_of(b"Content-Type: message/rfc822\n\n" * 100_000)
    assert time.perf_counter() - begun < 5
    depth = 0
    while part.parts:
        (part,) = part.parts
        depth += 1
    assert depth == MAX_DEPTH + 1


def test_large_attachments_cost_next_to_nothing() -> None:
    attached = b"QUJD" * 19 + b"\r\n"
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWords\r\n--b\r\nContent-Type: image/png\r\n\r\n"
    begun = time.perf_counter()
    part = parts_of(raw + attached * 200_000 + b"--b--\r\n")
    assert time.perf_counter() - begun < 0.5  # the standard library takes two seconds
    assert [each.body for each in part.parts or ()] == ["Words", ""]

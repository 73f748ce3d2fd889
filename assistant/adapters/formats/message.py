"""One mail, from its bytes: who wrote to whom, when, and the words.

Mail is hostile input, so the standard library's lenient `compat32` policy reads its structure and every header is
decoded by itself: the stricter policy raises on unknown character sets, on `Message-ID: <[x@y]>` and on encoded line
breaks.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache

from assistant.adapters.formats.message_parts import Part, parts_of
from assistant.adapters.formats.message_text import body_of
from assistant.adapters.formats.plain_text import MAX_NAME, decoded, digest_of, one_line
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.people import Participant
from assistant.errors import ItemError

MAX_MESSAGE = 25_000_000  # bytes
MAX_TEXT = 1_000_000  # characters
MAX_HEADER = 2_000  # characters of one header that are kept
MAX_HEADERS = 500
MAX_PEOPLE = 500
MAX_KNOWN = 300  # characters of an address header that may come again
MAX_RAW = 50_000  # characters of an address header that are looked at
MAX_PARTS = 10_000  # the parser builds every part before we can count them
MAX_NESTING = 200  # it slows down with the square of this
_YEARS = range(1980, 2101)
_ADDRESS = re.compile(r"[^\s<>@,;:\"]{1,128}@[^\s<>@,;:\"]{1,128}")
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_SPEC = rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})*"
_PLAIN = re.compile(
    rf'\s*(?:(?:"([^"\\\s]+(?: [^"\\\s]+)*)"|({_ATOM}(?:[ .]+{_ATOM})*))? ?<({_SPEC})>|({_SPEC}))\s*', re.ASCII
)
_ID = re.compile(r"<[^<>\s]{1,500}>")


def read_message(raw: bytes, *, source: str, locator: str, fallback: datetime) -> Content:
    """The mail in `raw`, with the text as it was written and quoted.

    `fallback` dates a mail that gives no date of its own, neither in Date nor in Received. Raises ItemError where no
    mail can be made out.
    """
    _check_shape(raw)
    try:
        mail = parts_of(raw)
        headers = _headers(mail)
        body = body_of(mail, limit=MAX_TEXT, introduce=_introduction)
    except Exception as error:  # whatever hostile bytes bring about in the parsers is a fault of this one mail
        raise ItemError(f"this mail cannot be read ({type(error).__name__})") from error
    if not headers:
        raise ItemError("this is no mail: it has no headers")
    said = dict(reversed(headers))  # the first one of a name counts
    title = one_line(said.get("subject", ""), MAX_HEADER)
    text = (f"{title}\n\n{body}" if title else body)[:MAX_TEXT]
    author = next(iter(people_in(_raw(mail, "from") or _raw(mail, "sender"))), Participant())
    written = _date(said.get("date", ""))
    message_id = first_id(said.get("message-id", ""))
    digest = digest_of(text)
    return Content(
        document=Document(
            id=make_id("doc", "mail", message_id or digest, author.address, written.isoformat() if written else ""),
            source=source,
            locator=locator,
            medium=Medium.EMAIL,
            when=written or _received(headers) or fallback,
            digest=digest,
            title=title,
            author=author,
            listeners=people_in(f"{_raw(mail, 'to')}, {_raw(mail, 'cc')}"),
            message_id=message_id,
            in_reply_to=first_id(said.get("in-reply-to", "")),
            references=tuple(_ID.findall(said.get("references", ""))),
        ),
        text=text,
        headers=headers,
    )


def people_in(header: str) -> tuple[Participant, ...]:
    """The people that an address header (not yet decoded) names, each once."""
    return _known_people(header) if len(header) <= MAX_KNOWN else _people(header)


def _people(header: str) -> tuple[Participant, ...]:
    people: dict[tuple[str, str], Participant] = {}
    for name, address in _pairs(header)[:MAX_PEOPLE]:
        plain = one_line(_words(address)).lower().strip("<>'\"")
        called = one_line(_words(name)).strip("'\" ")
        if "@" not in plain:
            called, plain = called or plain, ""
        if called or plain:
            people[called, plain] = Participant(name="" if called.lower() == plain else called, address=plain)
    return tuple(people.values())


_known_people = lru_cache(2_000)(_people)  # most mail is between the same few


def _pairs(header: str) -> list[tuple[str, str]]:
    """The names and addresses in a header, as they stand there."""
    plain = [_PLAIN.fullmatch(each) for each in header.split(",") if each.strip()]
    if all(plain):  # as nearly all are; the standard library looks at each sign by itself
        return [(" ".join((each[1] or each[2] or "").split()), each[3] or each[4]) for each in plain if each]
    try:
        return getaddresses([header])
    except Exception:  # nested comments and the like: the addresses alone will do
        return [("", address) for address in _ADDRESS.findall(header)]


def first_id(header: str) -> str:
    """The first message id of a header, in its angle brackets; empty where there is none."""
    found = _ID.search(header)
    if found:
        return found.group()
    bare = header.split()
    return f"<{bare[0][:500]}>" if len(bare) == 1 and "@" in bare[0] else ""


def _check_shape(raw: bytes) -> None:
    if len(raw) > MAX_MESSAGE:
        raise ItemError(f"this mail is larger than {MAX_MESSAGE // 1_000_000} MB")
    if not raw.strip(b"\0 \r\n\t"):
        raise ItemError("this mail is empty")
    if raw.count(b"\n--") > MAX_PARTS or raw.lower().count(b"boundary=") > MAX_NESTING:
        raise ItemError("this mail is nested too deeply to be read safely")


def _raw(mail: Part, name: str) -> str:
    return mail.first.get(name, "")[:MAX_RAW]


def _headers(mail: Part) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name[:MAX_NAME], one_line(_words(value[: 4 * MAX_HEADER]), MAX_HEADER))
        for name, value in mail.headers[:MAX_HEADERS]
    )


def _words(value: str) -> str:
    """A header value with its encoded words decoded; stray bytes as UTF-8, else Windows-1252."""
    if not value.isascii():
        value = decoded(value.encode("utf-8", "surrogateescape" if not _has_lone_surrogates(value) else "replace"))
    if "=?" not in value:
        return value
    try:
        pieces = decode_header(value)
    except Exception:  # broken base64 in an encoded word
        return value
    return "".join(piece if isinstance(piece, str) else decoded(piece, charset or "") for piece, charset in pieces)


def _has_lone_surrogates(value: str) -> bool:
    return any("\ud800" <= sign <= "\udc7f" or "\udd00" <= sign <= "\udfff" for sign in value)


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if moment.year in _YEARS else None
    except Exception:  # the standard library raises half a dozen kinds on bad dates
        return None


def _received(headers: Iterable[tuple[str, str]]) -> datetime | None:
    stamps = (_date(value.rpartition(";")[2].strip()) for name, value in headers if name == "received")
    return next((stamp for stamp in stamps if stamp), None)


def _introduction(mail: Part) -> str:
    """The lines that stand above a forwarded message."""
    values = ((name, one_line(_words(_raw(mail, name.lower())), MAX_HEADER)) for name in ("From", "Date", "Subject"))
    return "\n".join(["---------- Forwarded message ---------", *(f"{name}: {value}" for name, value in values)])

"""One mail, from its bytes: who wrote to whom, when, and the words.

Mail is hostile input, so the standard library's lenient `compat32` policy reads its structure and every header is
decoded by itself: the stricter policy raises on unknown character sets, on `Message-ID: <[x@y]>` and on encoded line
breaks.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from assistant.adapters.formats.message_text import body_of
from assistant.adapters.formats.plain_text import decoded, digest_of, one_line
from assistant.domain.documents import Content, Document, Medium
from assistant.domain.ids import make_id
from assistant.domain.people import Participant
from assistant.errors import ItemError

MAX_MESSAGE = 25_000_000  # bytes
MAX_TEXT = 1_000_000  # characters
MAX_HEADER = 2_000  # characters of one header that are kept
MAX_HEADERS = 500
MAX_PEOPLE = 500
MAX_RAW = 50_000  # characters of an address header that are looked at
MAX_PARTS = 10_000  # the parser builds every part before we can count them
MAX_NESTING = 200  # it slows down with the square of this
_YEARS = range(1980, 2101)
_ADDRESS = re.compile(r"[^\s<>@,;:\"]{1,128}@[^\s<>@,;:\"]{1,128}")
_ID = re.compile(r"<[^<>\s]{1,500}>")


def read_message(raw: bytes, *, source: str, locator: str, fallback: datetime) -> Content:
    """The mail in `raw`, with the text as it was written and quoted.

    `fallback` dates a mail that gives no date of its own, neither in Date nor in Received. Raises ItemError where no
    mail can be made out.
    """
    _check_shape(raw)
    try:
        message = message_from_bytes(raw)
        headers = _headers(message)
        body = body_of(message, limit=MAX_TEXT, introduce=_introduction)
    except Exception as error:  # whatever hostile bytes bring about in the parsers is a fault of this one mail
        raise ItemError(f"this mail cannot be read ({type(error).__name__})") from error
    if not headers:
        raise ItemError("this is no mail: it has no headers")
    said = dict(reversed(headers))  # the first one of a name counts
    title = one_line(said.get("subject", ""), MAX_HEADER)
    text = (f"{title}\n\n{body}" if title else body)[:MAX_TEXT]
    author = next(iter(people_in(_raw(message, "from") or _raw(message, "sender"))), Participant())
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
            listeners=people_in(f"{_raw(message, 'to')}, {_raw(message, 'cc')}"),
            message_id=message_id,
            in_reply_to=first_id(said.get("in-reply-to", "")),
            references=tuple(_ID.findall(said.get("references", ""))),
        ),
        text=text,
        headers=headers,
    )


def concerned(head: bytes) -> tuple[str, tuple[Participant, ...]]:
    """What a mail is called and who is concerned, from its headers alone."""
    message = message_from_bytes(head)
    everybody = ", ".join(_raw(message, name) for name in ("from", "sender", "to", "cc", "bcc"))
    return one_line(_words(_raw(message, "subject")), MAX_HEADER), people_in(everybody)


def people_in(header: str) -> tuple[Participant, ...]:
    """The people that an address header (not yet decoded) names, each once."""
    try:
        pairs = getaddresses([header])[:MAX_PEOPLE]
    except Exception:  # nested comments and the like: the addresses alone will do
        pairs = [("", address) for address in _ADDRESS.findall(header)[:MAX_PEOPLE]]
    people: dict[tuple[str, str], Participant] = {}
    for name, address in pairs:
        plain = one_line(_words(address)).lower().strip("<>'\"")
        called = one_line(_words(name)).strip("'\" ")
        if "@" not in plain:
            called, plain = called or plain, ""
        if called or plain:
            people[called, plain] = Participant(name="" if called.lower() == plain else called, address=plain)
    return tuple(people.values())


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


def _raw(message: Message, name: str) -> str:
    """A header as it stands on the wire; empty where it is missing."""
    return next((str(value)[:MAX_RAW] for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    pairs = ((one_line(name.lower()), str(value)) for name, value in list(message.raw_items())[:MAX_HEADERS])
    return tuple((name, one_line(_words(value[: 4 * MAX_HEADER]), MAX_HEADER)) for name, value in pairs if name)


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


def _introduction(message: Message) -> str:
    """The lines that stand above a forwarded message."""
    values = ((name, one_line(_words(_raw(message, name)), MAX_HEADER)) for name in ("From", "Date", "Subject"))
    return "\n".join(["---------- Forwarded message ---------", *(f"{name}: {value}" for name, value in values)])

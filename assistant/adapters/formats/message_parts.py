"""The parts of a mail, cut out of its bytes in few steps.

The standard library builds its tree line by line, attachments too, which took half the time of a first sync. Here the
text is cut at headers and boundaries, by the same rules; what headers mean and how a text is encoded, the standard
library still says.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache

MAX_TYPE = 2_000  # characters of a header that says what a part is
MAX_DEPTH = 30  # parts within parts; whatever is deeper is left out
_FIELD = r"(?:From |[!-9;-~]*:|[ \t])[^\r\n]*(?>\r\n|\r|\n|\Z)"
_FIELDS = re.compile(f"(?:{_FIELD})*+")
_FOLDED = r"[^\r\n]*(?:(?>\r\n|\r|\n)[ \t][^\r\n]*)*+"
_EACH_FIELD = re.compile(rf"(?:From [^\r\n]*|:[^\r\n]*|([!-9;-~]+):[ \t]*+({_FOLDED})|[ \t][^\r\n]*)(?:[\r\n]+|\Z)")
_BREAK = re.compile(r"\r\n|\r|\n")
_REST_OF_LINE = re.compile(r"(--)?[ \t]*+(?>\r\n|\r|\n|\Z)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A mail, or a part of one, as it stands on the wire; bytes beyond ASCII are surrogates.

    `headers` have their names in lower case; `first` holds the first one of each name. `kind` is the content type, in
    lower case, `body` the text of a part that is read as text, not decoded; `parts` are those of a multipart or the
    attached message, None for a part that has none.
    """

    headers: tuple[tuple[str, str], ...]
    first: Mapping[str, str]
    kind: str
    body: str = ""
    parts: tuple["Part", ...] | None = None

    def payload(self) -> bytes:
        """The bytes of the body, its transfer encoding undone. Raises what broken encodings make decoders raise."""
        encoding = self.first.get("content-transfer-encoding", "7bit")
        if encoding.lower() in ("7bit", "8bit", "binary"):
            return self.body.encode("ascii", "surrogateescape")
        message = Message()
        message.set_raw("Content-Transfer-Encoding", encoding)
        message.set_payload(self.body)
        decoded = message.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else b""

    @property
    def charset(self) -> str:
        """The character set that it claims, in lower case."""
        return _content_type(self.first.get("content-type", "")[:MAX_TYPE])[2]

    @property
    def is_attachment(self) -> bool:
        """Whether it is to be saved rather than read."""
        disposition = self.first.get("content-disposition")
        if disposition:
            message = Message()
            message.set_raw("Content-Disposition", disposition)
            if _asked(message.get_content_disposition) == "attachment" or _asked(message.get_filename):
                return True
        return _content_type(self.first.get("content-type", "")[:MAX_TYPE])[3]


def parts_of(raw: bytes) -> Part:
    """The mail in `raw`."""
    return _part(raw.decode("ascii", "surrogateescape"), "text/plain", 0)


def _part(text: str, default: str, depth: int) -> Part:
    headers, start = _headers(text)
    first = dict(reversed(headers))
    declared = first.get("content-type")
    kind, boundary, _, _ = _content_type(declared[:MAX_TYPE]) if declared is not None else (default, None, "", False)
    if depth > MAX_DEPTH:
        return Part(headers=headers, first=first, kind=kind)
    inner, end = "text/plain", len(text)
    pieces: list[str] = []
    if kind.startswith("multipart/") and boundary is not None:
        inner = "message/rfc822" if kind == "multipart/digest" else inner
        pieces, end = _pieces(text, start, boundary)
    elif kind.startswith("message/") and kind != "message/delivery-status":  # which is for programs
        pieces = [text[start:]]
    if pieces:
        return Part(
            headers=headers, first=first, kind=kind, parts=tuple(_part(piece, inner, depth + 1) for piece in pieces)
        )
    is_read = kind.startswith(("text/", "multipart/"))
    return Part(headers=headers, first=first, kind=kind, body=text[start:end] if is_read else "")


def _headers(text: str) -> tuple[tuple[tuple[str, str], ...], int]:
    """The headers, and where the body begins."""
    block = _FIELDS.match(text)
    end = block.end() if block else 0
    empty = _BREAK.match(text, end)
    start = empty.end() if empty else end
    found = _EACH_FIELD.findall(text, 0, end)
    return tuple((name.lower(), value.rstrip("\r\n")) for name, value in found if name), start


def _pieces(text: str, start: int, boundary: str) -> tuple[list[str], int]:
    """What stands between the boundary lines, and where what stands above them ends."""
    pieces: list[str] = []
    sign = f"--{boundary}"
    first = begin = -1
    at = text.find(sign, start)
    while at >= 0:
        line = _REST_OF_LINE.match(text, at + len(sign))
        if line and (at == 0 or text[at - 1] in "\r\n"):
            first = at if first < 0 else first
            if at != begin:  # boundaries right below each other hold nothing
                if begin >= 0:
                    pieces.append(_without_break(text[begin:at]))
                if line[1]:
                    return pieces, first
            begin = line.end()
        at = text.find(sign, line.end() if line else at + 1)
    if begin >= 0:
        pieces.append(text[begin:])
    return pieces, first if first >= 0 else len(text)


def _without_break(text: str) -> str:
    """Without the line break before a boundary, which belongs to that."""
    return text[:-2] if text.endswith("\r\n") else text[:-1] if text.endswith(("\r", "\n")) else text


@lru_cache(1_000)
def _content_type(header: str) -> tuple[str, str | None, str, bool]:
    """What the header says: the type, the boundary, the character set, and whether there is a file's name."""
    message = Message()
    message.set_raw("Content-Type", header)
    kind = _asked(message.get_content_type) or ""
    if kind.startswith("multipart/"):
        return kind, _asked(message.get_boundary), _asked(message.get_content_charset) or "", False
    has_name = "name" in header.lower() and bool(_asked(message.get_filename))
    return kind, None, _asked(message.get_content_charset) or "", has_name


def _asked(question: Callable[[], str | None]) -> str | None:
    """The answer of the standard library about a header; None where that makes it stumble."""
    try:
        return question()
    except Exception:
        return None

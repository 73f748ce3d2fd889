"""The words of a mail: the plain text where it says something, else the HTML; attachments stay closed."""

from collections.abc import Callable
from email.message import Message

from assistant.adapters.formats.html_text import text_of
from assistant.adapters.formats.plain_text import cleaned, decoded

MAX_DEPTH = 30
MAX_PARTS = 500
SUBSTANCE = 200  # characters of plain text from which the HTML beside it is not looked at
STUB = 3  # a plain text this many times shorter than the HTML only says "please use another program"

Introduce = Callable[[Message], str]


def body_of(message: Message, *, limit: int, introduce: Introduce) -> str:
    """The readable text of a mail, at most `limit` characters.

    `introduce` gives the lines above the text of a message that is attached to this one.
    """
    return _Walk(limit, introduce).text(message, 0).strip("\n")[:limit].rstrip()


class _Walk:
    def __init__(self, limit: int, introduce: Introduce) -> None:
        self._limit = limit
        self._introduce = introduce
        self._left = MAX_PARTS

    def text(self, part: Message, depth: int) -> str:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            return ""
        kind = _asked(part.get_content_type)
        inside = part.get_payload() if part.is_multipart() else None
        if kind == "message/rfc822":
            return self._forwarded(inside, depth)
        if isinstance(inside, list):
            parts = [inner for inner in inside if isinstance(inner, Message)]
            if kind == "multipart/alternative":
                return self._best(parts, depth)
            return "\n\n".join(filter(None, (self.text(inner, depth + 1) for inner in parts)))
        if not kind.startswith(("text/plain", "text/html", "multipart/")) or _is_attachment(part):
            return ""
        words = self._words(part)
        return text_of(words) if kind == "text/html" else cleaned(words).strip("\n")

    def _forwarded(self, inside: object, depth: int) -> str:
        if not (isinstance(inside, list) and inside and isinstance(inside[0], Message)):
            return ""
        return f"{self._introduce(inside[0])}\n\n{self.text(inside[0], depth + 1)}"

    def _best(self, parts: list[Message], depth: int) -> str:
        plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
        words = self.text(plain, depth + 1) if plain is not None else ""
        if len(words.strip()) >= SUBSTANCE:
            return words
        rich = next(filter(None, (self.text(part, depth + 1) for part in reversed(parts) if part is not plain)), "")
        return rich if len(rich) > STUB * len(words.strip()) else words

    def _words(self, part: Message) -> str:
        try:
            payload = part.get_payload(decode=True)
        except Exception:  # an encoding that the standard library gives up on: the letters as they stand
            payload = str(part.get_payload()).encode("utf-8", "replace")
        raw = payload[: 4 * self._limit] if isinstance(payload, bytes) else b""
        return decoded(raw, _asked(part.get_content_charset))[: 2 * self._limit]


def _is_attachment(part: Message) -> bool:
    return _asked(part.get_content_disposition) == "attachment" or bool(_asked(part.get_filename))


def _asked(question: Callable[[], str | None]) -> str:
    """The answer of the standard library about a part; empty where the part's headers make it stumble."""
    try:
        return question() or ""
    except Exception:
        return ""

"""The words of a mail: the plain text where it says something, else the HTML; attachments stay closed."""

from collections.abc import Callable

from assistant.adapters.formats.html_text import text_of
from assistant.adapters.formats.message_parts import Part
from assistant.adapters.formats.plain_text import cleaned, decoded

MAX_PARTS = 500
SUBSTANCE = 200  # characters of plain text from which the HTML beside it is not looked at
STUB = 3  # a plain text this many times shorter than the HTML only says "please use another program"

Introduce = Callable[[Part], str]


def body_of(mail: Part, *, limit: int, introduce: Introduce) -> str:
    """The readable text of a mail, at most `limit` characters.

    `introduce` gives the lines above the text of a message that is attached to this one.
    """
    return _Walk(limit, introduce).text(mail).strip("\n")[:limit].rstrip()


class _Walk:
    def __init__(self, limit: int, introduce: Introduce) -> None:
        self._limit = limit
        self._introduce = introduce
        self._left = MAX_PARTS

    def text(self, part: Part) -> str:
        self._left -= 1
        if self._left < 0:
            return ""
        if part.kind == "message/rfc822":
            return "".join(f"{self._introduce(inner)}\n\n{self.text(inner)}" for inner in part.parts or ())
        if part.parts is not None:
            if part.kind == "multipart/alternative":
                return self._best(part.parts)
            return "\n\n".join(filter(None, map(self.text, part.parts)))
        if not part.kind.startswith(("text/plain", "text/html", "multipart/")) or part.is_attachment:
            return ""
        words = self._words(part)
        return text_of(words) if part.kind == "text/html" else cleaned(words).strip("\n")

    def _best(self, parts: tuple[Part, ...]) -> str:
        plain = next((part for part in parts if part.kind == "text/plain"), None)
        words = self.text(plain) if plain is not None else ""
        if len(words.strip()) >= SUBSTANCE:
            return words
        rich = next(filter(None, (self.text(part) for part in reversed(parts) if part is not plain)), "")
        return rich if len(rich) > STUB * len(words.strip()) else words

    def _words(self, part: Part) -> str:
        try:
            raw = part.payload()
        except Exception:  # an encoding that the standard library gives up on: the letters as they stand
            raw = part.body.encode("utf-8", "replace")
        return decoded(raw[: 4 * self._limit], part.charset)[: 2 * self._limit]

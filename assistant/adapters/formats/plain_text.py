"""Bytes and strings from outside, made safe to read, show and store."""

import codecs
import hashlib
import re
from pathlib import Path

MAX_NAME = 200  # characters of a name, an address or a title

# Control characters, soft hyphens and zero-width signs, bidirectional overrides, and the invisible tag alphabet: they
# show nothing, split words, or make a line read otherwise than it is written. Joiners stay, since scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile(r"[\r\x0b\x0c\x85\u2028\u2029]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_FOR_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


def cleaned(text: str) -> str:
    """`text` with plain line feeds and without anything unseen."""
    text = text.replace("\r\n", "\n")
    if text.replace("\n", "").isprintable():  # nearly all text is; nothing unseen counts as printable
        return text
    return _UNSEEN.sub("", _SURROGATES.sub("\ufffd", _BREAKS.sub("\n", text)))


def one_line(text: str, limit: int = MAX_NAME) -> str:
    """`text` on one line with single spaces, at most `limit` characters."""
    text = text[: 4 * limit].replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    if text.isprintable():
        return (" ".join(text.split()) if "  " in text else text.strip())[:limit].rstrip()
    return " ".join(cleaned(text).split())[:limit].rstrip()


def decoded(raw: bytes, charset: str = "") -> str:
    """`raw` as text: by its byte order mark, the declared character set, UTF-8, else Windows-1252. Never fails."""
    for mark, by_mark in _BOMS:
        if raw.startswith(mark):
            return raw.decode(by_mark, "replace").removeprefix("\ufeff")
    declared = _text_codec(charset)
    for candidate in (declared, "utf-8"):
        try:
            if candidate:
                return raw.decode(candidate)
        except (UnicodeError, ValueError):
            continue
    return raw.decode(declared or "cp1252", "replace")


def _text_codec(charset: str) -> str:
    """The codec for a declared character set; empty for ASCII (which proves nothing) and for what is none."""
    try:
        name = codecs.lookup(charset).name if charset else "ascii"
        b"a".decode(name, "ignore")  # refuses codecs such as zlib that do not give text
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name == "ascii" or name.replace("-", "_") in _NOT_FOR_TEXT else name


def digest_of(content: str | bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode("utf-8", "replace")).hexdigest()


def shown(path: Path) -> str:
    """A path as people may read it, whatever bytes its name is made of."""
    return one_line(str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace"), 1000)

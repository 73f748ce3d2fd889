"""The ways in which a text can be read by somebody who wants to find an order in it, however it is hidden."""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote

LEET = str.maketrans("013457@$!|", "oieastasil")
LOOKALIKES = str.maketrans("аеорсухіѕјһԁɡ", "aeopcyxisjhdg")  # Cyrillic for Latin
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){8,}")
_SPACED = re.compile(r"\b(?:\w[ .\-_*]){3,}\w\b")
_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|[nrt])")


def plain(text: str) -> str:
    """The text as it meets the eye: without what is invisible, in letters of one width and one script."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", html.unescape(text))
    text = unicodedata.normalize("NFKC", _untagged(text))
    return "".join(each for each in text if unicodedata.category(each) != "Cf").translate(LOOKALIKES)


def readings(text: str) -> Iterator[str]:
    """The text, and what comes out where it is decoded; the plain one first."""
    seen = plain(text)
    yield seen
    yield from _decoded(seen)
    yield codecs.decode(seen, "rot13")
    yield seen.translate(LEET)
    yield _SPACED.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), seen)
    yield unquote(seen)
    yield seen[::-1]


def words(text: str) -> list[str]:
    """Its words, in small letters, without what stands between them."""
    return re.findall(r"[^\W_]+", plain(text).casefold())


def _untagged(text: str) -> str:
    """Letters of the Unicode block for tags, which nobody sees, become those that they stand for."""
    return "".join(chr(ord(each) - 0xE0000) if 0xE0020 <= ord(each) <= 0xE007E else each for each in text)


def _decoded(text: str) -> Iterator[str]:
    for run in _BASE64.findall(text):
        bare = run.rstrip("=").translate(str.maketrans("-_", "+/"))
        yield from _readable(base64.b64decode, bare + "=" * (-len(bare) % 4))
    for run in _HEX.findall(text):
        yield from _readable(bytes.fromhex, run.replace(":", ""))


def _readable(decode: Callable[[str], bytes], run: str) -> Iterator[str]:
    try:
        text = decode(run).decode()
    except (binascii.Error, ValueError):
        return
    if text.isprintable() or "\n" in text:
        yield text

"""Ids that follow from content, so that reading the same sources again gives the same ids."""

import base64
import hashlib
import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
DIGITS = 10  # of base 32, 50 bits: one chance in 200,000 of any clash among 100,000 records


def make_id(prefix: str, *parts: str) -> str:
    """An id such as `m-4k7q2vxa9d`: the same parts always give the same id.

    `prefix` is one letter or a short word that says what the id stands for.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return f"{prefix}-{base64.b32encode(digest[:DIGITS]).decode('ascii').lower()[:DIGITS]}"


def fold(text: str) -> str:
    """`text` without case, accents, punctuation and doubled spaces: what two spellings of one name share."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    return " ".join(_WORD.findall(plain))

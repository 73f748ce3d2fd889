"""How names and sentences of others are fitted into a message: the filters of the templates, and the cleaning."""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

LONGEST_QUOTE = 240
# Left-to-right and right-to-left embeddings, overrides and isolates: they let a text read otherwise than it is.
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FIRST_PERSON = re.compile(r"\b(I|[Ww]e|[Oo]ur|[Mm]y)\b")
SENTENCE_END = re.compile(r"(?<=[^\W_]{3}[.!?]) +(?=[^\W\d_a-z])")


def without_tricks(text: str) -> str:
    """`text` without control characters, lone surrogates and direction overrides; line breaks stay, as `\\n`."""
    lines = re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text.replace("\t", " "))
    return "\n".join(
        "".join(sign for sign in line if unicodedata.category(sign) not in ("Cc", "Cs") and sign not in DIRECTION)
        for line in lines
    )


def one_line(text: str) -> str:
    """`text` without tricks, in one line, with single spaces."""
    return " ".join(without_tricks(text).split())


def tidy(text: str) -> str:
    """`text` with at most one empty line in a row, none at its ends, and a line break last."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def capped(text: str) -> str:
    """With a capital first: `in your mail` is In your mail."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """With a capital first and a full stop last."""
    text = text.strip()
    return capped(text) + ("" if not text or text[-1] in ".!?…" else ".")


def own_words(text: str) -> str:
    """`text` as a sentence; quoted where somebody speaks of themselves in it."""
    return f"In their own words: {quoted(text)}" if FIRST_PERSON.search(text) else sentence(text)


def first_sentence(text: str) -> str:
    """The first sentence of `text`."""
    return SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def quoted(text: str) -> str:
    """In double quotation marks, those inside made single, cut at a word where it is very long."""
    inner = re.sub('["“”„‟«»]', "'", text.strip().strip('"“”„‟«»').strip())
    return f"“{textwrap.shorten(inner, LONGEST_QUOTE, placeholder=' …')}”"


def short(who: Mapping[str, str]) -> str:
    """The first name, or the whole name where that is unknown."""
    return who["first_name"] or who["name"]


def full(who: Mapping[str, str], *, short: bool = False) -> str:
    """The name, or the first name, with the organisation: Jane Smith of Smith & Co."""
    name = (who["first_name"] if short else "") or who["name"]
    organisation = who["organisation"].rstrip(".")
    return f"{name} of {organisation}" if organisation and organisation.casefold() != name.casefold() else name


FILTERS: dict[str, Callable[..., Any]] = {
    "capped": capped,
    "first_sentence": first_sentence,
    "full": full,
    "own_words": own_words,
    "quoted": quoted,
    "sentence": sentence,
    "short": short,
}

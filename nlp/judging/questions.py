"""What every question to a language model has in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S")

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "…": "..."})
_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?```\s*\Z", re.S)
LONGEST_ANSWER = 20_000  # characters


class Unfit(ValueError):
    """An answer that cannot be used; the message says why, in words that the model understands."""


class Question(Protocol[T_co]):
    """One question. A question is a msgspec struct: it can be kept, and asked and answered later."""

    @property
    def about(self) -> str:
        """Which prompt asks it: "mentions", "reply" or "match"."""

    @property
    def ref(self) -> str:
        """How whoever asks knows what it is about, such as the id of a document; it is not shown."""

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON schema of its answer."""

    def shown(self) -> Mapping[str, object]:
        """What the prompt shows, as plain JSON values: all that a model gets to see of it."""

    def read(self, answer: str) -> T_co:
        """What an answer says. Raises Unfit where it breaks the schema or is not borne out by what was shown."""


class Judge(Protocol):
    """Has questions answered."""

    def ask(self, questions: Iterable[Question[S]]) -> Sequence[S | None]:
        """What each question's answer says, in order; None where there is none that can be used, or none yet.

        Each is asked as soon as it comes.
        """


def read_json(answer: str, form: type[S]) -> S:
    """An answer as the struct that it must be; a fence around it is taken off. Raises Unfit."""
    if len(answer) > LONGEST_ANSWER:
        raise Unfit(f"the answer is longer than {LONGEST_ANSWER:,} characters")
    fenced = _FENCE.match(answer)
    try:
        return msgspec.json.decode(fenced.group(1) if fenced else answer, type=form)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Unfit(f"the answer is not JSON of the given schema: {error}") from None


def schema_of(form: type, **enums: Sequence[str]) -> dict[str, object]:
    """The JSON schema of a struct, without references; `enums` narrow down properties of these names."""
    (top,), parts = msgspec.json.schema_components((form,), ref_template="#/$defs/{name}")
    plain: dict[str, object] = _plain(top, parts, enums)
    return plain


def _plain(node: Any, parts: Mapping[str, Any], enums: Mapping[str, Sequence[str]]) -> Any:
    if isinstance(node, list):
        return [_plain(each, parts, enums) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(parts[node["$ref"].rpartition("/")[2]], parts, enums)
    plain = {key: _plain(value, parts, enums) for key, value in node.items() if key not in ("title", "description")}
    for name, chosen in enums.items():
        if name in plain.get("properties", {}):
            plain["properties"][name] = {"type": "string", "enum": list(chosen)}
    return plain


def folded(text: str) -> str:
    """Text in which only the words count: one kind of quotes, dashes and spaces, and small letters."""
    return " ".join(text.translate(_PLAIN).lower().split())


def find_words(words: str, text: str) -> tuple[int, int] | None:
    """Where words stand in a text, word for word; quotes, dashes, spaces and case may differ. Offsets, end exclusive.

    None where they do not stand there, or begin or end within a word.
    """
    pattern = r"\s+".join(_loose(word) for word in folded(words).split())
    if not pattern:
        return None
    found = re.search(rf"(?<!\w){pattern}(?!\w)" if pattern[-1:].isalnum() else rf"(?<!\w){pattern}", text, re.I)
    return found.span() if found else None


_LOOSE = {"'": "['’‘]", '"': '["“”]', "-": "[-–—]"}


def _loose(word: str) -> str:
    return "".join(_LOOSE.get(letter, re.escape(letter)) for letter in word).replace(r"\.\.\.", r"(?:\.\.\.|…)")

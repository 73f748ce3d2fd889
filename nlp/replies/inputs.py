"""What the model sees of a reply: the stage and the question, then the words, as ids of word pieces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from nlp.encoder import SURROGATE

START, NOTHING, END = 0, 1, 2  # the encoder's own marks; between question and words END stands twice
LONGEST_QUESTION = 40  # word pieces
HEAD, TAIL = 88, 56  # of the words: what is said is said at one of the ends
CHARACTERS = 4_000
PICTURE = re.compile("[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]")
MODIFIER = re.compile("[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")  # of skin and style

Laid = tuple[list[int], list[int]]


def in_words(text: str) -> str:
    """`text` with its pictures named ("thumbs up sign") and without what no word piece can hold."""
    plain = SURROGATE.sub("\ufffd", MODIFIER.sub("", text))
    return PICTURE.sub(lambda found: f" {unicodedata.name(found.group(), '').lower()} ", plain)


class ReplyPieces:
    """Replies as ids of word pieces; `path` is a `tokenizer.json`."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def lay_out(self, stage: str, asked: str, words: str) -> Laid:
        """The ids of stage and question, then words, and which of the two each belongs to (0 or 1)."""
        before = self._ids(f"{stage}: {asked}" if asked else stage, LONGEST_QUESTION, 0)
        own = self._ids(words, HEAD, TAIL)
        ids = [START, *before, END, END, *own, END]
        return ids, [0] * (len(before) + 3) + [1] * (len(own) + 1)

    def _ids(self, text: str, head: int, tail: int) -> Sequence[int]:
        shown = text if len(text) <= 2 * CHARACTERS else f"{text[:CHARACTERS]} {text[-CHARACTERS:]}"
        ids: list[int] = self._tokenizer.encode(in_words(shown), add_special_tokens=False).ids
        return ids if len(ids) <= head + tail else [*ids[:head], *ids[len(ids) - tail :]]

"""Passages as the encoder learns them: pieces of a document with a verdict each."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nlp.encoder import WordPieces
from nlp.learning.passages import Passage, Verdict, judge, load_passages, to_text
from nlp.names import match_person
from nlp.text import Medium, Who
from nlp.utterances import find_utterances
from nlp.windows import SPEAKER, Piece, Window

ASIDE = 12  # one passage in so many is kept from learning, to calibrate with


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A passage as pieces, with one verdict a piece; those aside are kept from learning.

    `speaks` says of each piece whether its speaker is the holder of the mention in it; `names` holds, by label of
    a holder, the ids of the words to find it by.
    """

    passage: Passage
    medium: Medium
    pieces: tuple[Piece, ...]
    verdicts: tuple[Verdict, ...]
    speaks: tuple[bool, ...]
    names: Mapping[str, tuple[tuple[int, ...], ...]]
    aside: bool

    def find_holder(self, window: Window, index: int) -> list[int]:
        """The places in a window at which the holder of a mention is named; empty where it is not."""
        label = self.verdicts[index].mention
        assert label
        if self.speaks[index]:
            return [SPEAKER]
        laid = window.lay_out()[0]
        return sorted(
            {
                place
                for name in self.names[label["holder"]]
                for place in range(2, len(laid))
                if tuple(laid[place : place + len(name)]) == name
            }
        )


def load_examples(folder: Path, tokenizer: Path) -> list[Example]:
    """Every passage of a folder that has a sentence to read.

    Raises ValueError where a line is no passage.
    """
    word_pieces = WordPieces(tokenizer)
    examples = []
    for passage in load_passages(folder):
        text = to_text(passage)
        utterances = find_utterances(text)
        if utterances:
            spans = [(utterance.start, utterance.end) for utterance in utterances]
            verdicts = tuple(judge(text.body, spans, passage))
            examples.append(
                Example(
                    passage=passage,
                    medium=text.medium,
                    pieces=tuple(word_pieces.split(utterances)),
                    verdicts=verdicts,
                    speaks=tuple(
                        verdict.mention is not None
                        and not said.by_user
                        and _is(said.speaker, verdict.mention["holder"])
                        for said, verdict in zip(utterances, verdicts, strict=True)
                    ),
                    names={label["holder"]: _ways(label["holder"], word_pieces) for label in passage["mentions"]},
                    aside=set_aside(passage["id"]),
                )
            )
    return examples


def _ways(holder: str, word_pieces: WordPieces) -> tuple[tuple[int, ...], ...]:
    """The ids of a name in full, and of a proper name's first and last word and initials."""
    words = re.findall(r"[^\W\d_][\w'’.-]*", holder.partition("@")[0].replace(".", " ") if "@" in holder else holder)
    ways = [" ".join(words)]
    if "@" in holder or all(word[0].isupper() for word in words):
        ways += [words[0], words[-1]] if words else []
        ways += ["".join(word[0] for word in words).upper()] if 2 <= len(words) <= 3 else []
    elif words and words[0].lower() in ("my", "our", "his", "her", "their", "the", "a", "an"):
        ways.append(" ".join(words[1:]))
    return tuple({ids for ids in word_pieces.ids(ways) if ids})


def _is(speaker: Who, holder: str) -> bool:
    """Whether a speaker is the one whom a label names."""
    if speaker.address.lower() == holder.lower() or speaker.name.lower() == holder.lower():
        return True
    return bool(match_person(holder, [speaker])) if "@" not in holder else False


def set_aside(name: str) -> bool:
    """By a checksum of the id's scene, so that near twins ("victor-001a", "victor-001b") stay together."""
    return zlib.crc32(name.rstrip("abcdef").encode()) % ASIDE == 0

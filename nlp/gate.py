"""Keeps from the encoder what cannot hold a mention: first by plain signs, then by the glance of a small network.

`model/` holds what `make train` made: `glance.onnx`, two layers of 128, and `glance.json` with the least logit that
lets a sentence through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from nlp.context import Conversation
from nlp.encoder import SHIPPED, Floats, WordPieces, load_encoder, open_session, run_all
from nlp.laments import is_lament
from nlp.windows import Window, cut_windows

OUTRIGHT = re.compile(
    r"\bdo (?:you|either of you|any of you) (?:happen to )?know (?:of )?(?:an?|any\w*|some\w*|who)\b"
    r"|\bknow (?:of )?(?:any(?:one|body)|some(?:one|body)|a good|a decent)\b|\brecommend\b|\bin need of\b"
    r"|\b(?:looking|searching|on the hunt|on the lookout) for (?:an?|some\w*|any\w*)\b|\bwho do you use\b",
    re.I,
)
LEAST_WORDS = 3
LEAST_LETTERS = 0.5  # of the characters
MOST_SENTENCES = 4_000  # of one body that reach the encoder: the likeliest


def may_matter(sentence: str) -> bool:
    """Whether a sentence could hold a mention; what is too short or mostly digits and signs cannot."""
    if len(sentence.split(None, LEAST_WORDS)) < LEAST_WORDS:
        return False
    return sum(map(str.isalpha, sentence)) >= LEAST_LETTERS * len(sentence)


class Gate:
    """A small network that reads every window and says which sentences the encoder should judge.

    What asks outright, or laments, passes whatever the network makes of the company that it stands in.
    """

    def __init__(self, folder: Path, word_pieces: WordPieces, *, least: float | None = None) -> None:
        self._word_pieces = word_pieces
        self._session = open_session(folder / "glance.onnx")
        self.least: float = json.loads((folder / "glance.json").read_text("utf-8"))["least"] if least is None else least

    def narrow(
        self, conversations: Iterable[Conversation], triggers: Callable[[str], str] = lambda _: ""
    ) -> Iterator[Conversation]:
        """The same conversations, of whose wanted sentences only the promising ones are still wanted.

        A sentence in which `triggers` finds anything passes whatever the network makes of it.
        """
        for conversation, promises in self.glance(conversations):
            said = conversation.utterances
            chosen = [
                index
                for index, promise in promises.items()
                if promise >= self.least or _passes(said[index].words) or triggers(said[index].words)
            ]
            if len(chosen) > MOST_SENTENCES:
                chosen = sorted(chosen, key=lambda index: -promises[index])[:MOST_SENTENCES]
                left_out = f"only the {MOST_SENTENCES:,} sentences that could matter most are read"
                conversation = replace(conversation, unread="; ".join(filter(None, (conversation.unread, left_out))))
            yield replace(conversation, wanted=tuple(sorted(chosen)))

    def glance(self, conversations: Iterable[Conversation]) -> Iterator[tuple[Conversation, dict[int, float]]]:
        """Each conversation with the logit of every wanted sentence, by its index."""
        cut = [(conversation, self._windows(conversation)) for conversation in conversations]
        told = iter(run_all(self._session, [window for _, windows in cut for window in windows]))
        for conversation, windows in cut:
            promises: dict[int, float] = {}
            for window in windows:
                (logits,) = next(told)
                promises.update(_by_index(window, logits[0]))
            yield conversation, promises

    def _windows(self, conversation: Conversation) -> list[Window]:
        if not conversation.wanted:
            return []
        pieces = self._word_pieces.split(conversation.utterances)
        return cut_windows(conversation.medium, pieces, conversation.wanted)


def _passes(sentence: str) -> bool:
    return bool(OUTRIGHT.search(sentence)) or is_lament(sentence)


def _by_index(window: Window, logits: Floats) -> Iterator[tuple[int, float]]:
    return ((index, float(logits[index - window.first])) for index in window.judged)


@cache
def load_gate() -> Gate:
    """The gate that is shipped."""
    return Gate(SHIPPED, load_encoder().word_pieces)

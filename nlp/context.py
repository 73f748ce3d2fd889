"""What a pipeline component knows about a sentence, and what it leaves behind.

The pipeline sees one sentence a `Doc`, the judge an excerpt. The components read and write these attributes:

- `doc._.context`: a `Context`, the sentence's place in its document, set before the pipeline runs;
- `doc._.judgement`: the `Judgement` of the classifier;
- `doc._.holder`: who has the matter, a `Who`;
- `doc._.excerpt` and `doc._.verdicts`: the lines that a judge is asked about, and what it says of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from nlp.text import NOBODY, Medium, Who
from nlp.utterances import Utterance, words_around


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Conversation:
    """A document as its utterances, of whom `wanted` (indexes, ascending) are to be judged, and `foreign` not English.

    `skipped` says, for people, why none of them is wanted, `unread` which ones are not.
    """

    medium: Medium
    utterances: Sequence[Utterance]
    wanted: Sequence[int]
    foreign: frozenset[int] = frozenset()
    people: tuple[Who, ...] = ()
    user: tuple[str, ...] = ()
    skipped: str = ""
    unread: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """A sentence's place: the utterance with this index of a conversation."""

    conversation: Conversation
    index: int

    @property
    def utterance(self) -> Utterance:
        """The sentence itself, with its speaker."""
        return self.conversation.utterances[self.index]

    @property
    def before(self) -> str:
        """The two sentences before."""
        return words_around(self.conversation.utterances, self.index)[0]


def register_attributes() -> None:
    """Declare the attributes of `Doc`; may be called again."""
    if not Doc.has_extension("context"):
        Doc.set_extension("context", default=None)
        Doc.set_extension("judgement", default=None)
        Doc.set_extension("holder", default=NOBODY)
        Doc.set_extension("excerpt", default=None)
        Doc.set_extension("verdicts", default=None)

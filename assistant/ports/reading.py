"""Who reads documents, and what comes of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.domain.documents import Content
from assistant.domain.mentions import Mention
from assistant.domain.replies import Stage, Understood


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a reader made of one document: mentions without a person or prompt yet, or why nothing was looked for.

    `unread` says, for people, what of it was left out. `traps` are complaints and sensitive matters as (quote, reason):
    never prompts. `asked` counts the questions that a language model could answer, `answered` those that it did.
    """

    content: Content
    mentions: tuple[Mention, ...] = ()
    skipped: str = ""
    unread: str = ""
    traps: tuple[tuple[str, str], ...] = ()
    asked: int = 0
    answered: int = 0


class Reader(Protocol):
    """Finds mentions in documents."""

    @property
    def version(self) -> str:
        """Names the rules and models, so that what they found can be told apart later."""

    def read(self, contents: Iterable[Content]) -> Iterator[Read]:
        """One `Read` a document, in order; the documents are taken as they are needed."""


class ReplyReader(Protocol):
    """Understands what people answer."""

    @property
    def version(self) -> str:
        """Names the rules and models."""

    def understand(self, content: Content, *, stage: Stage, asked: str) -> Understood:
        """What a mail says to the question `asked`, a sentence of ours; only its new text counts."""


class OwnWords(Protocol):
    """Tells what the writer of a mail says now from what it quotes, and which day is meant; loads no model."""

    def of(self, content: Content) -> str:
        """The lines that its author has written, without the quoted mail, the signature and what a program adds."""

    def day(self, words: str, today: date) -> date | None:
        """The first day on which to ask again by words such as "next week", said today; None where none is named."""

"""Fakes of what reads and compares, for tests: they say what they were told to."""

from collections.abc import Iterable, Iterator, Mapping
from email.utils import parseaddr

from assistant.domain.documents import Content
from assistant.domain.mentions import Kind, Mention, mention_id
from assistant.domain.people import Participant
from assistant.domain.replies import Label, Stage, Understood
from assistant.ports import (
    Read,
)


class MemoryReader:
    """A `Reader` that follows a script: the line `Priya Nair <p@nair.example> | need | payroll | it takes us days`
    is a mention, with its confidence as a fifth part where that is not 1. All other lines are passed over.
    """

    version = "script 1"

    def read(self, contents: Iterable[Content]) -> Iterator[Read]:
        """One `Read` a document, in order."""
        for content in contents:
            lines = (line.split(" | ") for line in content.text.splitlines())
            scripted = [parts for parts in lines if len(parts) in (4, 5)]
            yield Read(content=content, mentions=tuple(_mention(content, *parts) for parts in scripted))


class MemoryReplyReader:
    """A `ReplyReader` that says what it was told to, by words of the mail, and keeps what it was shown.

    `script` is gone through in order; a mail in which none of its words stand is unclear.
    """

    version = "script 1"

    def __init__(self, script: Mapping[str, Understood] | None = None) -> None:
        self.script = dict(script or {})
        self.shown: list[tuple[str, Stage, str]] = []

    def understand(self, content: Content, *, stage: Stage, asked: str) -> Understood:
        """What is scripted for the first words that stand in the mail."""
        self.shown.append((content.document.id, stage, asked))
        nothing = Understood(label=Label.UNCLEAR, confidence=0.0)
        return next((understood for words, understood in self.script.items() if words in content.text), nothing)


def _mention(content: Content, holder: str, kind: str, category: str, quote: str, confidence: str = "1") -> Mention:
    name, address = parseaddr(holder)
    start = content.text.index(quote)
    return Mention(
        id=mention_id(content.document.id, quote),
        document_id=content.document.id,
        kind=Kind(kind),
        category=category,
        quote=quote,
        start=start,
        end=start + len(quote),
        holder=Participant(name=name, address=address) if "@" in address else Participant(name=holder),
        told_by=content.document.author,
        heard_at=content.document.when,
        confidence=float(confidence),
        found_by=MemoryReader.version,
    )

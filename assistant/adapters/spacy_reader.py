"""The reader of `nlp` behind the product's port: documents in, mentions of the domain out."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from importlib.resources import files
from itertools import tee

import nlp
from assistant.domain.documents import Content, Document
from assistant.domain.mentions import Kind, Mention, mention_id
from assistant.domain.people import Participant
from assistant.domain.topics import Topic
from assistant.errors import ReaderError
from assistant.ports import Read
from assistant.ports.judging import Judge


class SpacyReader:
    """Reads with the spaCy pipeline of `nlp`; loading it takes a second.

    `confidence` is the least that a mention must have, `user` holds the user's names and addresses. Not `zoned`, it
    reads bulk mail, quotes and signatures, too. `triggers` are words to listen for, with their topics. A `judge` is
    asked about what is worth a look, with names `hidden`, in documents of which `may_ask` says so. Raises ReaderError
    where the language model is not installed.
    """

    def __init__(
        self,
        *,
        model: str,
        confidence: float,
        user: Sequence[str],
        zoned: bool = True,
        triggers: Mapping[str, str] | None = None,
        judge: Judge | None = None,
        hidden: bool = True,
        may_ask: Callable[[Document], bool] = lambda _: True,
    ) -> None:
        self._may_ask = may_ask
        try:
            self._reader = nlp.load_reader(
                model, threshold=confidence, zoned=zoned, triggers=triggers or {}, judge=judge, hidden=hidden
            )
        except nlp.ModelMissing as error:
            raise ReaderError(str(error), hint="or name another one in the configuration: [reading] model") from None
        self._user = tuple(user)

    @property
    def version(self) -> str:
        """The version of the rules and models."""
        return self._reader.version

    def for_user(self, user: Sequence[str]) -> "SpacyReader":
        """The same reader for another user, at no cost."""
        twin = copy(self)
        twin._user = tuple(user)
        return twin

    def read(self, contents: Iterable[Content]) -> Iterator[Read]:
        """One `Read` a document, in order."""
        ours, theirs = tee(contents)
        for content, reading in zip(ours, self._reader.read_many(self._text(item) for item in theirs), strict=True):
            yield Read(
                content=content,
                mentions=tuple(mention_of(content.document, mention) for mention in reading.mentions),
                skipped=reading.skipped,
                unread=reading.unread,
                traps=tuple((trap.quote, trap.reason) for trap in reading.traps),
                asked=reading.asked,
                answered=reading.answered,
            )

    def _text(self, content: Content) -> nlp.Text:
        document = content.document
        return nlp.Text(
            body=content.text,
            medium=nlp.Medium(document.medium),
            title=document.title,
            author=_who(document.author),
            listeners=tuple(_who(listener) for listener in document.listeners),
            user=self._user,
            headers=content.headers,
            when=document.when,
            closed=not self._may_ask(document),
            ref=document.id,
        )


def gate_curve() -> Sequence[tuple[float, float]]:
    """For each recall that the reader's gate could be set to, the share of all sentences it lets through."""
    return nlp.load_gate_curve()


def least_confidence(precision: float) -> float:
    """The confidence that mentions need for this share of them to be right, as measured when the reader was made."""
    return nlp.load_calibration().threshold(precision)


def topics() -> Mapping[str, Topic]:
    """The topics that a mention can be about, by id."""
    with (files(nlp) / "topics.tsv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: Topic(**row) for row in rows}


def mention_of(document: Document, mention: nlp.Mention) -> Mention:
    """A mention of `nlp` as one of a document."""
    return Mention(
        id=mention_id(document.id, mention.quote),
        document_id=document.id,
        kind=Kind(mention.kind),
        category=mention.category,
        quote=mention.quote,
        start=mention.start,
        end=mention.end,
        holder=Participant(name=mention.holder.name, address=mention.holder.address),
        told_by=Participant(name=mention.told_by.name, address=mention.told_by.address),
        heard_at=document.when,
        confidence=mention.confidence,
        found_by=mention.found_by,
    )


def _who(participant: Participant) -> nlp.Who:
    return nlp.Who(name=participant.name, address=participant.address)

"""Readers, and what they read, for commands that keep nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.config import Reading
from assistant.domain.documents import Content, Document
from assistant.domain.playbooks import triggers_of
from assistant.domain.topics import Topic
from assistant.ports import Failed, PeopleSource, Reader, ReplyReader
from assistant.ports.playbooks import PlaybookShelf

if TYPE_CHECKING:
    from assistant.domain.reply_scoring import LabelledReply
    from assistant.domain.scoring import Labelled
    from assistant.ports.judging import Judge


def load_reader(reading: Reading, user: Sequence[str], *, playbooks: Path | None = None) -> Reader:
    """The reader, with the names and addresses that stand for the user, and the folder of their own playbooks."""
    return load_readers(reading, playbooks=playbooks)(user)


def load_readers(
    reading: Reading,
    *,
    loose: bool = False,
    zoned: bool = True,
    playbooks: Path | None = None,
    judge: "Judge | None" = None,
    hidden: bool = True,
    may_ask: Callable[[Document], bool] = lambda _: True,
) -> Callable[[Sequence[str]], Reader]:
    """The reader, loaded once, for users who are named later by their names and addresses.

    The `loose` one leaves out nothing that it takes for a mention, however unsure; one that is not `zoned` reads bulk
    mail, quotes and signatures as well. It listens for the triggers of the playbooks, those in a folder over ours. A
    `judge` is asked about what is worth a look, with names `hidden`, in documents of which `may_ask` says so.
    """
    from assistant.adapters.spacy_reader import SpacyReader

    confidence = 0.0 if loose else least_confidence(reading)
    triggers = triggers_of(playbook_shelf(playbooks).all())
    reader = SpacyReader(
        model=reading.model,
        confidence=confidence,
        user=(),
        zoned=zoned,
        triggers=triggers,
        judge=judge,
        hidden=hidden,
        may_ask=may_ask,
    )
    return reader.for_user


def playbook_shelf(own: Path | None) -> PlaybookShelf:
    """The playbooks that come with the assistant, and those in a folder over them."""
    from assistant.adapters.files.playbooks import PlaybookFolder

    return PlaybookFolder(own or Path("no-playbooks-of-their-own"), load_topics())


def least_confidence(reading: Reading) -> float:
    """The confidence that a mention needs for the configured share of all of them to be right."""
    from assistant.adapters.spacy_reader import least_confidence

    return least_confidence(reading.precision)


def gate_curve() -> Sequence[tuple[float, float]]:
    """For each recall that the reader's gate could be set to, the share of all sentences it lets through."""
    from assistant.adapters.spacy_reader import gate_curve

    return gate_curve()


def labelled_folder(folder: Path) -> "list[Labelled]":
    """Documents with labels, to measure the reader on. Raises SourceError."""
    from assistant.adapters.files.labelled import read_labels

    return read_labels(folder)


def load_reply_reader(user: Sequence[str], *, judge: "Judge | None" = None, hidden: bool = True) -> ReplyReader:
    """The reader of replies, with the names and addresses that stand for the user, and a `judge` beside it."""
    from assistant.adapters.reply_reader import ModelReplyReader

    trained = ModelReplyReader(user=user)
    if judge is None:
        return trained
    from assistant.adapters.judging.replies import JudgedReplyReader

    return JudgedReplyReader(trained, judge, user=tuple(user), hidden=hidden)


def labelled_replies(folder: Path) -> "list[LabelledReply]":
    """Answers with labels, to measure the reader of replies on. Raises SourceError."""
    from assistant.adapters.files.labelled_replies import read_reply_labels

    return read_reply_labels(folder)


def load_topics() -> Mapping[str, Topic]:
    """The topics, by id; spaCy is not imported."""
    from assistant.adapters.spacy_reader import topics

    return topics()


def people_source(name: str, path: Path) -> PeopleSource:
    """A contacts file that is not configured: vCard, CSV or LinkedIn's export, told by its content."""
    from assistant.adapters.files.people import ContactsFile

    return ContactsFile(name=name, path=path)


def contents_of(path: Path, zone: ZoneInfo) -> Iterator[Content | Failed]:
    """Every document in a file or folder of any supported kind."""
    from assistant.adapters.files.reading import contents_of

    return contents_of(path, zone=zone)

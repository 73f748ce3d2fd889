"""The judge as a spaCy component, after the trained reader: what it says of the lines that are worth a look.

It sees a `Doc` of the lines of one excerpt. Where names are hidden, a recogniser of names before it has set `doc.ents`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from spacy.language import Language
from spacy.tokens import Doc

from nlp.context import register_attributes
from nlp.judging.excerpts import Excerpt
from nlp.judging.questions import Judge
from nlp.judging.wariness import speaks_to_a_machine

NAME, NAMED = "followup_judge", "PERSON"


@Language.factory(NAME, requires=["doc._.excerpt"], assigns=["doc._.verdicts"])
def make_judge(nlp: Language, name: str) -> JudgeComponent:
    """The component under its registered name; it asks nobody before it is given a judge."""
    register_attributes()
    return JudgeComponent()


class JudgeComponent:
    """Asks about excerpts, all of a batch at once; what cannot be answered has no verdicts (None)."""

    def __init__(self) -> None:
        self.judge: Judge | None = None

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """The same excerpts in the same order, with what was answered; each is asked about as soon as it comes."""
        docs: list[Doc] = []
        asked: list[Doc] = []

        def questions() -> Iterator[Excerpt]:
            for doc in stream:
                docs.append(doc)
                if self.judge and not speaks_to_a_machine(doc._.excerpt.words()):
                    asked.append(doc)
                    yield _hidden(doc)

        answers = self.judge.ask(questions()) if self.judge else list(questions())
        for doc, answer in zip(asked, answers, strict=True):
            doc._.verdicts = answer
        yield from docs


def _hidden(doc: Doc) -> Excerpt:
    """The excerpt, with the names that were recognised."""
    excerpt: Excerpt = doc._.excerpt
    if not excerpt.hidden:
        return excerpt
    names = dict.fromkeys(entity.text.strip() for entity in doc.ents if entity.label_ == NAMED)
    return msgspec.structs.replace(excerpt, others=tuple(name for name in names if name))

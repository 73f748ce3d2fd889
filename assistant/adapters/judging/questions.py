"""The questions of `nlp.judging` behind the product's port: kept as text, and their answers as mentions."""

from dataclasses import replace

import msgspec

from assistant.adapters.judging.replies import understood
from assistant.adapters.spacy_reader import mention_of
from assistant.domain.documents import Document
from assistant.domain.judging import Asked
from assistant.domain.mentions import Mention, around
from assistant.domain.replies import Understood
from assistant.ports.judging import Question
from nlp.encoder import TOLD
from nlp.judging import Excerpt, ReplyQuestion, Verdict, load_question
from nlp.judging.second import mention_from


class JudgedQuestions:
    """Keeps and loads questions; loads no model."""

    def kept(self, question: Question[object]) -> str:
        """A question as JSON."""
        return msgspec.json.encode(question).decode()

    def load(self, asked: Asked) -> Question[object]:
        """A question as it was kept. Raises ValueError where it is none."""
        return load_question(asked.about, asked.question.encode())

    def mentions(self, question: Question[object], answer: str, document: Document) -> tuple[list[Mention], set[str]]:
        """The mentions that an answer finds in a document, and whether it tells of complaints or sensitive matters.

        Raises ValueError.
        """
        assert isinstance(question, Excerpt)
        verdicts = question.read(answer)
        found = [_placed(question, each, document) for each in verdicts if not each.reason]
        return found, {each.reason for each in verdicts if each.reason in TOLD}

    def understood(self, question: Question[object], answer: str) -> Understood:
        """What an answer says of a reply. Raises ValueError."""
        assert isinstance(question, ReplyQuestion)
        return understood(question.read(answer))

    def settles(self, question: Question[object], answer: str, mention: Mention) -> bool:
        """Whether a mention that was found before stands or falls with an answer. Raises ValueError."""
        assert isinstance(question, Excerpt)
        return question.settles(mention.start, mention.end, question.read(answer))


def _placed(excerpt: Excerpt, verdict: Verdict, document: Document) -> Mention:
    """A mention with the lines before and after it, as far as they were asked about."""
    before = [line.words for line in excerpt.lines if line.end <= verdict.start][-1:]
    after = [line.words for line in excerpt.lines if line.start >= verdict.end][:1]
    quote = excerpt.quoted(verdict)
    start = sum(len(words) + 1 for words in before)
    told = around("\n".join((*before, quote, *after)), start, start + len(quote))
    return replace(mention_of(document, mention_from(verdict, quote)), before=told[0], after=told[1])

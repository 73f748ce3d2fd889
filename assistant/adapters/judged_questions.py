"""The questions of `nlp.judging` behind the product's port: kept as text, and their answers as mentions."""

import msgspec

from assistant.adapters.spacy_reader import mention_of
from assistant.domain.documents import Document
from assistant.domain.judging import Asked
from assistant.domain.mentions import Mention
from assistant.ports.judging import Question
from nlp.judging import Excerpt, load_question
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
        """The mentions that an answer finds in a document, and the reasons of what is none. Raises ValueError."""
        assert isinstance(question, Excerpt)
        verdicts = question.read(answer)
        found = [
            mention_of(document, mention_from(each, question.quoted(each))) for each in verdicts if not each.reason
        ]
        return found, {each.reason for each in verdicts if each.reason}

    def covers(self, question: Question[object], mention: Mention) -> bool:
        """Whether a mention lies in the lines that were asked about."""
        assert isinstance(question, Excerpt)
        return any(line.start < mention.end and mention.start < line.end for line in question.lines)

"""Replies with a second opinion: the trained reader first, then a language model's word beside it."""

import nlp
from assistant.adapters.reply_reader import text_of
from assistant.domain.documents import Content
from assistant.domain.judging import weighed
from assistant.domain.replies import Label, Stage, Understood
from assistant.ports import ReplyReader
from assistant.ports.judging import Judge
from nlp.judging import ReplyQuestion, Understanding
from nlp.judging.wariness import speaks_to_a_machine
from nlp.names import find_names
from nlp.replies.automatic import is_automatic
from nlp.replies.letter import open_letter


class JudgedReplyReader:
    """Asks a judge about every answer that no machine wrote; what it cannot answer is left to the trained reader."""

    def __init__(self, trained: ReplyReader, judge: Judge, *, user: tuple[str, ...], hidden: bool = True) -> None:
        self._trained = trained
        self._judge = judge
        self._user = user
        self._hidden = hidden

    @property
    def version(self) -> str:
        """The version of the trained reader."""
        return self._trained.version

    def understand(self, content: Content, *, stage: Stage, asked: str) -> Understood:
        """What a mail says to the question `asked`, weighed between both."""
        trained = self._trained.understand(content, stage=stage, asked=asked)
        question = self._question(content, stage, asked)
        if question is None:
            return trained
        (judged,) = self._judge.ask([question])
        return weighed(trained, understood(judged)) if judged else trained

    def _question(self, content: Content, stage: Stage, asked: str) -> ReplyQuestion | None:
        text = text_of(content, self._user)
        letter = open_letter(text)
        asked = asked or letter.question
        if is_automatic(text) or not letter.words.strip() or speaks_to_a_machine(letter.words):
            return None
        named = (nlp.Who(name=name) for name, _ in find_names(letter.words) if " " in name)
        people = dict.fromkeys(who for who in (text.author, *named, *text.listeners) if who)
        return ReplyQuestion(
            stage=stage.value,
            asked=asked,
            words=letter.words,
            when=content.document.when.date().isoformat(),
            people=tuple(people),
            user=self._user,
            hidden=self._hidden,
            ref=content.document.id,
        )


def understood(judged: Understanding) -> Understood:
    """A model's word in the product's terms; how sure it is, is not known."""
    return Understood(
        label=Label(judged.label.value),
        confidence=1.0,
        quote=judged.quote,
        until=judged.until,
        hand_off=judged.hand_off,
    )

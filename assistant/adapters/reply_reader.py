"""The reader of replies of `nlp` behind the product's port: a mail in, what it was understood to say out."""

from collections.abc import Sequence

import nlp
from assistant.domain.documents import Content
from assistant.domain.replies import Label, Stage, Understood
from nlp.replies import load_reply_reader


class ModelReplyReader:
    """Understands with the rules and the model of `nlp.replies`; `user` holds the user's names and addresses."""

    def __init__(self, *, user: Sequence[str]) -> None:
        self._reader = load_reply_reader()
        self._user = tuple(user)

    @property
    def version(self) -> str:
        """The version of the rules and the model."""
        return self._reader.version

    def understand(self, content: Content, *, stage: Stage, asked: str) -> Understood:
        """What a mail says to the question `asked`; where that is empty, to the one that it quotes."""
        answer = self._reader.understand(text_of(content, self._user), stage=stage.value, asked=asked)
        return Understood(
            label=Label(answer.label.value),
            confidence=answer.confidence,
            quote=answer.quote,
            until=answer.until,
            hand_off=answer.hand_off,
        )


def text_of(content: Content, user: Sequence[str]) -> nlp.Text:
    """A mail as `nlp` reads it."""
    document = content.document
    return nlp.Text(
        body=content.text,
        medium=nlp.Medium.EMAIL,
        title=document.title,
        author=nlp.Who(name=document.author.name, address=document.author.address),
        listeners=tuple(nlp.Who(name=each.name, address=each.address) for each in document.listeners),
        user=tuple(user),
        headers=content.headers,
        when=document.when,
    )

"""Mails that answer our messages, or seem to; what they say is told beside them, so that no reader guesses here."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from assistant.domain.documents import Content, Document, Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant
from assistant.domain.replies import Label, Stage, Understood


class Way(Enum):
    """How a mail hangs together with a message of ours."""

    ANSWER = "it names our message as the one that it answers"
    THREAD = "it names our message among others, under another subject"
    BOUNCE = "it carries our message's marker"
    SUBJECT = "it has our subject, and nothing else"


class Hand(Enum):
    """Who wrote it."""

    ADDRESSEE = "whom we had written to"
    ELSEWHERE = "the same, from another address of theirs"
    COLLEAGUE = "somebody of the same firm"
    OTHER_SIDE = "the other side"
    STRANGER = "somebody"
    MACHINE = "a mail server"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail to `draft`, from `author`; `openly` to the other side as well. `turn` is how often its matter had been
    taken up when it was written.
    """

    number: int
    draft: Draft
    way: Way
    hand: Hand
    author: Participant
    at: datetime
    says: Understood
    turn: int
    also_to: tuple[Participant, ...] = ()

    @property
    def content(self) -> Content:
        """The mail as a source gives it."""
        subject = self.draft.own_subject or self.draft.subject
        sent_id = self.draft.sent_id or f"<{self.draft.id}.{'0' * 16}@marsh.example>"
        by_id = self.way in (Way.ANSWER, Way.THREAD)
        marker = f"\n\nX-Followup-Draft: {self.draft.id}\n" if self.way is Way.BOUNCE else ""
        document = Document(
            id=f"doc-mail-{self.number}",
            source="test",
            locator=f"mail {self.number}",
            medium=Medium.EMAIL,
            when=self.at,
            digest=str(self.number),
            title="Something else" if self.way is Way.THREAD else f"Re: {subject}",
            author=self.author,
            listeners=(Participant(address="helen@marsh.example"), *self.also_to),
            message_id=f"<mail-{self.number}@elsewhere.example>",
            in_reply_to={Way.ANSWER: sent_id, Way.THREAD: "<another@elsewhere.example>"}.get(self.way, ""),
            references=(sent_id,) if by_id else (),
        )
        return Content(document=document, text=f"{document.title}\n\nWhat they say.{marker}")

    @property
    def is_theirs(self) -> bool:
        """Whether somebody wrote it to whom our message went; the joint message went to both."""
        joint = self.hand is Hand.OTHER_SIDE and self.draft.kind is DraftKind.JOINT
        return joint or self.hand in (Hand.ADDRESSEE, Hand.ELSEWHERE)

    @property
    def is_sure(self) -> bool:
        """Whether it was understood surely enough: a yes waits for others to agree, anything else moves on at once."""
        return self.says.confidence >= (0.75 if self.says.label is Label.YES else 0.9)

    @property
    def is_clear(self) -> bool:
        """Whether nobody could doubt who answers what, and that they mean it."""
        return self.way is Way.ANSWER and self.is_theirs and self.is_sure and not self.also_to


@dataclass
class Script:
    """A `ReplyReader` that says of each mail what it was told."""

    version = "script"
    says: dict[str, Understood] = field(default_factory=dict)

    def understand(self, content: Content, *, stage: Stage, asked: str) -> Understood:
        return self.says[content.document.id]


def said(label: Label, confidence: float = 0.99, **more: object) -> Understood:
    """What a mail says, with its words."""
    return replace(Understood(label=label, confidence=confidence, quote="as they put it"), **more)  # type: ignore[arg-type]

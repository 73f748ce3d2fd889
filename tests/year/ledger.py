"""The truth of the year: what people meant, and what the user approved, said and did. The assistant never sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from assistant.domain.consents import Answer, Side
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Introduction
from assistant.domain.prompts import PromptState
from assistant.domain.replies import Label, Stage
from tests.year.gatherings import Breakfast, Evening
from tests.year.passages import Mail
from tests.year.people import Someone
from tests.year.received import Received


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a message of the user's was about; `kind` is that of the ask which a reminder reminds of."""

    draft_id: str
    introduction_id: str
    seeker_id: str
    category: str
    kind: DraftKind
    side: Side
    provider_id: str
    stage: Stage

    @property
    def key(self) -> tuple[str, Side, DraftKind, str]:
        """The question that it puts."""
        return self.introduction_id, self.side, self.kind, self.provider_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A mail with what it means. `how` is in which way it came; one that was `read` reached the mailbox."""

    message_id: str
    at: datetime
    who: Someone
    asked: Asked
    label: Label
    also: frozenset[Label] = frozenset()
    how: str = "answer"
    written_from: str = ""

    def means(self, label: Label) -> bool:
        """Whether a careful reader could take it so."""
        return label is self.label or label in self.also


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """What the user recorded, of an answer that came by telephone or that they read themselves."""

    introduction_id: str
    side: Side
    answer: Answer
    provider_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """A text that the user has approved, with the introduction as it was then."""

    draft: Draft
    introduction: Introduction
    at: datetime


@dataclass
class Ledger:
    """Everything that is true."""

    mails: dict[str, Mail] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    approved: dict[str, Approved] = field(default_factory=dict)
    own_texts: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    questions: dict[str, bool] = field(default_factory=dict)
    undone: int = 0
    received: list[Received] = field(default_factory=list)
    answered: dict[str, tuple[datetime, PromptState]] = field(default_factory=dict)
    """The last answer to each question."""

    requested: set[str] = field(default_factory=set)
    """The questions about something that was asked for outright."""

    heard: dict[str, datetime] = field(default_factory=dict)
    """When what each question is about was first written."""

    aside: set[str] = field(default_factory=set)
    """The messages that the user put aside, or could make nothing of any more."""

    laid: set[str] = field(default_factory=set)
    """The drafts that were seen to lie in the mailbox."""

    cards: list[tuple[datetime, str]] = field(default_factory=list)
    """When the user wrote and posted each card, and to what address of the mailbox its reader has."""

    written: list[tuple[datetime, str]] = field(default_factory=list)
    """When the user wrote to each address."""

    evenings: list[Evening] = field(default_factory=list)
    """The events that the user told about."""

    breakfasts: list[Breakfast] = field(default_factory=list)
    """The meetings of the group that the user noted."""

    sent: dict[str, datetime] = field(default_factory=dict)
    """When the user sent each draft, changed or not."""

    deleted: dict[str, datetime] = field(default_factory=dict)
    """The drafts that the user deleted in the mailbox."""

    def answers(self, asked: Asked, until: datetime) -> list[tuple[datetime, Label]]:
        """What that side has said to a question up to a moment, in order; a word of the user's is a yes or a no."""
        told = [(said.at, said.label) for said in self.said.values() if said.asked.key == asked.key]
        told += [
            (word.at, Label.YES if word.answer is Answer.YES else Label.NO)
            for word in self.words
            if (word.introduction_id, word.side) == (asked.introduction_id, asked.side)
            and word.provider_id == asked.provider_id
        ]
        return sorted(each for each in told if each[0] <= until)

    def let_go(self, introduction_id: str, side: Side, provider_id: str = "") -> int:
        """How often the user approved word to one side that it goes no further."""
        told = [each.draft for each in self.approved.values() if each.draft.kind is DraftKind.SOFT_NO]
        about = (introduction_id, side, provider_id)
        return sum((draft.introduction_id, draft.side, draft.provider_id) == about for draft in told)

    def agreed(self, introduction_id: str, kind: DraftKind, provider_id: str, until: datetime) -> bool:
        """Whether somebody had truly said yes to such a question by then."""
        side = Side.PROVIDER if kind is DraftKind.ASK_PROVIDER else Side.SEEKER
        by_mail = any(
            said.means(Label.YES) and said.at <= until and said.asked.key == (introduction_id, side, kind, provider_id)
            for said in self.said.values()
        )
        return by_mail or any(
            (word.introduction_id, word.side, word.answer, word.provider_id)
            == (introduction_id, side, Answer.YES, provider_id)
            and word.at <= until
            for word in self.words
        )

"""Prompts: "would they like help with that?", asked of the user, once a matter."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.domain.ids import make_id
from assistant.domain.mentions import Kind, Mention
from assistant.domain.time import aware
from assistant.errors import TransitionError

SAME_MATTER = timedelta(days=90)  # the same person and category within this time is the same matter, told again


class PromptState(StrEnum):
    """Where the question stands."""

    OPEN = "open"
    LATER = "later"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """One matter of one person, with every mention of it, the first one first."""

    id: str
    person_id: str
    category: str
    kind: Kind
    mention_ids: tuple[str, ...]
    first_heard: datetime
    last_heard: datetime
    state: PromptState = PromptState.OPEN
    until: date | None = None
    answered_at: datetime | None = None
    introduction_id: str = ""

    def __post_init__(self) -> None:
        aware(self.first_heard)
        aware(self.last_heard)

    @classmethod
    def about(cls, mention: Mention) -> "Prompt":
        """The question that `mention` raises. Its id follows from the mention."""
        return cls(
            id=make_id("p", mention.id),
            person_id=mention.person_id,
            category=mention.category,
            kind=mention.kind,
            mention_ids=(mention.id,),
            first_heard=mention.heard_at,
            last_heard=mention.heard_at,
        )

    def covers(self, mention: Mention) -> bool:
        """Whether `mention` tells the same matter again."""
        return (
            self.person_id == mention.person_id
            and self.category == mention.category
            and self.first_heard - SAME_MATTER <= mention.heard_at <= self.last_heard + SAME_MATTER
        )

    def told_again(self, mention: Mention) -> "Prompt":
        """The prompt with one more mention. An answer that was given stays given."""
        if mention.id in self.mention_ids:
            return self
        return replace(
            self,
            mention_ids=(*self.mention_ids, mention.id),
            first_heard=min(self.first_heard, mention.heard_at),
            last_heard=max(self.last_heard, mention.heard_at),
            kind=Kind.REQUEST if mention.kind is Kind.REQUEST else self.kind,
        )

    def without(self, mention_id: str) -> "Prompt | None":
        """The prompt after a mention was withdrawn; None where it was the only one and nobody has answered."""
        left = tuple(known for known in self.mention_ids if known != mention_id)
        if left:
            return replace(self, mention_ids=left)
        return None if self.is_unanswered else self

    @property
    def is_unanswered(self) -> bool:
        """Whether the user has yet to say yes or no."""
        return self.state in (PromptState.OPEN, PromptState.LATER)

    def waits(self, today: date) -> bool:
        """Whether the question is before the user on this day."""
        return self.state is PromptState.OPEN or (
            self.state is PromptState.LATER and self.until is not None and self.until <= today
        )

    def answered(self, state: PromptState, *, at: datetime, until: date | None = None) -> "Prompt":
        """The prompt with the user's answer.

        Raises TransitionError for a prompt whose introduction is under way, and for "later" without a date to come.
        """
        if self.introduction_id:
            raise TransitionError(
                f"{self.id} was answered already and its introduction is under way",
                hint=f"assistant intros show {self.introduction_id}",
            )
        if state is PromptState.LATER and (until is None or until <= at.date()):
            raise TransitionError("'later' needs a day that is still to come", hint="--until 2026-12-31")
        return replace(self, state=state, answered_at=aware(at), until=until if state is PromptState.LATER else None)

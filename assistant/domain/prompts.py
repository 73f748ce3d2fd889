"""Prompts: "would they like help with that?", asked of the user, once a matter."""

from collections.abc import Sequence
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
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """One matter of one person, with every mention of it, the first one first.

    `apart` is one mention that was called wrong while others tell of the same matter, or that was made of a wish: it
    covers nothing else.
    """

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
    apart: bool = False

    def __post_init__(self) -> None:
        aware(self.first_heard)
        aware(self.last_heard)

    @classmethod
    def about(cls, mention: Mention) -> "Prompt":
        """The question that `mention` raises. Its id follows from the mention, and from whose matter it is."""
        return cls(
            id=make_id("p", mention.id, mention.person_id, mention.category),
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
            not self.apart
            and self.person_id == mention.person_id
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

    def told_by(self, mentions: Sequence[Mention]) -> "Prompt":
        """The prompt as these mentions, at least one, tell it: after one was changed or withdrawn."""
        return replace(
            self,
            mention_ids=tuple(mention.id for mention in mentions),
            first_heard=min(mention.heard_at for mention in mentions),
            last_heard=max(mention.heard_at for mention in mentions),
            kind=Kind.REQUEST if any(mention.kind is Kind.REQUEST for mention in mentions) else mentions[0].kind,
        )

    def waits(self, today: date) -> bool:
        """Whether the question is before the user on this day."""
        return self.state is PromptState.OPEN or (
            self.state is PromptState.LATER and self.until is not None and self.until <= today
        )

    def answered(self, state: PromptState, *, at: datetime, until: date | None = None) -> "Prompt":
        """The prompt with the user's answer.

        Raises TransitionError for a prompt whose introduction is under way, and for "later" without a date to come.
        """
        self._not_under_way()
        if state is PromptState.LATER and (until is None or until <= at.date()):
            raise TransitionError("'later' needs a day that is still to come", hint="--until 2026-12-31")
        return replace(self, state=state, answered_at=aware(at), until=until if state is PromptState.LATER else None)

    def reopened(self) -> "Prompt":
        """The prompt without its answer. Raises TransitionError for one whose introduction is under way."""
        self._not_under_way()
        return replace(self, state=PromptState.OPEN, answered_at=None, until=None)

    def _not_under_way(self) -> None:
        if self.introduction_id:
            raise TransitionError(
                f"{self.id} was answered with yes already; its introduction tells what came of it",
                hint=f"assistant intros show {self.introduction_id}",
            )

"""Replies: what somebody answered to a message of ours, and what is to be made of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.consents import Side
from assistant.domain.people import Participant
from assistant.domain.time import aware


class Stage(StrEnum):
    """What had been asked."""

    SEEKER = "seeker"  # is help wanted, or this provider?
    PROVIDER = "provider"  # are you open to it?
    INTRODUCED = "introduced"  # the joint message: nothing was asked
    OUTCOME = "outcome"  # did you meet, did it help?


class Label(StrEnum):
    """What a reply says."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    CONDITIONAL = "conditional"
    TELL_ME_MORE = "tell_me_more"
    HAND_OFF = "hand_off"
    ALREADY_SOLVED = "already_solved"
    UNCLEAR = "unclear"
    UNRELATED = "unrelated"
    THANKS = "thanks"
    MET = "met"
    WON = "won"
    LOST = "lost"
    STOP = "stop"
    AUTO = "auto"


SAID: dict[Label, str] = {
    Label.YES: "yes",
    Label.NO: "no",
    Label.LATER: "later",
    Label.CONDITIONAL: "yes, on a condition",
    Label.TELL_ME_MORE: "tell me more",
    Label.HAND_OFF: "somebody else should be asked",
    Label.ALREADY_SOLVED: "it is solved already",
    Label.UNCLEAR: "something unclear",
    Label.UNRELATED: "something about another matter",
    Label.THANKS: "thank you",
    Label.MET: "they have talked",
    Label.WON: "it helped",
    Label.LOST: "nothing came of it",
    Label.STOP: "please do not ask again",
    Label.AUTO: "an automatic answer",
}
"""What a reply was taken for, as the user reads it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """What a reply was understood to say.

    `confidence` is the probability that the label is right; a yes is only called so where a wrong one is all but
    excluded. `quote` is the sentence that says it, `until` the day from which to ask again, `hand_off` who should be
    asked instead: an address, else a name, else empty.
    """

    label: Label
    confidence: float
    quote: str = ""
    until: date | None = None
    hand_off: str = ""


class Found(StrEnum):
    """What tells that a mail is a reply, the surest first."""

    ANSWER = "it answers your message"
    THREAD = "it stands in the conversation of your message"
    MARKER = "it holds your message"
    PERSON = "its writer was asked, and it has the same subject"


class ReplyState(StrEnum):
    """What has become of a reply."""

    TAKEN = "taken"  # the introduction went on by it, or it was noted
    WAITS = "waits"  # for the user
    SETTLED = "settled"  # by the user
    NOTHING = "nothing"  # is to be done


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """A mail that answers one of our messages, without its text.

    `why` says why it waits for the user, or that nothing is to be done; `taken_at` when the introduction went on by it.
    """

    id: str
    introduction_id: str
    draft_id: str
    document_id: str
    message_id: str
    who: Participant
    side: Side
    stage: Stage
    at: datetime
    label: Label
    confidence: float
    found: Found
    quote: str = ""
    until: date | None = None
    hand_off: str = ""
    state: ReplyState = ReplyState.WAITS
    why: str = ""
    taken_at: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.at)

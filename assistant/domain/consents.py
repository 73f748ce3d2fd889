"""Consents: who said yes or no to what, and what proves it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.time import aware
from assistant.errors import ConsentError


class Side(StrEnum):
    """The two people an introduction is about."""

    SEEKER = "seeker"
    PROVIDER = "provider"


class Answer(StrEnum):
    """What somebody said to an ask."""

    YES = "yes"
    NO = "no"


class Proof(StrEnum):
    """What proves a consent."""

    MESSAGE = "message"  # a message of theirs, with its id
    MENTION = "mention"  # they asked in the document that was read
    USER_WORD = "user_word"  # the user says so, after a call or a talk
    STANDING = "standing"  # they told the user once that they need not be asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """Who answered what, when, and what proves it.

    `confidence` is how sure it is that the words say so, 1 where a person read them. `provider_id` is the provider the
    answer is about: empty while nobody is named.
    """

    side: Side
    answer: Answer
    at: datetime
    proof: Proof
    quote: str = ""
    message_id: str = ""
    provider_id: str = ""
    confidence: float = 1.0

    def __post_init__(self) -> None:
        aware(self.at)
        if self.proof is Proof.MESSAGE and not self.message_id:
            raise ConsentError("a consent by message needs the message's id")
        if self.proof is Proof.MENTION and not self.quote:
            raise ConsentError("a consent by mention needs the words")

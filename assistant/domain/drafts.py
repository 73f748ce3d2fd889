"""Drafts: messages that wait for the user's approval of exactly that text.

    WAITING ─approve─► APPROVED ─deliver─► DELIVERED ─the user sends it───► SENT
       │ ▲                │ edit: back to WAITING   └─the user deletes it─► DELETED
       ▼ └────────────────┘
    DISCARDED

APPROVED is the outbox: it is stored before the drafts folder is touched, so that a run that breaks off in between can
look in the folder first and never leaves two messages. Where the answer of a mailbox was lost, `uncertain_at` says
since when: until the mailbox is sure to show what it holds, the message is only looked for, not laid down again.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.domain.consents import Side
from assistant.domain.findings import Finding
from assistant.domain.people import Participant
from assistant.domain.time import aware
from assistant.errors import ConsentError, TransitionError


class DraftKind(StrEnum):
    """What a message is for. Each has a template of its own."""

    ASK_SEEKER = "ask_seeker"
    ASK_PROVIDER = "ask_provider"
    OFFER_PROVIDER = "offer_provider"
    JOINT = "joint"
    REMINDER = "reminder"
    SOFT_NO = "soft_no"
    THANKS = "thanks"
    OUTCOME = "outcome"
    HAND_OFF = "hand_off"
    LOOP = "loop"


class DraftState(StrEnum):
    """Where a draft stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DELIVERED = "delivered"
    SENT = "sent"
    DELETED = "deleted"
    DISCARDED = "discarded"


OUT = (DraftState.DELIVERED, DraftState.SENT)
"""The states of a message that is the recipient's, or in the user's own hands on the way there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One message. `side` is the one it goes to; the joint message goes to the seeker, with the provider in copy.

    A hand-off goes to a colleague of that side, with the one who handed the question over in copy; a closing of the
    loop goes to whoever told of the matter, and is about the seeker.

    `approved_hash` is the hash of the text that was approved; `box` names the drafts folder that it was delivered to,
    `location` the place in it. `own_subject` and `own_text` are what the user made of it there, `sent_id` is the
    message id under which it was sent. `overruled` is what the user was told of this very text, and let stand.
    """

    id: str
    introduction_id: str
    kind: DraftKind
    to: tuple[Participant, ...]
    cc: tuple[Participant, ...] = ()
    subject: str
    text: str
    html: str
    created_at: datetime
    provider_id: str = ""
    side: Side = Side.SEEKER
    tone: str = "warm"
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    state: DraftState = DraftState.WAITING
    approved_hash: str = ""
    approved_at: datetime | None = None
    delivered_at: datetime | None = None
    uncertain_at: datetime | None = None
    box: str = ""
    location: str = ""
    own_subject: str = ""
    own_text: str = ""
    overruled: tuple[Finding, ...] = ()
    sent_at: datetime | None = None
    sent_id: str = ""

    def __post_init__(self) -> None:
        aware(self.created_at)
        one_line = (self.subject, self.in_reply_to, *self.references)
        people = [part for who in (*self.to, *self.cc) for part in (who.name, who.address)]
        if any(sign in value for value in (*one_line, *people) for sign in "\r\n\0"):
            raise TransitionError("a header of a message cannot hold a line break")

    @property
    def hash(self) -> str:
        """SHA-256, in hex, of all that the recipient will get."""
        people = [[[who.name, who.address] for who in side] for side in (self.to, self.cc)]
        whole = [*people, self.subject, self.text, self.html, self.in_reply_to, list(self.references)]
        return hashlib.sha256(json.dumps(whole, ensure_ascii=True).encode("ascii")).hexdigest()

    def edited(self, *, subject: str, text: str, html: str) -> "Draft":
        """The draft with another text; an approval that was given is void.

        Raises TransitionError once the message has been delivered or discarded.
        """
        self._must_be(DraftState.WAITING, DraftState.APPROVED)
        changed = replace(self, subject=subject, text=text, html=html)
        if changed.hash == self.hash:
            return self
        return replace(changed, state=DraftState.WAITING, approved_hash="", approved_at=None, overruled=())

    def overruling(self, findings: Iterable[Finding]) -> "Draft":
        """The draft, once the user has let these findings stand; what no user may overrule is left out."""
        kept = dict.fromkeys((*self.overruled, *(each for each in findings if each.may_be_overruled)))
        return replace(self, overruled=tuple(kept))

    def approved(self, seen_hash: str, *, at: datetime) -> "Draft":
        """The draft, approved. Approving the same text twice changes nothing.

        `seen_hash` is the hash of what the user looked at; raises ConsentError where the text has changed since.
        """
        if self.state in (DraftState.APPROVED, *OUT) and seen_hash == self.approved_hash:
            return self
        self._must_be(DraftState.WAITING)
        if seen_hash != self.hash:
            raise ConsentError(
                f"{self.id} was changed after you looked at it", hint=f"read it again: assistant drafts show {self.id}"
            )
        return replace(self, state=DraftState.APPROVED, approved_hash=seen_hash, approved_at=aware(at))

    def delivered(self, location: str, *, at: datetime, box: str = "") -> "Draft":
        """The draft, once its message lies at `location`.

        Raises ConsentError where the text is not the one that was approved.
        """
        if self.state in (*OUT, DraftState.DELETED):
            return self
        self._must_be(DraftState.APPROVED)
        if self.hash != self.approved_hash:
            raise ConsentError(f"{self.id} is not the text that was approved")
        return replace(
            self, state=DraftState.DELIVERED, delivered_at=aware(at), box=box, location=location, uncertain_at=None
        )

    def uncertain(self, *, at: datetime) -> "Draft":
        """The approved draft, once the answer to its delivery was lost."""
        self._must_be(DraftState.APPROVED)
        return replace(self, uncertain_at=aware(at))

    def edited_there(self, *, subject: str, text: str) -> "Draft":
        """The delivered draft, once the user has changed it in the mailbox."""
        self._must_be(*OUT)
        return replace(self, own_subject=subject, own_text=text)

    def sent(self, message_id: str, *, at: datetime) -> "Draft":
        """The draft, once the user has sent it."""
        if self.state is DraftState.SENT:
            return self
        self._must_be(DraftState.DELIVERED)
        return replace(self, state=DraftState.SENT, sent_at=aware(at), sent_id=message_id)

    def deleted(self) -> "Draft":
        """The draft, once the user has deleted it in the mailbox without sending it. That is final."""
        if self.state is DraftState.DELETED:
            return self
        self._must_be(DraftState.DELIVERED)
        return replace(self, state=DraftState.DELETED)

    def discarded(self) -> "Draft":
        """The draft, thrown away before it was delivered."""
        if self.state is DraftState.DISCARDED:
            return self
        self._must_be(DraftState.WAITING, DraftState.APPROVED)
        return replace(self, state=DraftState.DISCARDED, approved_hash="", approved_at=None, uncertain_at=None)

    def restored(self) -> "Draft":
        """A discarded draft, back before the user."""
        self._must_be(DraftState.DISCARDED)
        return replace(self, state=DraftState.WAITING)

    def _must_be(self, *states: DraftState) -> None:
        if self.state not in states:
            raise TransitionError(f"{self.id} is {self.state} already")

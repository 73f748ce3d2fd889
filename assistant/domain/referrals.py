"""Referrals: who sent whom to whom, and what came of it (S9, S14, S25)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.ids import fold, make_id
from assistant.domain.people import USER, Person, Role
from assistant.domain.time import aware


class Direction(StrEnum):
    """Whether the user sent somebody to others, or somebody was sent to the user."""

    GIVEN = "given"
    RECEIVED = "received"


class SourceKind(StrEnum):
    """What those are to the user from whom referrals come (S9)."""

    CUSTOMER = "customer"
    FORMER_CUSTOMER = "former customer"
    PARTNER = "referral partner"
    PROFESSIONAL = "professional contact"
    FRIEND = "friend or family"
    SALESPERSON = "salesperson"
    ONLINE = "online"
    OTHER = "other"


class ReferralState(StrEnum):
    """How it stands. A suggested one was seen in mail, and waits for the user to say that it is one."""

    SUGGESTED = "suggested"
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    NONE = "none"


COUNTED = (ReferralState.OPEN, ReferralState.WON, ReferralState.LOST)
"""The states of what is a referral for sure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Referral:
    """One of them.

    `from_id` is who sent (a person, "user", or empty where nobody is known, as with what came online), `who_id` who was
    sent (empty where only the words of `note` say it, as on a slip of a group), `to_id` to whom ("user" for a received
    one). `kind` is what the sender was to the user at that time. `value` is what it brought, in whole units of the
    configured currency. `document_id` and `introduction_id` say what it was seen in, `group_id` in which group it was
    noted. `closed_at` is when the sender was told what came of it.
    """

    id: str
    direction: Direction
    from_id: str
    who_id: str
    to_id: str
    at: datetime
    kind: SourceKind = SourceKind.OTHER
    state: ReferralState = ReferralState.OPEN
    decided_at: datetime | None = None
    value: int = 0
    thanked_at: datetime | None = None
    closed_at: datetime | None = None
    document_id: str = ""
    introduction_id: str = ""
    group_id: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for moment in (self.at, self.decided_at, self.thanked_at, self.closed_at):
            aware(moment or self.at)


def referral_id(from_id: str, who_id: str, to_id: str, at: datetime) -> str:
    """The id of a referral: the same three on the same day are one."""
    return make_id("ref", from_id, who_id, to_id, at.date().isoformat())


def noted_in_group(group_id: str, from_id: str, to_id: str, words: str, *, at: datetime) -> Referral:
    """One between the user and a member of a group, as its slip says it: the same words of the same day are one."""
    return Referral(
        id=referral_id(from_id, fold(words), to_id, at),
        direction=Direction.RECEIVED if to_id == USER else Direction.GIVEN,
        from_id=from_id,
        who_id="",
        to_id=to_id,
        at=at,
        group_id=group_id,
        note=words,
    )


_KINDS = {
    Role.CUSTOMER: SourceKind.CUSTOMER,
    Role.FORMER_CUSTOMER: SourceKind.FORMER_CUSTOMER,
    Role.PARTNER: SourceKind.PARTNER,
    Role.PROVIDER: SourceKind.PARTNER,
    Role.SALESPERSON: SourceKind.SALESPERSON,
    Role.PROFESSIONAL: SourceKind.PROFESSIONAL,
    Role.FRIEND: SourceKind.FRIEND,
    Role.FAMILY: SourceKind.FRIEND,
}


def source_kind(person: Person) -> SourceKind:
    """What somebody is to the user as a source of referrals: what counts most of their roles, in the order of S9."""
    return next((kind for role, kind in _KINDS.items() if role in person.roles), SourceKind.OTHER)

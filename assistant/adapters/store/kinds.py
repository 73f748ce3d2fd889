"""The kinds of records that are kept: the table of each, and what its records are found and put in order by."""

from dataclasses import dataclass

from assistant.adapters.store.sqlite_query import Order
from assistant.domain.access import Invitation, Session, Token
from assistant.domain.activity import Activity
from assistant.domain.advocates import AskedFor
from assistant.domain.bringing import Changed, Imported
from assistant.domain.bullpen import Provider
from assistant.domain.campaigns import Campaign, Candidate
from assistant.domain.captures import Capture
from assistant.domain.care import CheckIn, Settled
from assistant.domain.digest import Digest
from assistant.domain.documents import Document
from assistant.domain.drafts import Draft
from assistant.domain.events import Event, Met
from assistant.domain.favours import Favour
from assistant.domain.forgetting import Forgotten
from assistant.domain.groups import Group, Slip
from assistant.domain.introductions import Introduction
from assistant.domain.jobs import Done
from assistant.domain.judging import Asked, Spent
from assistant.domain.meetings import AskedAfter, Meeting
from assistant.domain.mentions import Mention
from assistant.domain.merging import Apart, Merged
from assistant.domain.pairs import Looked, Pair
from assistant.domain.people import Person
from assistant.domain.profile import Profile
from assistant.domain.prompts import Prompt
from assistant.domain.referrals import Referral
from assistant.domain.replies import Reply
from assistant.domain.sources import Failure, SourceState
from assistant.domain.touches import Derived, Noted
from assistant.domain.wishes import Wish


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The table of one kind of record; `indexes` are fields looked up by value, `lists` those looked up by element.

    `moment` is the field by which they are listed, the latest first, or `sorted_by` the text by which they are.
    `grouped` are fields within whose values they are listed so. `words` are the fields that a search looks into, the
    one that counts most first.
    """

    table: str
    indexes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    moment: str = ""
    sorted_by: str = ""
    grouped: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def order(self) -> Order | None:
        """What rows of the table are put in order by; None where only by their ids."""
        field = self.moment or self.sorted_by
        return Order((field,), is_moment=bool(self.moment)) if field else None


KINDS: dict[type, Kept] = {
    Person: Kept(
        table="people",
        indexes=("importance",),
        lists=("keys", "roles"),
        sorted_by="sorts_as",
        words=("name", "aliases", "organisation", "addresses", "note"),
    ),
    Merged: Kept(table="merges", indexes=("keep_id", "other_id")),
    Apart: Kept(table="apart", indexes=("one_id", "other_id")),
    Provider: Kept(table="providers", indexes=("person_id",), lists=("services",), words=("services", "does")),
    Document: Kept(
        table="documents",
        indexes=("source", "message_id", "about"),
        lists=("people", "introduced", "traps", "days", "touched"),
        moment="when",
        words=("title",),
    ),
    Asked: Kept(table="judge_questions", indexes=("prompt_id", "ref", "waits"), moment="asked_at"),
    Spent: Kept(table="judge_days"),
    Mention: Kept(
        table="mentions",
        indexes=("document_id", "person_id", "prompt_id", "category"),
        moment="heard_at",
        grouped=("person_id", "category"),
        words=("quote",),
    ),
    Prompt: Kept(table="prompts", indexes=("state", "person_id"), moment="last_heard", grouped=("state", "person_id")),
    Introduction: Kept(
        table="introductions",
        indexes=("state", "prompt_id", "seeker_id", "provider_id"),
        lists=("providers", "milestones", "spoken"),
        moment="since",
        grouped=("state", "seeker_id"),
    ),
    Draft: Kept(
        table="drafts", indexes=("state", "introduction_id", "provider_id"), moment="created_at", grouped=("state",)
    ),
    Reply: Kept(table="replies", indexes=("state", "introduction_id"), moment="at", grouped=("state",)),
    Meeting: Kept(
        table="meetings",
        indexes=("document_id", "uid"),
        lists=("people", "days", "met"),
        moment="start",
        words=("title",),
    ),
    Capture: Kept(table="captures", indexes=("meeting_id",), moment="at"),
    Favour: Kept(table="favours", indexes=("state", "person_id", "meeting_id")),
    Profile: Kept(table="profiles"),
    Noted: Kept(table="noted", indexes=("person_id",), moment="at", grouped=("person_id",)),
    Derived: Kept(table="derived"),
    CheckIn: Kept(table="check_ins", indexes=("person_id", "day", "state")),
    Settled: Kept(table="settled", indexes=("person_id",)),
    AskedFor: Kept(table="asked_for", indexes=("person_id",)),
    Referral: Kept(
        table="referrals",
        indexes=("direction", "state", "from_id", "who_id", "to_id", "group_id", "document_id", "introduction_id"),
        moment="at",
        grouped=("from_id", "who_id"),
    ),
    Wish: Kept(
        table="wishes", indexes=("state", "person_id", "meeting_id"), moment="said_at", grouped=("state", "person_id")
    ),
    Pair: Kept(
        table="pairs",
        indexes=("state", "seeker_id", "other_id", "subject_id", "prompt_id"),
        moment="found_at",
        grouped=("state",),
    ),
    Looked: Kept(table="looked"),
    Imported: Kept(table="imports", moment="at"),
    Changed: Kept(table="changed", indexes=("import_id", "person_id")),
    Event: Kept(table="events", indexes=("meeting_id",), moment="at", words=("title",)),
    Met: Kept(table="met", indexes=("event_id", "person_id", "document_id"), moment="at", grouped=("person_id",)),
    Group: Kept(table="groups", lists=("members",)),
    Slip: Kept(table="slips", indexes=("group_id", "kind", "from_id", "to_id"), lists=("present",)),
    Campaign: Kept(table="campaigns"),
    Candidate: Kept(table="candidates", indexes=("campaign_id", "person_id")),
    Digest: Kept(table="digests", indexes=("day",)),
    SourceState: Kept(table="sources"),
    Failure: Kept(table="failures", indexes=("source",), moment="at"),
    Forgotten: Kept(table="forgotten"),
    Activity: Kept(table="activities", indexes=("deed",), moment="at", grouped=("deed",)),
    Done: Kept(table="jobs"),
    AskedAfter: Kept(table="asked_after"),
    Session: Kept(table="sessions"),
    Invitation: Kept(table="invitations"),
    Token: Kept(table="tokens"),
}
"""Every kind of record, with where and how it is kept."""

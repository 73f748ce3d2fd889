"""Which of our messages does a mail answer? By its In-Reply-To, its thread, our marker, else its writer and subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from assistant.domain.consents import Side
from assistant.domain.documents import Content, Document
from assistant.domain.drafts import OUT, Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.people import Participant, Person
from assistant.domain.replies import Found
from assistant.domain.threads import bare_subject, marked_draft, own_draft
from assistant.errors import ConsentError
from assistant.ports import Store
from assistant.services.identify import find
from assistant.services.letters import person_of

FRESH = timedelta(days=90)  # a mail with the same subject later than that is about something else
ANSWERED = (*OUT, DraftState.APPROVED)  # a reply proves that a message went out whose delivery is in doubt


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognised:
    """Our message, the side that wrote, and whether it is one who was written to."""

    draft: Draft
    introduction: Introduction
    side: Side
    found: Found
    is_addressee: bool


@dataclass(frozen=True, kw_only=True)
class Recognise:
    """Knows the messages that are out at the moment; make a new one for each pass."""

    store: Store

    def answered(self, content: Content) -> Recognised | None:
        """The message that a mail answers; None where it answers none of ours."""
        document = content.document
        for draft, found in self._candidates(content):
            introduction = self.store.get(Introduction, draft.introduction_id)
            if introduction is None:
                continue
            side, is_addressee = self._writer(document.author, draft, introduction)
            if found is Found.PERSON and not is_addressee:
                continue
            return Recognised(draft=draft, introduction=introduction, side=side, found=found, is_addressee=is_addressee)
        return None

    def _candidates(self, content: Content) -> list[tuple[Draft, Found]]:
        document = content.document
        found: list[tuple[Draft, Found]] = []
        if draft := self._of_id(document.in_reply_to):
            found.append((draft, Found.ANSWER))
        for reference in reversed(document.references):
            if draft := self._of_id(reference):
                same = bare_subject(document.title) == bare_subject(draft.own_subject or draft.subject)
                found.append((draft, Found.ANSWER if same else Found.THREAD))
        if not found and (key := marked_draft(content.text)) and (draft := self._out(self.store.get(Draft, key))):
            found.append((draft, Found.MARKER))
        if not found and not document.in_reply_to:
            found += [(draft, Found.PERSON) for draft in self._of_subject(document)]
        return found

    def _of_id(self, message_id: str) -> Draft | None:
        if not message_id:
            return None
        key = self._sent.get(message_id) or own_draft(message_id)
        return self._out(self.store.get(Draft, key)) if key else None

    def _out(self, draft: Draft | None) -> Draft | None:
        return draft if draft and draft.state in ANSWERED else None

    def _of_subject(self, document: Document) -> list[Draft]:
        known = self._subjects.get(bare_subject(document.title), ())
        drafts = [draft for key in known if (draft := self._out(self.store.get(Draft, key)))]
        return [draft for draft in drafts if _left(draft) <= document.when <= _left(draft) + FRESH]

    def _writer(self, author: Participant, draft: Draft, introduction: Introduction) -> tuple[Side, bool]:
        """The side that wrote; the draft's own where it is somebody else."""
        sides = (Side.SEEKER, Side.PROVIDER) if draft.kind is DraftKind.JOINT else (draft.side,)
        known = find(self.store, author)
        for side in sides:
            person = side_of(self.store, introduction, side, draft.provider_id)
            if author.address.lower() in {who.address.lower() for who in draft.to} and draft.kind is DraftKind.HAND_OFF:
                return side, True
            if person and (author.address.lower() in person.addresses or (known and known.id == person.id)):
                return side, True
        return sides[0], False

    @cached_property
    def _sent(self) -> Mapping[str, str]:
        """Our drafts by the message id under which they were sent."""
        return {draft.sent_id: draft.id for draft in self.store.find(Draft, state=DraftState.SENT) if draft.sent_id}

    @cached_property
    def _subjects(self) -> Mapping[str, list[str]]:
        subjects: dict[str, list[str]] = {}
        for state in ANSWERED:
            for draft in self.store.find(Draft, state=state):
                subjects.setdefault(bare_subject(draft.own_subject or draft.subject), []).append(draft.id)
        return subjects


def side_of(store: Store, introduction: Introduction, side: Side, provider_id: str) -> Person | None:
    """One side's person; None where nobody stands there, or it is no longer known who."""
    try:
        return person_of(store, introduction, side, provider_id)
    except ConsentError:
        return None


def _left(draft: Draft) -> datetime:
    return draft.sent_at or draft.delivered_at or draft.approved_at or draft.created_at

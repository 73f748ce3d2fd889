"""What each message is told: the letter of `domain.letters` filled from the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.domain import letters
from assistant.domain.bullpen import EvidenceKind, Provider
from assistant.domain.consents import Side
from assistant.domain.documents import Document, Medium
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Introduction, State
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.domain.topics import Topic
from assistant.errors import ConsentError
from assistant.ports import Store
from assistant.services.told import standing_mentions_of, told_by_another

EVIDENCE = {
    EvidenceKind.VISIT: "I have been to see them at work.",
    EvidenceKind.WORK_SEEN: "I have seen their work for myself.",
    EvidenceKind.CLIENT_WORD: "A client of theirs spoke very well of them to me.",
    EvidenceKind.OWN_CUSTOMER: "We are customers of theirs ourselves.",
}
ASKED = {
    State.ASKED: DraftKind.ASK_SEEKER,
    State.PROVIDER_ASKED: DraftKind.ASK_PROVIDER,
    State.OFFERED: DraftKind.OFFER_PROVIDER,
}
"""Which ask waits for an answer, by state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letters:
    """Fills letters. `user` writes them; `topics` gives categories their titles."""

    store: Store
    user: Person
    signature: str
    topics: Mapping[str, Topic]

    def letter(
        self,
        introduction: Introduction,
        kind: DraftKind,
        side: Side,
        provider_id: str,
        *,
        to: Person | None = None,
        again: str = "",
    ) -> letters.Letter:
        """What a message of this kind to this side is told; nobody is in it who must not be named yet.

        `to` reads a hand-off, or how a matter ended that they told of; `again` is as in `letters.AskSeeker`.
        """
        common = self._common(introduction, side, provider_id)
        if to is not None:
            return self._aside(introduction, kind, side, provider_id, common | {"to": letters.Correspondent.of(to)})
        if kind is DraftKind.ASK_SEEKER:
            return letters.AskSeeker(**common, **self._heard(introduction), again=again)
        if kind is DraftKind.ASK_PROVIDER:
            return letters.AskProvider(**common)
        if kind is DraftKind.SOFT_NO:
            return letters.SoftNo(**common, side=side)
        if kind is DraftKind.REMINDER:
            return self._reminder(introduction, common, provider_id)
        card = self.store.get(Provider, provider_id)
        if card is None:
            raise ConsentError(f"no provider has been chosen for {introduction.id}")
        seeker = letters.Correspondent.of(person_of(self.store, introduction, Side.SEEKER, provider_id))
        provider = letters.Correspondent.of(person_of(self.store, introduction, Side.PROVIDER, provider_id))
        praise: dict[str, Any] = {"does": card.does, "evidence": _evidence(card)}
        if kind is DraftKind.OFFER_PROVIDER:
            return letters.OfferProvider(**common, provider=provider, **praise)
        if kind is DraftKind.JOINT:
            return letters.Joint(**common, seeker=seeker, provider=provider, **praise)
        last = letters.Thanks if kind is DraftKind.THANKS else letters.Outcome
        return last(**common, side=side, other=provider if side is Side.SEEKER else seeker)

    def _common(self, introduction: Introduction, side: Side, provider_id: str) -> dict[str, Any]:
        seeker = person_of(self.store, introduction, Side.SEEKER, provider_id)
        return {
            "user": letters.User(
                name=self.user.name,
                first_name=self.user.first_name,
                organisation=self.user.organisation,
                signature=self.signature,
            ),
            "to": letters.Correspondent.of(person_of(self.store, introduction, side, provider_id)),
            "matter": self.topics[introduction.category].phrase,
            "area": seeker.area[0] if seeker.area else "",
        }

    def _heard(self, introduction: Introduction) -> dict[str, Any]:
        """Their own words, and where they said them; no words where somebody else told of it."""
        prompt = self.store.get(Prompt, introduction.prompt_id)
        assert prompt is not None  # an introduction keeps its prompt
        mentions = standing_mentions_of(self.store, prompt)
        for mention in mentions:
            document = self.store.get(Document, mention.document_id)
            if document is None or mention.told_by != mention.holder:
                continue
            return {"quote": mention.quote, "kind": mention.kind, "heard": _when(mention, document)}
        return {"quote": "", "kind": prompt.kind, "heard": ""}

    def _aside(
        self, introduction: Introduction, kind: DraftKind, side: Side, provider_id: str, common: dict[str, Any]
    ) -> letters.Letter:
        """What somebody beside the two is told: a colleague who is asked instead, or whoever told of the matter."""
        asked = letters.Correspondent.of(person_of(self.store, introduction, side, provider_id))
        if kind is DraftKind.LOOP:
            return letters.Loop(**common, about=asked, heard=self._told_on(introduction))
        return letters.HandOff(**common, by=asked, **self._asked(introduction, provider_id))

    def _told_on(self, introduction: Introduction) -> str:
        """When somebody else than the seeker told of the matter, fitting before "you told me"."""
        mention = told_by_another(self.store, introduction)
        return _when(mention, self.store.get(Document, mention.document_id)) if mention else ""

    def _asked(self, introduction: Introduction, provider_id: str) -> dict[str, Any]:
        """Which ask is open, and whom it offers where it is an offer."""
        of = ASKED[introduction.state]
        if of is not DraftKind.OFFER_PROVIDER:
            return {"of": of}
        offered = person_of(self.store, introduction, Side.PROVIDER, provider_id)
        return {"of": of, "provider": letters.Correspondent.of(offered)}

    def _reminder(self, introduction: Introduction, common: dict[str, Any], provider_id: str) -> letters.Letter:
        """The reminder of the ask that is open, below that ask's own subject."""
        asked = self._asked(introduction, provider_id)
        of = asked["of"]
        sent = (self.store.get(Draft, event.draft_id) for event in introduction.events if event.draft_id)
        subject = next((draft.subject for draft in reversed([*sent]) if draft and draft.kind is of), "")
        return letters.Reminder(**common, **asked, earlier_subject=subject)


def person_of(store: Store, introduction: Introduction, side: Side, provider_id: str) -> Person:
    """One side's person. Raises ConsentError where the provider is not chosen yet, or the person no longer known."""
    card = store.get(Provider, provider_id) if side is Side.PROVIDER else None
    person = store.get(Person, introduction.seeker_id if side is Side.SEEKER else card.person_id if card else "")
    if person is None:
        raise ConsentError(f"the {side} of {introduction.id} is not known")
    return person


def _evidence(card: Provider) -> str:
    return EVIDENCE[max(card.evidence, key=lambda evidence: evidence.on).kind] if card.evidence else ""


def _when(mention: Mention, document: Document | None) -> str:
    """When and where it was said, fitting before "you said"; empty where that is not known any more."""
    if document is None:
        return ""
    day = f"{mention.heard_at.day} {mention.heard_at:%B}"
    return f"in your mail of {day}" if document.medium is Medium.EMAIL else f"when we spoke on {day}"

"""Messages for introductions: written from templates, kept as drafts, and held to the consent rules.

A draft is checked three times against naming anybody too early: when it is written, when it is edited, and when it is
approved. The check reads the final text, so the user's own words are held to it as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.etiquette import identifying, named
from assistant.domain.ids import make_id
from assistant.domain.introductions import Event, EventKind, Introduction, Side, State
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.time import Clock
from assistant.domain.topics import Topic
from assistant.errors import ConsentError
from assistant.ports import Store, Writer
from assistant.services.letters import Letters, person_of

DELIVERY: dict[DraftKind, EventKind] = {
    DraftKind.ASK_SEEKER: EventKind.SEEKER_ASKED,
    DraftKind.ASK_PROVIDER: EventKind.PROVIDER_ASKED,
    DraftKind.OFFER_PROVIDER: EventKind.PROVIDER_OFFERED,
    DraftKind.JOINT: EventKind.INTRODUCED,
    DraftKind.REMINDER: EventKind.REMINDED,
    DraftKind.SOFT_NO: EventKind.TOLD_SOFTLY,
    DraftKind.THANKS: EventKind.THANKED,
    DraftKind.OUTCOME: EventKind.OUTCOME_ASKED,
}
"""What has happened once a message of each kind was delivered."""

_LIVE = (DraftState.WAITING, DraftState.APPROVED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drafting:
    """Writes drafts. `user` is who they are from; `topics` gives categories their titles."""

    store: Store
    writer: Writer
    clock: Clock
    user: Person
    signature: str
    topics: Mapping[str, Topic]
    tone: str = "warm"

    def draft(self, introduction: Introduction, kind: DraftKind, *, side: Side, provider_id: str = "") -> Draft:
        """A message of this kind, waiting for approval. Where one waits already, that one."""
        provider_id = provider_id or introduction.provider_id
        to = person_of(self.store, introduction, side, provider_id)
        earlier = [d for d in self.store.find(Draft, introduction_id=introduction.id) if d.kind is kind]
        for draft in earlier:
            if draft.state in _LIVE and draft.to == (to.participant,):
                return draft
        letters = Letters(store=self.store, user=self.user, signature=self.signature, topics=self.topics)
        letter = letters.letter(introduction, kind, side, provider_id)
        written = self.writer.write(kind, tone=self.tone, context=letter.context())
        joint = kind is DraftKind.JOINT
        cc = person_of(self.store, introduction, Side.PROVIDER, provider_id) if joint else None
        draft = Draft(
            id=make_id("d", introduction.id, kind, side, str(len(earlier) + 1)),
            introduction_id=introduction.id,
            kind=kind,
            to=(to.participant,),
            cc=(cc.participant,) if cc else (),
            subject=written.subject,
            text=written.text,
            html=written.html,
            created_at=self.clock(),
            provider_id=provider_id,
            tone=self.tone,
        )
        self.check(draft, introduction)
        self.store.put(draft)
        return draft

    def withdraw_unfit(self, introduction: Introduction) -> None:
        """Discard what waits but no longer fits where the introduction stands."""
        for draft in list(self.store.find(Draft, introduction_id=introduction.id)):
            if draft.state in _LIVE and not self.fits(draft, introduction):
                self.store.put(draft.discarded())

    def fits(self, draft: Draft, introduction: Introduction) -> bool:
        """Whether delivering the draft is something that may happen to the introduction now."""
        about_provider = not introduction.provider_id or draft.provider_id in ("", introduction.provider_id)
        if draft.kind is DraftKind.SOFT_NO:
            return introduction.state is State.PARKED or not introduction.is_open or bool(draft.provider_id)
        refused = draft.kind is DraftKind.ASK_PROVIDER and draft.provider_id in introduction.refused
        return about_provider and not refused and introduction.allows(DELIVERY[draft.kind])

    def check(self, draft: Draft, introduction: Introduction) -> None:
        """Raise ConsentError where the draft would tell somebody more than the consents allow."""
        seeker = person_of(self.store, introduction, Side.SEEKER, draft.provider_id)
        provider = person_of(self.store, introduction, Side.PROVIDER, draft.provider_id) if draft.provider_id else None
        text = f"{draft.subject}\n{draft.text}"
        if draft.kind is DraftKind.JOINT:
            if not (introduction.may_name(Side.SEEKER) and introduction.may_name(Side.PROVIDER)):
                raise ConsentError(f"{draft.id} names both, and not both have said yes to each other")
            return
        if draft.cc or len(draft.to) != 1:
            raise ConsentError("only the joint message goes to both: every ask is a message of its own")
        to_seeker = draft.to == (seeker.participant,)
        reader = seeker if to_seeker else provider
        known = [self.user, *([reader] if reader else [])]
        told: tuple[str, ...] = ()
        if to_seeker:
            if provider and not introduction.may_name(Side.PROVIDER):
                told = identifying(text, provider, known=known)
            for card in self.store.find(Provider):
                other = self.store.get(Person, card.person_id)
                if other and other.id not in (seeker.id, provider.id if provider else ""):
                    told += named(text, other, known=known)
        elif not introduction.may_name(Side.SEEKER):
            told = identifying(text, seeker, quotes=self._quotes(introduction), known=known)
        if told:
            raise ConsentError(
                f"this names somebody who has not agreed to it yet: {', '.join(dict.fromkeys(told))}",
                hint="say it without these words",
            )

    def event(self, draft: Draft, introduction: Introduction, *, at: datetime) -> Event:
        """What the delivery of the draft means for its introduction."""
        provider_id = "" if draft.kind in (DraftKind.ASK_SEEKER, DraftKind.SOFT_NO) else draft.provider_id
        return Event(kind=DELIVERY[draft.kind], at=at, provider_id=provider_id, draft_id=draft.id)

    def _quotes(self, introduction: Introduction) -> list[str]:
        mentions = self.store.find(Mention, prompt_id=introduction.prompt_id)
        return [mention.quote for mention in mentions]


def recipients_without_address(draft: Draft) -> tuple[Participant, ...]:
    """Those whom the message could not reach."""
    return tuple(who for who in (*draft.to, *draft.cc) if not who.address)

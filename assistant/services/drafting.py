"""Messages for introductions: written from templates, kept as drafts, and held to the consent rules.

A draft is checked three times against naming anybody too early: when it is edited, when it is approved, and when it is
delivered. The check reads the final text, so the user's own words are held to it as well. What a template wrote is not
checked before the user has seen it: a seeker called Good must not keep an answer from being recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Side
from assistant.domain.drafts import OUT, Draft, DraftKind, DraftState
from assistant.domain.etiquette import identifying, named
from assistant.domain.ids import make_id
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.letters import REMINDED
from assistant.domain.mentions import Mention
from assistant.domain.people import Participant, Person
from assistant.domain.time import Clock
from assistant.domain.topics import Topic
from assistant.errors import ConsentError, TransitionError
from assistant.ports import Store, Writer
from assistant.services.identify import find
from assistant.services.letters import ASKED, Letters, person_of
from assistant.services.reasons import ASK_BUDGET, BUDGET_DAYS, asks_of
from assistant.services.refusals import barred, said_no

DELIVERY: dict[DraftKind, EventKind] = {
    DraftKind.ASK_SEEKER: EventKind.SEEKER_ASKED,
    DraftKind.ASK_PROVIDER: EventKind.PROVIDER_ASKED,
    DraftKind.OFFER_PROVIDER: EventKind.PROVIDER_OFFERED,
    DraftKind.JOINT: EventKind.INTRODUCED,
    DraftKind.REMINDER: EventKind.REMINDED,
    DraftKind.SOFT_NO: EventKind.TOLD_SOFTLY,
    DraftKind.THANKS: EventKind.THANKED,
    DraftKind.OUTCOME: EventKind.OUTCOME_ASKED,
    DraftKind.HAND_OFF: EventKind.HANDED_OFF,
    DraftKind.LOOP: EventKind.LOOP_CLOSED,
}
"""What has happened once a message of each kind was delivered."""

LIVE = (DraftState.WAITING, DraftState.APPROVED)
ASIDE = (DraftKind.HAND_OFF, DraftKind.LOOP)
"""The messages to somebody who is neither of the two."""

_BRINGS_TOGETHER = (DraftKind.OFFER_PROVIDER, DraftKind.JOINT)
_ONCE = (DraftKind.SOFT_NO, DraftKind.THANKS, DraftKind.OUTCOME, DraftKind.LOOP)
"""What good manners say once, though the state allows it again."""


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

    def draft(
        self,
        introduction: Introduction,
        kind: DraftKind,
        *,
        side: Side,
        provider_id: str = "",
        to: Participant | None = None,
        again: str = "",
    ) -> Draft:
        """A message of this kind, waiting for approval. Where one waits, or was all there is to say, that one.

        `to` is who reads it where that is neither side: the colleague of a hand-off, whose address is asked for and
        never guessed, or whoever told of the matter; raises ConsentError without it. `again` fits after "you asked me
        to come back". Raises TransitionError where the reader asked not to be written to.
        """
        provider_id = provider_id or introduction.provider_id
        reader = self._reader(introduction, kind, side, provider_id, to)
        if reader.preferences.never_ask:
            raise TransitionError(f"{reader.name} asked not to be asked", hint="assistant people edit NAME --may-ask")
        earlier = [d for d in self.store.find(Draft, introduction_id=introduction.id) if d.kind is kind]
        for draft in earlier:
            if draft.side is side and draft.provider_id == provider_id and (to is None or to in draft.to):
                if draft.state in LIVE:
                    return self.readdressed(draft, introduction)
                if draft.state in OUT and kind in _ONCE:
                    return draft
        letters = Letters(store=self.store, user=self.user, signature=self.signature, topics=self.topics)
        beside = reader if kind in ASIDE else None
        letter = letters.letter(introduction, kind, side, provider_id, to=beside, again=again)
        written = self.writer.write(kind, tone=self.tone, context=letter.context())
        answered = self._answered(introduction, kind, side)
        draft = Draft(
            id=make_id("d", introduction.id, kind, side, str(len(earlier) + 1)),
            introduction_id=introduction.id,
            kind=kind,
            to=(to or reader.participant,),
            subject=written.subject,
            text=written.text,
            html=written.html,
            created_at=self.clock(),
            provider_id=provider_id,
            side=side,
            tone=self.tone,
            in_reply_to=answered,
            references=(answered,) if answered else (),
        )
        self.store.put(draft)
        return self.readdressed(draft, introduction)

    def _reader(
        self, introduction: Introduction, kind: DraftKind, side: Side, provider_id: str, to: Participant | None
    ) -> Person:
        """Who the message goes to: the side's person, or the one beside the two that `to` names."""
        if kind not in ASIDE:
            return person_of(self.store, introduction, side, provider_id)
        if to is None or not to.address:
            raise ConsentError(
                f"no address of {to.name if to and to.name else 'the one to write to'} is known",
                hint="ask for it; an address is never guessed",
            )
        return find(self.store, to) or Person.known_as(to)  # several may share the address: the name says who

    def _answered(self, introduction: Introduction, kind: DraftKind, side: Side) -> str:
        """The message that this one goes below, by its id; empty where it begins a conversation.

        A reminder follows its ask. Where that lies is known once the mailbox has told that it was sent.
        """
        if kind is not DraftKind.REMINDER:
            return ""
        sent = [self.store.get(Draft, event.draft_id) for event in introduction.events if event.draft_id]
        asks = [draft for draft in sent if draft and draft.side is side and draft.kind in REMINDED]
        return asks[-1].sent_id if asks else ""

    def readdressed(self, draft: Draft, introduction: Introduction) -> Draft:
        """The draft with the names and addresses that its people have by now, as long as it waits."""
        if draft.state is not DraftState.WAITING:
            return draft
        people = [person_of(self.store, introduction, each, draft.provider_id).participant for each in _readers(draft)]
        if draft.kind is DraftKind.HAND_OFF:
            people = [*draft.to, *people]
        if draft.kind is not DraftKind.LOOP:
            draft = replace(draft, to=tuple(people[:1]), cc=tuple(people[1:]))
        self.store.put(draft)
        return draft

    def withdraw_unfit(self, introduction: Introduction) -> None:
        """Discard what waits but no longer fits where the introduction stands.

        What is approved stays: its message may lie in the folder already, which only the delivery can tell.
        """
        for draft in list(self.store.find(Draft, introduction_id=introduction.id)):
            if draft.state is DraftState.WAITING and not self.fits(draft, introduction):
                self.store.put(draft.discarded())

    def is_stopped(self, introduction: Introduction, side: Side, provider_id: str = "") -> bool:
        """Whether one side asked not to be asked, which no message overrules."""
        person = person_of(self.store, introduction, side, provider_id or introduction.provider_id)
        return person.preferences.never_ask

    def fits(self, draft: Draft, introduction: Introduction) -> bool:
        """Whether delivering the draft is something that may happen to the introduction now."""
        if any(self.is_stopped(introduction, side, draft.provider_id) for side in _readers(draft)):
            return False
        if draft.kind in _ONCE and self._said_before(draft):
            return False
        if draft.kind is DraftKind.SOFT_NO:
            given_up = introduction.state in (State.PARKED, State.CANCELLED)
            return given_up if draft.side is Side.SEEKER else draft.provider_id in introduction.let_go
        if draft.kind is DraftKind.ASK_PROVIDER:
            if draft.provider_id in barred(self.store, introduction):
                return False
        elif draft.provider_id != introduction.provider_id:
            return False
        asked = Side.PROVIDER if introduction.state is State.PROVIDER_ASKED else Side.SEEKER
        if draft.kind in (DraftKind.REMINDER, DraftKind.HAND_OFF):
            of_another = any(draft.created_at < event.at for event in introduction.since_asked[:1])
            if draft.side is not asked or of_another or introduction.state not in ASKED:
                return False
        if draft.kind is DraftKind.LOOP and not any(event.kind is EventKind.WON for event in introduction.events):
            return False
        try:
            introduction.after(self.event(draft, introduction, at=self.clock()))
        except (TransitionError, ConsentError):
            return False
        return True

    def wait(self, draft: Draft, introduction: Introduction) -> None:
        """Raise TransitionError where the draft fits, and it is too early for it."""
        today = self.clock().date()
        away = introduction.until
        if draft.kind is DraftKind.REMINDER and away and away > today:
            raise TransitionError(f"they are away until {away:%d %B}: a reminder waits until then")
        card = self.store.get(Provider, draft.provider_id) if draft.kind is DraftKind.ASK_PROVIDER else None
        if card and asks_of(self.store, card, since=today - BUDGET_DAYS, besides=draft.id) >= ASK_BUDGET:
            raise TransitionError(
                f"they were asked {ASK_BUDGET} times in the last {BUDGET_DAYS.days} days: their patience is finite",
                hint=f"ask another one (assistant intros choose {introduction.id} NAME), or wait",
            )

    def check(self, draft: Draft, introduction: Introduction) -> None:
        """Raise ConsentError where the draft would tell somebody more than the consents allow."""
        if told := self.named_early(draft, introduction):
            raise ConsentError(
                f"this names somebody who has not agreed to it yet: {', '.join(told)}",
                hint="say it without these words",
            )

    def named_early(self, draft: Draft, introduction: Introduction) -> tuple[str, ...]:
        """The words of the draft that name somebody before the consents allow it.

        Raises ConsentError where the message as a whole may not go to these people.
        """
        seeker = person_of(self.store, introduction, Side.SEEKER, draft.provider_id)
        provider = person_of(self.store, introduction, Side.PROVIDER, draft.provider_id) if draft.provider_id else None
        if provider and provider.id == seeker.id:
            raise ConsentError(f"both sides of {introduction.id} are {seeker.name}", hint="cancel the introduction")
        if draft.kind in _BRINGS_TOGETHER and draft.provider_id in said_no(self.store, introduction):
            raise ConsentError(
                "it ended with this provider before: a no is final",
                hint=f"assistant intros record {introduction.id} provider no",
            )
        text = f"{draft.subject}\n{draft.text}"
        if draft.kind is DraftKind.JOINT:
            if not all(introduction.may_name(side, draft.provider_id) for side in Side):
                raise ConsentError(f"{draft.id} names both, and not both have said yes to each other")
            return ()
        to_seeker = draft.side is Side.SEEKER
        reader = seeker if to_seeker else provider
        in_copy = (reader.participant,) if reader and draft.kind is DraftKind.HAND_OFF else ()
        if draft.cc != in_copy or len(draft.to) != 1:
            raise ConsentError("only the joint message goes to both: every ask is a message of its own")
        other_side = provider if to_seeker else seeker
        if other_side and draft.to[0].address.lower() in other_side.addresses and draft.kind in ASIDE:
            raise ConsentError(f"{draft.to[0]} is the other side of {introduction.id}")
        beside = [Person.known_as(who) for who in draft.to] if draft.kind in ASIDE else []
        known = [self.user, *([reader] if reader else []), *beside]
        told: tuple[str, ...] = ()
        if to_seeker:
            is_theirs = draft.kind is not DraftKind.LOOP and introduction.may_name(Side.PROVIDER, draft.provider_id)
            if provider and not is_theirs:
                told = identifying(text, provider, known=known)
            for card in self.store.find(Provider):
                other = self.store.get(Person, card.person_id)
                if other and other.id not in (seeker.id, provider.id if provider else ""):
                    told += named(text, other, known=known)
        elif not introduction.may_name(Side.SEEKER, draft.provider_id):
            told = identifying(text, seeker, quotes=self._quotes(introduction), known=known)
        return tuple(dict.fromkeys(told))

    def event(self, draft: Draft, introduction: Introduction, *, at: datetime) -> Event:
        """What the delivery of the draft means for its introduction."""
        provider_id = "" if draft.kind in (DraftKind.ASK_SEEKER, DraftKind.SOFT_NO) else draft.provider_id
        return Event(kind=DELIVERY[draft.kind], at=at, provider_id=provider_id, draft_id=draft.id)

    def _said_before(self, draft: Draft) -> bool:
        about = {"introduction_id": draft.introduction_id, "provider_id": draft.provider_id}
        same = self.store.find(Draft, **about, kind=draft.kind, side=draft.side)
        return any(other.id != draft.id and other.state in OUT for other in same)

    def _quotes(self, introduction: Introduction) -> list[str]:
        mentions = self.store.find(Mention, prompt_id=introduction.prompt_id)
        return [mention.quote for mention in mentions]


def _readers(draft: Draft) -> tuple[Side, ...]:
    return (Side.SEEKER, Side.PROVIDER) if draft.kind is DraftKind.JOINT else (draft.side,)


def recipients_without_address(draft: Draft) -> tuple[Participant, ...]:
    """Those whom the message could not reach."""
    return tuple(who for who in (*draft.to, *draft.cc) if not who.address)

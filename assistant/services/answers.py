"""What people answered and what happened, recorded; the introduction goes on from there by itself.

A step can be taken back as long as nothing has left because of it.
"""

from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.bullpen import Provider
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.drafts import OUT, Draft, DraftState
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.errors import TransitionError
from assistant.services.introduce import Introduce
from assistant.services.refusals import barred, told_softly

E, S = EventKind, State
_ANSWERS: dict[tuple[State, Side, Answer], EventKind] = {
    (S.NOTICED, Side.SEEKER, Answer.YES): E.HELP_WANTED,
    (S.ASKED, Side.SEEKER, Answer.YES): E.HELP_WANTED,
    (S.DEFERRED, Side.SEEKER, Answer.YES): E.HELP_WANTED,
    (S.LAPSED, Side.SEEKER, Answer.YES): E.HELP_WANTED,
    (S.ASKED, Side.SEEKER, Answer.NO): E.HELP_DECLINED,
    (S.WANTED, Side.SEEKER, Answer.NO): E.HELP_DECLINED,
    (S.PARKED, Side.SEEKER, Answer.NO): E.HELP_DECLINED,
    (S.DEFERRED, Side.SEEKER, Answer.NO): E.HELP_DECLINED,
    (S.LAPSED, Side.SEEKER, Answer.NO): E.HELP_DECLINED,
    (S.WANTED, Side.PROVIDER, Answer.YES): E.PROVIDER_AGREED,
    (S.PROVIDER_ASKED, Side.PROVIDER, Answer.YES): E.PROVIDER_AGREED,
    (S.PROVIDER_ASKED, Side.PROVIDER, Answer.NO): E.PROVIDER_DECLINED,
    (S.AVAILABLE, Side.PROVIDER, Answer.NO): E.PROVIDER_DECLINED,
    (S.OFFERED, Side.SEEKER, Answer.YES): E.OFFER_ACCEPTED,
    (S.OFFERED, Side.SEEKER, Answer.NO): E.OFFER_DECLINED,
    (S.OFFERED, Side.PROVIDER, Answer.NO): E.PROVIDER_DECLINED,
    (S.AGREED, Side.SEEKER, Answer.NO): E.OFFER_DECLINED,
    (S.AGREED, Side.PROVIDER, Answer.NO): E.PROVIDER_DECLINED,
}
_ABOUT_PROVIDER = frozenset(
    {E.PROVIDER_AGREED, E.PROVIDER_DECLINED, E.PROVIDER_WITHDREW, E.OFFER_ACCEPTED, E.OFFER_DECLINED}
)
_TO_OFFER = {E.HELP_WANTED: E.OFFER_ACCEPTED, E.HELP_DECLINED: E.OFFER_DECLINED}
"""What a seeker's answer is that comes when the offer of a provider has lapsed: it is about that very one."""

_BY_ITSELF = frozenset({E.PARKED, E.WOKEN})  # follows from the step before, so it goes with it


def answerable(state: State) -> tuple[tuple[Side, Answer], ...]:
    """The answers that can be recorded in a state, about the provider whom it is about at present."""
    return tuple((side, answer) for at, side, answer in _ANSWERS if at is state)


def _came_by_itself(before: Event, event: Event) -> bool:
    is_standing = event.consent is not None and event.consent.proof is Proof.STANDING
    was_accepted = (before.kind, event.kind) == (E.PROVIDER_AGREED, E.OFFER_ACCEPTED)  # late, before they were ready
    return event.kind in _BY_ITSELF or is_standing or was_accepted


def _own_steps(introduction: Introduction) -> tuple[Event, ...]:
    """The events without those at the end that came by themselves."""
    events = introduction.events
    while len(events) > 1 and _came_by_itself(*events[-2:]):
        events = events[:-1]
    return events


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What proves an answer: somebody's words, and the mail that they stand in, else the user's own word for them.

    `confidence` is how sure it is that they say so.
    """

    quote: str = ""
    message_id: str = ""
    confidence: float = 1.0


OWN_WORD = Words()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """Records, and has the introduction go on."""

    introduce: Introduce

    def record(
        self,
        introduction: Introduction,
        side: Side,
        answer: Answer,
        words: Words = OWN_WORD,
        *,
        provider_id: str | None = None,
    ) -> Introduction:
        """Record what one side answered; `provider_id` is the provider it is about, where that is not the present one.

        Empty, it is about nobody: an answer to the first question, which may come when an offer has lapsed.
        A provider's no counts at any time, also once it has gone on without them. Raises TransitionError where nobody
        is waiting for that answer, or a provider is not to be introduced for this any more.
        """
        with self.introduce.store.transaction():
            introduction = self.introduce.present(introduction)
            kind = _ANSWERS.get((introduction.state, side, answer))
            if provider_id and (side, answer) == (Side.PROVIDER, Answer.NO):
                if self._person(provider_id) == self._person(introduction.provider_id):
                    provider_id = introduction.provider_id  # a no is a person's, whichever card it was said about
                is_present = provider_id == introduction.provider_id and kind is E.PROVIDER_DECLINED
                kind = E.PROVIDER_DECLINED if is_present else E.PROVIDER_WITHDREW
            offered = introduction.provider_id if introduction.state is S.LAPSED and side is Side.SEEKER else ""
            answers_offer = bool(offered) and provider_id in (None, offered)
            if kind and answers_offer and (answer is Answer.NO or self._still_stands(introduction)):
                kind = _TO_OFFER[kind]
            is_about = kind in _ABOUT_PROVIDER or answers_offer
            provider_id = (provider_id or introduction.provider_id) if is_about else ""
            if kind is None or (kind in _ABOUT_PROVIDER and not provider_id):
                raise TransitionError(
                    f"{introduction.id} is '{introduction.state}': it waits for no {answer} of the {side}",
                    hint=f"assistant intros show {introduction.id}",
                )
            if kind is E.PROVIDER_AGREED and introduction.state is S.WANTED:
                self._must_be_free(introduction, provider_id)
            now = self.introduce.drafting.clock()
            consent = Consent(
                side=side,
                answer=answer,
                at=now,
                proof=Proof.MESSAGE if words.message_id else Proof.USER_WORD,
                quote=words.quote,
                message_id=words.message_id,
                provider_id=provider_id,
                confidence=words.confidence,
            )
            event = Event(kind=kind, at=now, provider_id=provider_id, consent=consent)
            return self.introduce.go_on(introduction.after(event))

    def happened(self, introduction: Introduction, kind: EventKind, *, note: str = "") -> Introduction:
        """Record a fact that is nobody's answer, such as that they met."""
        lapsed = kind is E.LAPSED and self.introduce.present(introduction).state is S.PROVIDER_ASKED
        return self._after(introduction, E.PROVIDER_LAPSED if lapsed else kind, note=note)

    def put_off(self, introduction: Introduction, side: Side, until: date, *, note: str = "") -> Introduction:
        """Record that one side wants to be asked on a later day.

        Raises TransitionError where nothing can be put off, or the day is not to come.
        """
        if until <= self.introduce.drafting.clock().date():
            raise TransitionError(f"{until} is not to come", hint="--until 2027-01-15")
        kind = E.DEFERRED if side is Side.SEEKER else E.PROVIDER_DEFERRED
        return self._after(introduction, kind, note=note, until=until)

    def away(self, introduction: Introduction, until: date, *, note: str = "") -> Introduction:
        """Record that whoever is to answer is away until a day: no reminder goes out before."""
        return self._after(introduction, E.AWAY, note=note, until=until)

    def resume(self, introduction: Introduction) -> Introduction:
        """Take up what was put off."""
        return self._after(introduction, E.RESUMED)

    def undo(self, introduction: Introduction) -> Introduction | None:
        """Take the last step back; gives the introduction as it was, None where that was before it began.

        Raises TransitionError where a message has left, or is about to, since or by that step.
        """
        with self.introduce.store.transaction():
            introduction = self.introduce.present(introduction)
            events = _own_steps(introduction)
            if draft := self.left_since(introduction):
                raise TransitionError(
                    f"the message '{draft.subject}' has left since: that cannot be taken back",
                    hint=f"assistant intros record {introduction.id} cancelled ends it",
                )
            if not events:
                self._unopened(introduction)
                return None
            return self.introduce.go_on(replace(introduction, events=events[:-1]))

    def left_since(self, introduction: Introduction) -> Draft | None:
        """A message that has left, or is about to, since or by the last step: that step stays. None where none has."""
        events = _own_steps(introduction)
        last = events[-1] if events else None
        since = last.at if last else introduction.opened_at
        for draft in self.introduce.store.find(Draft, introduction_id=introduction.id):
            latest = max(draft.created_at, draft.delivered_at or draft.created_at)
            is_later = latest >= since or (last is not None and draft.id == last.draft_id)
            if is_later and draft.state in (*OUT, DraftState.APPROVED, DraftState.DELETED):
                return draft
        return None

    def _after(
        self, introduction: Introduction, kind: EventKind, *, note: str = "", until: date | None = None
    ) -> Introduction:
        now = self.introduce.drafting.clock()
        with self.introduce.store.transaction():
            introduction = self.introduce.present(introduction)
            event = Event(kind=kind, at=now, provider_id=introduction.provider_id, note=note, until=until)
            return self.introduce.go_on(introduction.after(event))

    def _person(self, provider_id: str) -> str:
        """Who is behind a card; the card itself where that is gone."""
        card = self.introduce.store.get(Provider, provider_id)
        return card.person_id if card else provider_id

    def _still_stands(self, introduction: Introduction) -> bool:
        """Whether the yes of the provider whose offer lapsed is theirs still: nobody told them that it is over."""
        store, provider_id = self.introduce.store, introduction.provider_id
        said = introduction.consent(E.PROVIDER_AGREED, provider_id)
        assert said is not None  # else they had not been offered
        if told_softly(store, introduction, Side.PROVIDER, provider_id, since=said.at):
            return False
        try:
            self._must_be_free(introduction, provider_id)
        except TransitionError:
            return False
        return True

    def _must_be_free(self, introduction: Introduction, provider_id: str) -> None:
        """Raise TransitionError for a provider who has not been asked at present and cannot agree now."""
        store = self.introduce.store
        if provider_id in barred(store, introduction, lapsed=False):
            raise TransitionError("it ended with this provider before, or is under way with them")
        card = store.get(Provider, provider_id)
        person = store.get(Person, card.person_id) if card else None
        if person and person.preferences.never_ask:
            raise TransitionError(f"{person.name} asked not to be asked", hint="assistant people edit NAME --may-ask")

    def _unopened(self, introduction: Introduction) -> None:
        """Take back the yes that opened it: the question waits for the user again."""
        store = self.introduce.store
        for draft in list(store.find(Draft, introduction_id=introduction.id)):
            store.delete(Draft, draft.id)
        store.delete(Introduction, introduction.id)
        prompt = store.get(Prompt, introduction.prompt_id)
        assert prompt is not None  # an introduction keeps its prompt
        store.put(replace(prompt, introduction_id="").reopened())

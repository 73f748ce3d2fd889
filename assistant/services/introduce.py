"""From a yes to an introduction: answers are recorded, and the next message is drafted as soon as it may be.

What may be drafted follows from the state alone (`NEXT`). Delivering a draft is what moves the state on; recording an
answer is what moves it the rest of the way. Nothing here sends anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.bullpen import Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.ids import make_id
from assistant.domain.introductions import Event, EventKind, Introduction, State
from assistant.domain.matching import Ranking
from assistant.domain.mentions import Kind
from assistant.domain.people import Person
from assistant.domain.playbooks import Playbooks
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import TransitionError
from assistant.ports import Matcher, Store
from assistant.services.drafting import LIVE, Drafting
from assistant.services.match import WEEKDAYS, matter_of, rank
from assistant.services.refusals import barred, told_softly
from assistant.services.teller import made_possible_by
from assistant.services.told import standing_mentions_of

NEXT: dict[State, DraftKind] = {
    State.NOTICED: DraftKind.ASK_SEEKER,
    State.AVAILABLE: DraftKind.OFFER_PROVIDER,
    State.AGREED: DraftKind.JOINT,
}
"""The message that each state waits for. WANTED looks for a provider first; the other states wait for people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduce:
    """Moves introductions on."""

    store: Store
    drafting: Drafting
    matcher: Matcher
    days: BusinessDays = WEEKDAYS
    playbooks: Callable[[], Playbooks] = dict

    def answer(
        self, prompt: Prompt, state: PromptState, *, until: date | None = None, in_person: bool = False, quote: str = ""
    ) -> tuple[Prompt, Introduction | None]:
        """Record the user's answer to a prompt; a yes opens the introduction and drafts what comes first.

        "Yes" means: ask them. Where they asked for it themselves (a request), or have said yes to the user already
        (`in_person`, with their words in `quote`), that is their consent and they are not asked again.
        """
        now = self.drafting.clock()
        with self.store.transaction():
            prompt = (self.store.get(Prompt, prompt.id) or prompt).answered(state, at=now, until=until)
            if state is not PromptState.YES:
                self.store.put(prompt)
                return prompt, None
            person = self.store.get(Person, prompt.person_id)
            if person and person.preferences.never_ask:
                raise TransitionError(
                    f"{person.name} asked not to be asked", hint="assistant people edit NAME --may-ask"
                )
            introduction = Introduction(
                id=make_id("i", prompt.id),
                prompt_id=prompt.id,
                seeker_id=prompt.person_id,
                category=prompt.category,
                opened_at=now,
            )
            consent = self._given_already(prompt, in_person=in_person, quote=quote)
            if consent:
                introduction = introduction.after(Event(kind=EventKind.HELP_WANTED, at=now, consent=consent))
            prompt = replace(prompt, introduction_id=introduction.id)
            self.store.put(prompt)
            return prompt, self.go_on(introduction)

    def reopen(self, prompt: Prompt) -> Prompt:
        """Take the user's answer to a prompt back. Raises TransitionError where an introduction came of it."""
        with self.store.transaction():
            prompt = (self.store.get(Prompt, prompt.id) or prompt).reopened()
            self.store.put(prompt)
        return prompt

    def go_on(self, introduction: Introduction) -> Introduction:
        """Store the introduction, withdraw drafts that no longer fit, and draft what comes next."""
        with self.store.transaction():
            looks = introduction.state is State.WANTED and not self._ask_waits(introduction)
            if looks:
                introduction = self._look_for_provider(introduction)
            introduction = self._accepted(introduction)
            self.store.put(introduction)
            self.drafting.withdraw_unfit(introduction)
            for let_go in introduction.let_go:
                self._say(introduction, DraftKind.SOFT_NO, Side.PROVIDER, let_go)
            match introduction.state:
                case State.WANTED if looks:
                    provider_id = self._best(introduction)
                    assert provider_id is not None  # else it would have been parked
                    self.drafting.draft(
                        introduction, DraftKind.ASK_PROVIDER, side=Side.PROVIDER, provider_id=provider_id
                    )
                case State.PARKED:
                    self._say(introduction, DraftKind.SOFT_NO, Side.SEEKER)
                case State.WON | State.NOT_NOW:
                    for side in Side:
                        self._say(introduction, DraftKind.THANKS, side)
                    self._close_the_loop(introduction)
                case state if state in NEXT:
                    self._say(introduction, NEXT[state], Side.SEEKER, again=_again(introduction))
                case _:
                    pass  # it waits for people
        return introduction

    def _close_the_loop(self, introduction: Introduction) -> None:
        """Draft word to whoever told of a matter that it went well (etiquette 16)."""
        teller = made_possible_by(self.store, introduction)
        card = self.store.get(Provider, introduction.provider_id)
        if introduction.state is not State.WON or teller is None or card is None or card.person_id == teller.id:
            return
        if teller.address and not teller.preferences.never_ask:
            self.drafting.draft(introduction, DraftKind.LOOP, side=Side.SEEKER, to=teller.participant)

    def _say(
        self, introduction: Introduction, kind: DraftKind, side: Side, provider_id: str = "", *, again: str = ""
    ) -> None:
        """Draft what comes next, unless the reader asked to be left alone."""
        if not self.drafting.is_stopped(introduction, side, provider_id):
            self.drafting.draft(introduction, kind, side=side, provider_id=provider_id, again=again)

    def wake(self) -> list[Introduction]:
        """Take up parked introductions for which somebody fits by now (S4); gives those."""
        woken = []
        with self.store.transaction():
            for introduction in list(self.store.find(Introduction, state=State.PARKED)):
                if self._best(introduction) is not None:
                    event = Event(kind=EventKind.WOKEN, at=self.drafting.clock())
                    woken.append(self.go_on(introduction.after(event)))
        return woken

    def remind(self, introduction: Introduction) -> Draft:
        """Draft the one reminder of the ask that is open.

        Raises TransitionError where no ask is open, ConsentError where they had their reminder.
        """
        with self.store.transaction():
            introduction = self.present(introduction)
            introduction.after(
                Event(kind=EventKind.REMINDED, at=self.drafting.clock(), provider_id=introduction.provider_id)
            )
            side = Side.PROVIDER if introduction.state is State.PROVIDER_ASKED else Side.SEEKER
            return self.drafting.draft(introduction, DraftKind.REMINDER, side=side)

    def ask_outcome(self, introduction: Introduction) -> list[Draft]:
        """Draft "did you meet, did it help?" to both sides, or the one that may be asked.

        Raises TransitionError before they were introduced, and where neither side wants to be asked.
        """
        with self.store.transaction():
            introduction = self.present(introduction)
            introduction.after(
                Event(kind=EventKind.OUTCOME_ASKED, at=self.drafting.clock(), provider_id=introduction.provider_id)
            )
            sides = [side for side in Side if not self.drafting.is_stopped(introduction, side)]
            if not sides:
                raise TransitionError("both asked not to be asked")
            return [self.drafting.draft(introduction, DraftKind.OUTCOME, side=side) for side in sides]

    def choose(self, introduction: Introduction, provider: Provider) -> Draft:
        """Draft the ask to this provider instead of the one proposed. The user knows best, but for a no.

        Raises TransitionError where no provider can be chosen now, or not this one.
        """
        with self.store.transaction():
            introduction = self.present(introduction)
            if introduction.state is State.PARKED:
                introduction = introduction.after(Event(kind=EventKind.WOKEN, at=self.drafting.clock()))
            if introduction.state is not State.WANTED:
                raise TransitionError(f"{introduction.id} is '{introduction.state}': no provider is to be chosen now")
            person = self.store.get(Person, provider.person_id)
            if provider.person_id == introduction.seeker_id:
                raise TransitionError("that is the seeker")
            if provider.id in barred(self.store, introduction):
                raise TransitionError("it ended with this provider before, or is under way: they are not asked again")
            if person and person.preferences.never_ask:
                raise TransitionError(f"{person.name} asked not to be asked")
            if provider.benched:
                raise TransitionError("you benched them", hint=f"assistant bullpen bring-back {provider.id}")
            for draft in self._asks(introduction):
                if draft.state is DraftState.APPROVED:
                    raise TransitionError(
                        f"another ask is approved already: {draft.id}", hint=f"assistant drafts discard {draft.id}"
                    )
                self.store.put(draft.discarded())
            self.store.put(introduction)
            self.drafting.withdraw_unfit(introduction)
            return self.drafting.draft(
                introduction, DraftKind.ASK_PROVIDER, side=Side.PROVIDER, provider_id=provider.id
            )

    def present(self, introduction: Introduction) -> Introduction:
        """The introduction as it is stored: another process may have moved it on since it was looked up."""
        return self.store.get(Introduction, introduction.id) or introduction

    def _asks(self, introduction: Introduction) -> list[Draft]:
        """The asks to providers that wait for the user or for their delivery."""
        asks = self.store.find(Draft, introduction_id=introduction.id, kind=DraftKind.ASK_PROVIDER)
        return [ask for ask in asks if ask.state in LIVE]

    def _ask_waits(self, introduction: Introduction) -> bool:
        return any(self.drafting.fits(ask, introduction) for ask in self._asks(introduction))

    def ranking(self, introduction: Introduction) -> Ranking:
        """Who fits, best first, and who is passed over and why."""
        prompt = self.store.get(Prompt, introduction.prompt_id)
        assert prompt is not None  # an introduction keeps its prompt
        today = self.drafting.clock().date()
        refused = (*barred(self.store, introduction), *introduction.postponed(today))
        return rank(
            self.store,
            matter_of(self.store, prompt, refused=refused, user=self.drafting.user),
            self.matcher,
            today=today,
            days=self.days,
            playbooks=self.playbooks(),
        )

    def _given_already(self, prompt: Prompt, *, in_person: bool, quote: str) -> Consent | None:
        now = self.drafting.clock()
        if in_person:
            return Consent(side=Side.SEEKER, answer=Answer.YES, at=now, proof=Proof.USER_WORD, quote=quote)
        mentions = standing_mentions_of(self.store, prompt)
        for mention in mentions:
            if mention.kind is Kind.REQUEST and mention.holder == mention.told_by:
                return Consent(
                    side=Side.SEEKER, answer=Answer.YES, at=mention.heard_at, proof=Proof.MENTION, quote=mention.quote
                )
        return None

    def _look_for_provider(self, introduction: Introduction) -> Introduction:
        """Parked where nobody fits; on to AVAILABLE where the best one need not be asked (etiquette 15)."""
        now = self.drafting.clock()
        best = self._best(introduction)
        if best is None:
            return introduction.after(Event(kind=EventKind.PARKED, at=now))
        provider = self.store.get(Provider, best)
        person = self.store.get(Person, provider.person_id) if provider else None
        if person is None or not person.preferences.direct_introduction:
            return introduction
        consent = Consent(side=Side.PROVIDER, answer=Answer.YES, at=now, proof=Proof.STANDING, provider_id=best)
        return introduction.after(Event(kind=EventKind.PROVIDER_AGREED, at=now, provider_id=best, consent=consent))

    def _accepted(self, introduction: Introduction) -> Introduction:
        """On to AGREED where the one who has just agreed anew was accepted already: the seeker is not asked twice.

        Unless they were told meanwhile that nothing comes of it: then it is offered to them again.
        """
        provider_id = introduction.accepted_late
        if not provider_id or introduction.events[-1].kind is not EventKind.PROVIDER_AGREED:
            return introduction
        consent = introduction.consent(EventKind.HELP_WANTED, provider_id)
        assert consent is not None  # it is what makes them accepted
        is_other = introduction.provider_id != provider_id
        if is_other or told_softly(self.store, introduction, Side.SEEKER, since=consent.at):
            return introduction
        event = Event(kind=EventKind.OFFER_ACCEPTED, at=self.drafting.clock(), provider_id=provider_id, consent=consent)
        return introduction.after(event)

    def _best(self, introduction: Introduction) -> str | None:
        """The provider to ask first: whom the seeker accepted already, else who fits best; None where nobody fits."""
        fit = [match.provider_id for match in self.ranking(introduction).matches]
        return introduction.accepted_late if introduction.accepted_late in fit else next(iter(fit), None)


def _again(introduction: Introduction) -> str:
    """When they had asked to be asked again, to go after "you asked me to come back"; empty where they had not."""
    put_off = [event.until for event in introduction.events if event.kind is EventKind.DEFERRED]
    return f"in {put_off[-1]:%B}" if put_off and put_off[-1] else ""

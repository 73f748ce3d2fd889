"""The introduction: a log of events, and the state that follows from it.

    NOTICED ─► ASKED ─► WANTED ─► PROVIDER_ASKED ─► AVAILABLE ─► OFFERED ─► AGREED ─► INTRODUCED ─► CONNECTED ─► MET …

Three consents stand between a matter and a joint message: the seeker wants help, the provider is willing, the seeker
accepts *this* provider. `TRANSITIONS` is the whole machine; `Introduction.after` is the only way to move in it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.time import aware
from assistant.domain.transitions import (
    ASIDE,
    AWAITED,
    CLOSED,
    FACTS,
    OUTWARD,
    TRANSITIONS,
    EventKind,
    State,
    following,
)
from assistant.errors import ConsentError, TransitionError

__all__ = [
    "ASIDE",
    "AWAITED",
    "CLOSED",
    "FACTS",
    "OUTWARD",
    "TRANSITIONS",
    "Event",
    "EventKind",
    "Introduction",
    "State",
]
E, S = EventKind, State
_NEVER = datetime.min.replace(tzinfo=UTC)  # stands for what follows from the events until it does


_NEEDS_CONSENT: dict[EventKind, tuple[Side, Answer]] = {
    E.HELP_WANTED: (Side.SEEKER, Answer.YES),
    E.HELP_DECLINED: (Side.SEEKER, Answer.NO),
    E.PROVIDER_AGREED: (Side.PROVIDER, Answer.YES),
    E.PROVIDER_DECLINED: (Side.PROVIDER, Answer.NO),
    E.PROVIDER_WITHDREW: (Side.PROVIDER, Answer.NO),
    E.OFFER_ACCEPTED: (Side.SEEKER, Answer.YES),
    E.OFFER_DECLINED: (Side.SEEKER, Answer.NO),
}
_NOES = frozenset({E.PROVIDER_DECLINED, E.PROVIDER_WITHDREW, E.OFFER_DECLINED})
_REFUSES = _NOES | {E.PROVIDER_LAPSED}
_ENDS_PROVIDER = frozenset({E.PROVIDER_DECLINED, E.OFFER_DECLINED, E.PROVIDER_LAPSED, E.PROVIDER_DEFERRED})
_PROVIDER_SAID = frozenset(
    {E.PROVIDER_ASKED, E.PROVIDER_AGREED, E.PROVIDER_DECLINED, E.PROVIDER_WITHDREW, E.PROVIDER_DEFERRED}
)
_ASKS = frozenset({E.SEEKER_ASKED, E.PROVIDER_ASKED, E.PROVIDER_OFFERED, E.INTRODUCED, E.OUTCOME_ASKED})
_BRINGS_PROVIDER = frozenset({E.PROVIDER_ASKED, E.PROVIDER_AGREED})
_NAMES_PROVIDER = _REFUSES | _ENDS_PROVIDER | _BRINGS_PROVIDER | {E.PROVIDER_OFFERED, E.OFFER_ACCEPTED, E.INTRODUCED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened. `provider_id` is the provider it is about, `draft_id` the message that did it.

    `until` is the day to which somebody put it off, or until which they are away.
    """

    kind: EventKind
    at: datetime
    provider_id: str = ""
    draft_id: str = ""
    consent: Consent | None = None
    note: str = ""
    until: date | None = None

    def __post_init__(self) -> None:
        aware(self.at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduction:
    """One matter of one seeker on its way to a provider.

    What stands below `events` follows from them; those are fields so that a store can look introductions up by them.
    `provider_id` is the provider it is about at present, `providers` are all who ever had a part, `since` is when it
    came to its state. `milestones` are what counts by month: "opened 2026-03", and so on for introduced,
    helped and closed. `spoken` are the ids of the seeker and of providers who told the user an answer by word of mouth.
    """

    id: str
    prompt_id: str
    seeker_id: str
    category: str
    opened_at: datetime
    events: tuple[Event, ...] = ()
    state: State = State.NOTICED
    provider_id: str = ""
    providers: tuple[str, ...] = ()
    since: datetime = _NEVER
    milestones: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.opened_at)
        state, provider, before, since = State.NOTICED, "", State.NOTICED, self.opened_at
        for event in self.events:
            following, provider = _step(state, provider, before, event)
            before, since = (state, event.at) if following is not state else (before, since)
            state = following
        moments = [("opened", self.opened_at)]
        moments += [("introduced", event.at) for event in self.events if event.kind is E.INTRODUCED]
        moments += [("helped", event.at) for event in self.events if event.kind is E.WON]
        moments += [("closed", since)] if state in CLOSED else []
        told = (event.provider_id for event in self.events if event.provider_id)
        object.__setattr__(self, "state", state)
        object.__setattr__(self, "provider_id", provider)
        object.__setattr__(self, "providers", tuple(dict.fromkeys(told)))
        object.__setattr__(self, "since", since)
        object.__setattr__(self, "milestones", tuple(f"{what} {at:%Y-%m}" for what, at in moments))
        object.__setattr__(self, "spoken", tuple(dict.fromkeys(who for who, _ in self.talks)))

    @property
    def talks(self) -> tuple[tuple[str, Event], ...]:
        """Who told the user an answer by word of mouth, by the id of the seeker or of the provider, and when."""
        return tuple(
            (self.seeker_id if event.consent.side is Side.SEEKER else event.consent.provider_id, event)
            for event in self.events
            if event.consent and event.consent.proof is Proof.USER_WORD
        )

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen."""
        return self.state not in CLOSED

    def after(self, event: Event) -> "Introduction":
        """The introduction once `event` has happened.

        Raises TransitionError where the state does not allow it, ConsentError where a consent is missing, or does not
        say what the event claims.
        """
        self._check(event)
        return replace(self, events=(*self.events, event))

    def allows(self, kind: EventKind) -> bool:
        """Whether the present state lets an event of this kind happen (consents are looked at by `after`)."""
        return following(self.state, kind) is not None

    def consent(self, kind: EventKind, provider_id: str = "") -> Consent | None:
        """The latest consent recorded by an event of this kind, about this provider where one is given."""
        for event in reversed(self.events):
            if event.kind is kind and (not provider_id or event.provider_id == provider_id):
                return event.consent
        return None

    @property
    def refused(self) -> tuple[str, ...]:
        """Providers who said no, let it lapse, or were not wanted: never asked again for this matter."""
        return tuple(dict.fromkeys(event.provider_id for event in self.events if event.kind in _REFUSES))

    @property
    def declined(self) -> tuple[str, ...]:
        """Providers who said no, or were not wanted: final for these two people and this purpose."""
        return tuple(dict.fromkeys(event.provider_id for event in self.events if event.kind in _NOES))

    @property
    def accepted_late(self) -> str:
        """The provider whom the seeker accepted once they had been let go, and who is asked anew; empty for nobody."""
        begun = (event for event in reversed(self.events) if event.kind in (E.HELP_WANTED, E.RESUMED))
        last = next(begun, None)
        return last.provider_id if last and last.kind is E.HELP_WANTED else ""

    @property
    def let_go(self) -> tuple[str, ...]:
        """Providers who were asked, said yes, and for whom it went no further for now without their doing."""
        said = {event.provider_id: event for event in self.events if event.kind in _PROVIDER_SAID}
        is_over = self.state in (S.DEFERRED, *CLOSED) and not any(e.kind is E.INTRODUCED for e in self.events)
        return tuple(
            provider
            for provider, last in said.items()
            if last.kind is E.PROVIDER_AGREED
            and last.consent
            and last.consent.proof is not Proof.STANDING
            and (is_over or provider != self.provider_id)
        )

    @property
    def reminded(self) -> bool:
        """Whether the present ask had its one reminder."""
        return any(event.kind is E.REMINDED for event in self.since_asked)

    @property
    def since_asked(self) -> tuple[Event, ...]:
        """The last message that waits for an answer, and what happened since; empty where there was none."""
        asks = [number for number, event in enumerate(self.events) if event.kind in _ASKS]
        return self.events[asks[-1] :] if asks else ()

    @property
    def until(self) -> date | None:
        """The day on which a deferred matter comes back, or an absent person does; None where no day was named."""
        if self.state is S.DEFERRED:
            return next(event.until for event in reversed(self.events) if event.kind is E.DEFERRED)
        return max((event.until for event in self.since_asked if event.kind is E.AWAY and event.until), default=None)

    def postponed(self, today: date) -> tuple[str, ...]:
        """The providers who asked to be asked later than this day."""
        said = {event.provider_id: event.until for event in self.events if event.kind is E.PROVIDER_DEFERRED}
        return tuple(provider for provider, until in said.items() if until and until > today)

    def may_name(self, named: Side, provider_id: str) -> bool:
        """Whether `named` has agreed to be named to the other side, this provider being one of the two.

        The provider has by agreeing to be offered, the seeker only by accepting this very provider: a yes to help
        is no leave to be talked about.
        """
        if not provider_id or provider_id != self.provider_id or self.state is S.CANCELLED:
            return False
        kind = E.PROVIDER_AGREED if named is Side.PROVIDER else E.OFFER_ACCEPTED
        for event in reversed(self.events):
            if event.kind in (E.RESUMED, E.HELP_WANTED):
                return False  # what was said before the matter was put off is asked again
            if event.kind is kind and event.provider_id == provider_id:
                return True
        return False

    def _check(self, event: Event) -> None:
        if not self.allows(event.kind):
            allowed = ", ".join(TRANSITIONS.get(self.state, {})) or "nothing more"
            raise TransitionError(
                f"{self.id} is '{self.state}': '{event.kind}' cannot happen now", hint=f"possible: {allowed}"
            )
        needed = _NEEDS_CONSENT.get(event.kind)
        if needed:
            if event.consent is None or (event.consent.side, event.consent.answer) != needed:
                raise ConsentError(f"'{event.kind}' needs the {needed[0]}'s own {needed[1]}")
        elif event.consent is not None:
            raise ConsentError(f"'{event.kind}' is no answer of anybody's")
        if event.kind in _NAMES_PROVIDER and not event.provider_id:
            raise TransitionError(f"'{event.kind}' must say which provider")
        chosen_now = event.kind in _BRINGS_PROVIDER and not self.provider_id
        is_other = event.provider_id not in ("", self.provider_id)
        if is_other and not chosen_now and event.kind is not E.PROVIDER_WITHDREW:
            raise TransitionError(f"{self.id} is about another provider at present")
        if event.kind is E.PROVIDER_WITHDREW and not is_other and self.allows(E.PROVIDER_DECLINED):
            raise TransitionError(f"{self.id} is about this provider: they decline")
        if event.consent is not None and event.consent.provider_id != event.provider_id:
            raise ConsentError("the consent is about another provider than the event")
        asked_again = event.kind is E.PROVIDER_ASKED and event.provider_id in self.refused
        if asked_again or (event.kind is E.PROVIDER_AGREED and event.provider_id in self.declined):
            raise ConsentError("this provider was asked before and it ended there: a no is never asked again")
        if event.kind is E.PROVIDER_AGREED and self.state is S.WANTED:
            assert event.consent is not None  # looked at above
            is_late = any(
                each.kind is E.PROVIDER_ASKED and each.provider_id == event.provider_id for each in self.events
            )
            if not is_late and event.consent.proof not in (Proof.STANDING, Proof.USER_WORD):
                raise ConsentError("a provider who was not asked by message can only have agreed in person")
        if event.kind is E.OFFER_ACCEPTED and self.state is S.AVAILABLE and event.provider_id != self.accepted_late:
            raise ConsentError("nobody accepts a provider who was not offered to them")
        if event.kind in (E.DEFERRED, E.PROVIDER_DEFERRED) and event.until is None:
            raise TransitionError("what is put off needs the day to which it is")
        if event.kind is E.REMINDED and self.reminded:
            raise ConsentError("one reminder at most; silence is never a yes")


def _step(state: State, provider: str, before: State, event: Event) -> tuple[State, str]:
    """The state and the present provider after `event`; `before` is the state that led to `state`.

    What was put off before help was wanted begins with the question anew; else with the search for a provider, since
    whoever was ready then may not be now. Raises TransitionError for a log that cannot have happened.
    """
    to = following(state, event.kind)
    if to is None:
        raise TransitionError(f"the log is broken: '{event.kind}' cannot follow '{state}'")
    if event.kind is E.RESUMED and before is not S.ASKED:
        return S.WANTED, ""
    if event.kind in _ENDS_PROVIDER or event.kind in (E.RESUMED, E.HELP_WANTED):
        return to, ""
    return to, event.provider_id if event.kind in _BRINGS_PROVIDER else provider

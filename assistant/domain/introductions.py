"""The introduction: a log of events, and the state that follows from it.

    NOTICED ─► ASKED ─► WANTED ─► PROVIDER_ASKED ─► AVAILABLE ─► OFFERED ─► AGREED ─► INTRODUCED ─► CONNECTED ─► MET …

Three consents stand between a matter and a joint message: the seeker wants help, the provider is willing, the seeker
accepts *this* provider. `TRANSITIONS` is the whole machine; `Introduction.after` is the only way to move in it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.time import aware
from assistant.errors import ConsentError, TransitionError


class State(StrEnum):
    """Where an introduction stands."""

    NOTICED = "noticed"
    ASKED = "asked"
    WANTED = "wanted"
    PARKED = "parked"
    PROVIDER_ASKED = "provider asked"
    AVAILABLE = "available"
    OFFERED = "offered"
    AGREED = "agreed"
    INTRODUCED = "introduced"
    CONNECTED = "connected"
    MET = "met"
    WON = "won"
    NOT_NOW = "not now"
    THANKED = "thanked"
    DISMISSED = "dismissed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """What can happen to an introduction: facts, in the past tense."""

    SEEKER_ASKED = "seeker asked"
    HELP_WANTED = "help wanted"
    HELP_DECLINED = "help declined"
    PARKED = "parked"
    WOKEN = "woken"
    PROVIDER_ASKED = "provider asked"
    PROVIDER_AGREED = "provider agreed"
    PROVIDER_DECLINED = "provider declined"
    PROVIDER_LAPSED = "provider lapsed"
    PROVIDER_OFFERED = "provider offered"
    OFFER_ACCEPTED = "offer accepted"
    OFFER_DECLINED = "offer declined"
    INTRODUCED = "introduced"
    CONNECTED = "connected"
    MET = "met"
    WON = "won"
    NOT_NOW = "not now"
    THANKED = "thanked"
    REMINDED = "reminded"
    TOLD_SOFTLY = "told softly"
    OUTCOME_ASKED = "outcome asked"
    HANDED_OFF = "handed off"
    LOOP_CLOSED = "loop closed"
    LAPSED = "lapsed"
    DISMISSED = "dismissed"
    CANCELLED = "cancelled"


E, S = EventKind, State

TRANSITIONS: dict[State, dict[EventKind, State]] = {
    S.NOTICED: {E.SEEKER_ASKED: S.ASKED, E.HELP_WANTED: S.WANTED, E.DISMISSED: S.DISMISSED},
    S.ASKED: {E.HELP_WANTED: S.WANTED, E.HELP_DECLINED: S.DECLINED, E.LAPSED: S.LAPSED, E.REMINDED: S.ASKED},
    S.WANTED: {
        E.PROVIDER_ASKED: S.PROVIDER_ASKED,
        E.PROVIDER_AGREED: S.AVAILABLE,  # without being asked: only by a standing preference, see `_check`
        E.PARKED: S.PARKED,
        E.HELP_DECLINED: S.DECLINED,
    },
    S.PARKED: {E.WOKEN: S.WANTED, E.HELP_DECLINED: S.DECLINED},
    S.PROVIDER_ASKED: {
        E.PROVIDER_AGREED: S.AVAILABLE,
        E.PROVIDER_DECLINED: S.WANTED,
        E.PROVIDER_LAPSED: S.WANTED,
        E.REMINDED: S.PROVIDER_ASKED,
    },
    S.AVAILABLE: {E.PROVIDER_OFFERED: S.OFFERED, E.PROVIDER_DECLINED: S.WANTED},
    S.OFFERED: {
        E.OFFER_ACCEPTED: S.AGREED,
        E.OFFER_DECLINED: S.WANTED,
        E.PROVIDER_DECLINED: S.WANTED,
        E.LAPSED: S.LAPSED,
        E.REMINDED: S.OFFERED,
    },
    S.AGREED: {E.INTRODUCED: S.INTRODUCED, E.PROVIDER_DECLINED: S.WANTED, E.OFFER_DECLINED: S.WANTED},
    S.INTRODUCED: {E.CONNECTED: S.CONNECTED, E.MET: S.MET, E.OUTCOME_ASKED: S.INTRODUCED, E.LAPSED: S.LAPSED},
    S.CONNECTED: {E.MET: S.MET, E.OUTCOME_ASKED: S.CONNECTED, E.NOT_NOW: S.NOT_NOW},
    S.MET: {E.WON: S.WON, E.NOT_NOW: S.NOT_NOW, E.OUTCOME_ASKED: S.MET},
    S.WON: {E.THANKED: S.THANKED},
    S.NOT_NOW: {E.THANKED: S.THANKED, E.WON: S.WON},
    S.THANKED: {E.THANKED: S.THANKED},  # each side has its own thanks
}
"""The machine: from each state, what may happen and where it leads. States that are missing are the end.

Some things may happen besides: the user cancels before the joint message; and what changes nothing (`ASIDE`): somebody
is told softly that nothing comes of it, a colleague is asked instead, whoever told of the matter is told how it ended.
"""

ASIDE = frozenset({E.TOLD_SOFTLY, E.HANDED_OFF, E.LOOP_CLOSED})
"""What may happen in any state, and changes none."""

CLOSED = frozenset({S.THANKED, S.DISMISSED, S.DECLINED, S.LAPSED, S.CANCELLED})
FACTS = (E.CONNECTED, E.MET, E.WON, E.NOT_NOW, E.LAPSED, E.CANCELLED)
"""What the user may record besides answers."""

OUTWARD = frozenset({S.AGREED, S.INTRODUCED, S.CONNECTED, S.MET, S.WON, S.NOT_NOW, S.THANKED})
"""States in which both sides know of each other, or may."""

_BEFORE_INTRODUCED = frozenset(set(TRANSITIONS) - OUTWARD | {S.AGREED})
_NEEDS_CONSENT: dict[EventKind, tuple[Side, Answer]] = {
    E.HELP_WANTED: (Side.SEEKER, Answer.YES),
    E.HELP_DECLINED: (Side.SEEKER, Answer.NO),
    E.PROVIDER_AGREED: (Side.PROVIDER, Answer.YES),
    E.PROVIDER_DECLINED: (Side.PROVIDER, Answer.NO),
    E.OFFER_ACCEPTED: (Side.SEEKER, Answer.YES),
    E.OFFER_DECLINED: (Side.SEEKER, Answer.NO),
}
_ENDS_PROVIDER = frozenset({E.PROVIDER_DECLINED, E.PROVIDER_LAPSED, E.OFFER_DECLINED})
_BRINGS_PROVIDER = frozenset({E.PROVIDER_ASKED, E.PROVIDER_AGREED})
_NAMES_PROVIDER = _ENDS_PROVIDER | _BRINGS_PROVIDER | {E.PROVIDER_OFFERED, E.OFFER_ACCEPTED, E.INTRODUCED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened. `provider_id` is the provider it is about, `draft_id` the message that did it."""

    kind: EventKind
    at: datetime
    provider_id: str = ""
    draft_id: str = ""
    consent: Consent | None = None
    note: str = ""

    def __post_init__(self) -> None:
        aware(self.at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduction:
    """One matter of one seeker on its way to a provider.

    `state` and `provider_id` (the provider it is about at present) follow from `events`; they are fields so that a
    store can look introductions up by them.
    """

    id: str
    prompt_id: str
    seeker_id: str
    category: str
    opened_at: datetime
    events: tuple[Event, ...] = ()
    state: State = State.NOTICED
    provider_id: str = ""

    def __post_init__(self) -> None:
        aware(self.opened_at)
        state, provider = State.NOTICED, ""
        for event in self.events:
            state, provider = _step(state, provider, event)
        object.__setattr__(self, "state", state)
        object.__setattr__(self, "provider_id", provider)

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
        return _next(self.state, kind) is not None

    def consent(self, kind: EventKind, provider_id: str = "") -> Consent | None:
        """The latest consent recorded by an event of this kind, about this provider where one is given."""
        for event in reversed(self.events):
            if event.kind is kind and (not provider_id or event.provider_id == provider_id):
                return event.consent
        return None

    @property
    def refused(self) -> tuple[str, ...]:
        """Providers who said no, let it lapse, or were not wanted: never asked again for this matter."""
        return tuple(dict.fromkeys(event.provider_id for event in self.events if event.kind in _ENDS_PROVIDER))

    @property
    def declined(self) -> tuple[str, ...]:
        """Providers who said no, or were not wanted: final for these two people and this purpose."""
        noes = (E.PROVIDER_DECLINED, E.OFFER_DECLINED)
        return tuple(dict.fromkeys(event.provider_id for event in self.events if event.kind in noes))

    @property
    def reminded(self) -> bool:
        """Whether the present ask had its one reminder."""
        for event in reversed(self.events):
            if event.kind is E.REMINDED:
                return True
            if event.kind in (E.SEEKER_ASKED, E.PROVIDER_ASKED, E.PROVIDER_OFFERED):
                return False
        return False

    def may_name(self, named: Side, provider_id: str) -> bool:
        """Whether `named` has agreed to be named to the other side, this provider being one of the two.

        The provider has by agreeing to be offered, the seeker only by accepting this very provider: a yes to help
        is no leave to be talked about.
        """
        if not provider_id or provider_id != self.provider_id or self.state is S.CANCELLED:
            return False
        kind = E.PROVIDER_AGREED if named is Side.PROVIDER else E.OFFER_ACCEPTED
        return self.consent(kind, provider_id) is not None

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
        if event.provider_id not in ("", self.provider_id) and not chosen_now:
            raise TransitionError(f"{self.id} is about another provider at present")
        if event.consent is not None and event.consent.provider_id != event.provider_id:
            raise ConsentError("the consent is about another provider than the event")
        if event.kind in (E.PROVIDER_ASKED, E.PROVIDER_AGREED) and event.provider_id in self.refused:
            raise ConsentError("this provider was asked before and it ended there: a no is never asked again")
        if event.kind is E.PROVIDER_AGREED and self.state is S.WANTED:
            assert event.consent is not None  # looked at above
            if event.consent.proof not in (Proof.STANDING, Proof.USER_WORD):
                raise ConsentError("a provider who was not asked by message can only have agreed in person")
        if event.kind is E.REMINDED and self.reminded:
            raise ConsentError("one reminder at most; silence is never a yes")


def _next(state: State, kind: EventKind) -> State | None:
    """Where an event of this kind leads; None where it cannot happen."""
    if kind in ASIDE:
        return state
    if kind is E.CANCELLED and state in _BEFORE_INTRODUCED:
        return S.CANCELLED
    return TRANSITIONS.get(state, {}).get(kind)


def _step(state: State, provider: str, event: Event) -> tuple[State, str]:
    """The state and the present provider after `event`; raises TransitionError for a log that cannot have happened."""
    following = _next(state, event.kind)
    if following is None:
        raise TransitionError(f"the log is broken: '{event.kind}' cannot follow '{state}'")
    if event.kind in _ENDS_PROVIDER:
        return following, ""
    return following, event.provider_id if event.kind in _BRINGS_PROVIDER else provider

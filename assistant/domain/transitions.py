"""The machine of an introduction: its states, what can happen, and where that leads."""

from enum import StrEnum


class State(StrEnum):
    """Where an introduction stands."""

    NOTICED = "noticed"
    ASKED = "asked"
    WANTED = "wanted"
    PARKED = "parked"
    DEFERRED = "deferred"
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
    RESTED = "rested"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """What can happen to an introduction: facts, in the past tense."""

    SEEKER_ASKED = "seeker asked"
    HELP_WANTED = "help wanted"
    HELP_DECLINED = "help declined"
    PARKED = "parked"
    WOKEN = "woken"
    DEFERRED = "deferred"
    RESUMED = "resumed"
    PROVIDER_ASKED = "provider asked"
    PROVIDER_AGREED = "provider agreed"
    PROVIDER_DECLINED = "provider declined"
    PROVIDER_LAPSED = "provider lapsed"
    PROVIDER_DEFERRED = "provider deferred"
    PROVIDER_WITHDREW = "provider withdrew"
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
    AWAY = "away"
    TOLD_SOFTLY = "told softly"
    OUTCOME_ASKED = "outcome asked"
    HANDED_OFF = "handed off"
    LOOP_CLOSED = "loop closed"
    LAPSED = "lapsed"
    RESTED = "rested"
    DISMISSED = "dismissed"
    CANCELLED = "cancelled"


E, S = EventKind, State

TRANSITIONS: dict[State, dict[EventKind, State]] = {
    S.NOTICED: {E.SEEKER_ASKED: S.ASKED, E.HELP_WANTED: S.WANTED, E.DISMISSED: S.DISMISSED},
    S.ASKED: {
        E.HELP_WANTED: S.WANTED,
        E.HELP_DECLINED: S.DECLINED,
        E.DEFERRED: S.DEFERRED,
        E.LAPSED: S.LAPSED,
        E.REMINDED: S.ASKED,
    },
    S.WANTED: {
        E.PROVIDER_ASKED: S.PROVIDER_ASKED,
        E.PROVIDER_AGREED: S.AVAILABLE,  # without being asked: only by a standing preference, see `_check`
        E.PARKED: S.PARKED,
        E.DEFERRED: S.DEFERRED,
        E.HELP_DECLINED: S.DECLINED,
    },
    S.PARKED: {E.WOKEN: S.WANTED, E.DEFERRED: S.DEFERRED, E.HELP_DECLINED: S.DECLINED},
    S.DEFERRED: {E.HELP_WANTED: S.WANTED, E.HELP_DECLINED: S.DECLINED, E.RESUMED: S.NOTICED},  # or see `_step`
    S.PROVIDER_ASKED: {
        E.PROVIDER_AGREED: S.AVAILABLE,
        E.PROVIDER_DECLINED: S.WANTED,
        E.PROVIDER_LAPSED: S.WANTED,
        E.PROVIDER_DEFERRED: S.WANTED,
        E.REMINDED: S.PROVIDER_ASKED,
    },
    S.AVAILABLE: {
        E.PROVIDER_OFFERED: S.OFFERED,
        E.OFFER_ACCEPTED: S.AGREED,  # without being offered again: only whom they accepted late, see `_check`
        E.PROVIDER_DECLINED: S.WANTED,
    },
    S.OFFERED: {
        E.OFFER_ACCEPTED: S.AGREED,
        E.OFFER_DECLINED: S.WANTED,
        E.PROVIDER_DECLINED: S.WANTED,
        E.DEFERRED: S.DEFERRED,
        E.LAPSED: S.LAPSED,
        E.REMINDED: S.OFFERED,
    },
    S.AGREED: {E.INTRODUCED: S.INTRODUCED, E.PROVIDER_DECLINED: S.WANTED, E.OFFER_DECLINED: S.WANTED},
    S.INTRODUCED: {
        E.CONNECTED: S.CONNECTED,
        E.MET: S.MET,
        E.NOT_NOW: S.NOT_NOW,
        E.OUTCOME_ASKED: S.INTRODUCED,
        E.RESTED: S.RESTED,
    },
    S.CONNECTED: {E.MET: S.MET, E.OUTCOME_ASKED: S.CONNECTED, E.NOT_NOW: S.NOT_NOW, E.RESTED: S.RESTED},
    S.MET: {E.WON: S.WON, E.NOT_NOW: S.NOT_NOW, E.OUTCOME_ASKED: S.MET, E.RESTED: S.RESTED},
    S.WON: {E.THANKED: S.THANKED},
    S.NOT_NOW: {E.THANKED: S.THANKED, E.WON: S.WON},
    S.THANKED: {E.THANKED: S.THANKED},  # each side has its own thanks
    S.RESTED: {E.MET: S.MET, E.WON: S.WON, E.NOT_NOW: S.NOT_NOW},  # nobody told how it went, and may still
    S.LAPSED: {  # silence was no no: a late answer counts, and one to an offer is about that very provider
        E.HELP_WANTED: S.WANTED,
        E.HELP_DECLINED: S.DECLINED,
        E.OFFER_ACCEPTED: S.AGREED,
        E.OFFER_DECLINED: S.DECLINED,
    },
}
"""The machine: from each state, what may happen and where it leads. States that are missing are the end.

Some things may happen besides: the user cancels before the joint message; somebody is away for a while; and what
changes nothing (`ASIDE`): somebody is told softly that nothing comes of it, a colleague is asked instead, whoever told
of the matter is told how it ended, or somebody says no to what went on without them already.
"""

ASIDE = frozenset({E.TOLD_SOFTLY, E.HANDED_OFF, E.LOOP_CLOSED, E.PROVIDER_WITHDREW})
"""What may happen in any state, and changes none."""

CLOSED = frozenset({S.THANKED, S.DISMISSED, S.DECLINED, S.LAPSED, S.RESTED, S.CANCELLED})
FACTS = (E.CONNECTED, E.MET, E.WON, E.NOT_NOW, E.RESTED, E.LAPSED, E.CANCELLED)
"""What the user may record besides answers."""

AWAITED = frozenset({S.ASKED, S.PROVIDER_ASKED, S.OFFERED})
"""States in which somebody's answer to an ask is awaited."""

OUTWARD = frozenset({S.AGREED, S.INTRODUCED, S.CONNECTED, S.MET, S.WON, S.NOT_NOW, S.RESTED, S.THANKED})
"""States in which both sides know of each other, or may."""

_BEFORE_INTRODUCED = frozenset(set(TRANSITIONS) - OUTWARD - CLOSED | {S.AGREED})


def following(state: State, kind: EventKind) -> State | None:
    """Where an event of this kind leads; None where it cannot happen."""
    if kind in ASIDE or (kind is E.AWAY and state in TRANSITIONS and state not in CLOSED):
        return state
    if kind is E.CANCELLED and state in _BEFORE_INTRODUCED:
        return S.CANCELLED
    return TRANSITIONS.get(state, {}).get(kind)

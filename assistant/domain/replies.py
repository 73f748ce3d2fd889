"""Replies: what somebody answered to a message of ours, and what is to be made of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """What had been asked."""

    SEEKER = "seeker"  # is help wanted, or this provider?
    PROVIDER = "provider"  # are you open to it?
    INTRODUCED = "introduced"  # the joint message: nothing was asked
    OUTCOME = "outcome"  # did you meet, did it help?


class Label(StrEnum):
    """What a reply says."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    CONDITIONAL = "conditional"
    TELL_ME_MORE = "tell_me_more"
    HAND_OFF = "hand_off"
    ALREADY_SOLVED = "already_solved"
    UNCLEAR = "unclear"
    UNRELATED = "unrelated"
    THANKS = "thanks"
    MET = "met"
    WON = "won"
    LOST = "lost"
    STOP = "stop"
    AUTO = "auto"


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """What a reply was understood to say.

    `confidence` is the probability that the label is right; a yes is only called so where a wrong one is all but
    excluded. `quote` is the sentence that says it, `until` the day from which to ask again, `hand_off` who should be
    asked instead: an address, else a name, else empty.
    """

    label: Label
    confidence: float
    quote: str = ""
    until: date | None = None
    hand_off: str = ""

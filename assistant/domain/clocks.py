"""When an introduction is due for the next step by itself: a reminder, an end, a return.

Silence is waited out in business days, from the day on which the message was sent, or on which its reader is back.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.domain.business_days import BusinessDays
from assistant.domain.introductions import AWAITED, EventKind, Introduction, State


class Due(StrEnum):
    """What is due."""

    REMIND = "remind"
    LAPSE = "lapse"
    RESUME = "resume"
    ASK_OUTCOME = "ask outcome"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How many business days each silence is waited out.

    `remind` after an ask, `lapse` after its reminder, `outcome` from the joint message to "did you meet?", `close`
    from there to letting it rest.
    """

    remind: int = 5
    lapse: int = 5
    outcome: int = 10
    close: int = 10


def due_on(introduction: Introduction, sent: date | None, patience: Patience, days: BusinessDays) -> date | None:
    """The day from which `due` is true; None where nothing comes due by itself.

    `sent` is the day of the last message that waits for an answer; None while it has not left.
    """
    if introduction.state is State.DEFERRED:
        return introduction.until and days.next_open(introduction.until)
    if sent is None or due(introduction) is None:
        return None
    begin = max(sent, introduction.until or sent)
    return days.after(begin, _wait(introduction, patience))


def due(introduction: Introduction) -> Due | None:
    """What comes due by itself where the introduction stands; None where nothing does."""
    match introduction.state:
        case State.DEFERRED:
            return Due.RESUME
        case state if state in AWAITED:
            return Due.LAPSE if introduction.reminded or _handed_off(introduction) else Due.REMIND
        case State.INTRODUCED | State.CONNECTED | State.MET:
            return Due.CLOSE if _outcome_asked(introduction) else Due.ASK_OUTCOME
        case _:
            return None


def _wait(introduction: Introduction, patience: Patience) -> int:
    match due(introduction):
        case Due.REMIND:
            return patience.remind
        case Due.LAPSE:
            return patience.lapse
        case Due.ASK_OUTCOME:
            return patience.outcome
        case _:
            return patience.close


def _handed_off(introduction: Introduction) -> bool:
    """Whether a colleague was asked instead: nobody is reminded of a question that they passed on."""
    return any(event.kind is EventKind.HANDED_OFF for event in introduction.since_asked)


def _outcome_asked(introduction: Introduction) -> bool:
    return any(event.kind is EventKind.OUTCOME_ASKED for event in introduction.events)

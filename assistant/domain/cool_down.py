"""Cool-down: when somebody who has given their time, or said no, is best left in peace, and until when (S2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from assistant.domain.cases import Answered, Case

AFTER_AN_ASK = timedelta(days=7)  # before the next one is welcome
IN_A_ROW = 2  # noes or silences, after which a rest is due
AFTER_NOES = timedelta(days=30)
AFTER_A_WISH = timedelta(days=90)  # they said themselves that it is too often
_TOO_OFTEN = re.compile(
    r"\bnot (?:quite )?(?:so|too|as|this) (?:often|many|frequent(?:ly)?)\b"
    r"|\b(?:less|too) (?:often|frequently)\b|\bfewer (?:of these|asks|requests|introductions|referrals|mails|emails)\b"
    r"|\btoo many (?:of these|asks|requests|introductions|referrals|mails|emails)\b",
    re.IGNORECASE,
)
_REFUSED = (Answered.NO, Answered.SILENT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """Until when somebody is best left in peace, and why."""

    until: date
    why: str


def wants_less(words: str) -> bool:
    """Whether somebody says that they are asked too often."""
    return bool(_TOO_OFTEN.search(words))


def rest_due(cases: Sequence[Case], today: date) -> Rest | None:
    """The rest that a provider's answers call for. None where none does, or it is over."""
    answered = sorted(((at, case) for case in cases if (at := case.answered_at)), key=lambda each: each[0])
    rests = [_after_wish(at, case.said) for at, case in answered if wants_less(case.said)]
    refused = list(takewhile(lambda each: each[1].answered in _REFUSED, reversed(answered)))
    if len(refused) >= IN_A_ROW:
        last, _ = refused[0]
        rests.append(Rest(until=last.date() + AFTER_NOES, why=f"{len(refused)} noes or silences in a row"))
    due = [rest for rest in rests if rest.until > today]
    return max(due, key=lambda rest: rest.until, default=None)


def _after_wish(at: datetime, said: str) -> Rest:
    return Rest(until=at.date() + AFTER_A_WISH, why=f"they said “{' '.join(said.split())[:120]}”")

"""From which day on somebody may be asked again, by their own words."""

from __future__ import annotations

import re
from datetime import date, timedelta

from nlp.replies.days import Day, find_days
from nlp.replies.ways import Named

LIMIT = 6_000  # characters that are looked at
NEAR = 60  # characters before a day in which it is said what the day is for
_FROM = re.compile(
    r"\b(?:back|return\w*|re-?open\w*|open\w*|resum\w+|start|available|ask|write|ring|call|try|contact|ping|nudge|"
    r"chase|shout|come|"
    r"revert|talk|read\w*|again|free|reach|knock|remind|from|starting|commencing|week of|as of|ab|vanaf|wieder|"
    r"terug|zurück|retour|"
    r"volv\w+|riapr\w+|rouvr\w+|reabr\w+|igen|åter|tillbaka|expect|till?gänglig|disponible)"
    r"\b(?:\s+\w+){0,4}\W*$|\b(?:on|of)\s*$|(?:\bno\w*|n't)\b[^.!?]*\b(?:before|earlier than)\s*$",
    re.I,
)
_AFTER = re.compile(
    r"\b(?:after|following|once|past|get(?:ting)? through|nach|na|après|después|dopo|efter|etter|depois|"
    r"po)\b(?:\s+\w+){0,3}\W*$",
    re.I,
)
_UNTIL = re.compile(
    r"(?:\b(?:until|till?|through|thru|up to(?: and including)?|to|bis(?: zum)?|tot(?: en met)?|jusqu'(?:au|à)|"
    r"hasta(?: el)?|fino al?|até|till|tills|do|closing|closes?|not)|[–—-])\s*"
    r"(?:the\s+|and including\s+|(?:calendar )?week\s+)?$",
    re.I,
)
_CLOSED = re.compile(r"\b(?:closed|full|fixed|booked|busy|off|teaching|shut)\b[^.!?]*$", re.I)
_INCLUDING = re.compile(
    r"\b(?:including|t/?m|t\.o\.m\.|til og med|till och med|einschl(?:ießlich|\.)?|tot en met)\s*(?:\w+dag )?(?:de |"
    r"den )?$",
    re.I,
)
_RANGE = re.compile(r"\bfrom\b[^.!?]*\b(?:to|until|till|through)\s+(?:the\s+)?$", re.I)
_LEAVING = re.compile(r"\b(?:since|on leave from|away from|absent from|closed|out|from)\s*$", re.I)
_THEN = re.compile(
    r"\W*(?:I'?m|I am|I'?ve|we'?re|we are|I'?ll|on I can|I can\b|we can\b|onwards?|at the earliest|please\b|"
    r"is (?:when|the day|fine|good)|works|suits)\b(?! (?:over|behind))",
    re.I,
)
_OVER = re.compile(
    r"\b(?:is (?:over|behind)|(?:after|behind) (?:that|this|me|it)\b|afterwards|inclusive|tag danach|"
    r"(?:de )?dag erna|le(?:ndemain)|giorno dopo|dagen etter|dag derna|daarna|danach|once (?:it|that|this)'?s? "
    r"(?:is )?over|out of the way)",
    re.I,
)

_ASIDE = re.compile(
    r"\W*(?:(?:so|then|put|say|make it|call it|maybe|perhaps|try|better)\b)?\W*(?:(?:the|on|in|by)\b)?\W*", re.I
)
_STOP = re.compile(r"\W*(?:$|[.?!\n]|,? (?:then|please|to be sure|pls)\b)", re.I)
_ASKED = re.compile(r"\s*\?")
_ENDING = re.compile(
    r"\b(?:ends?|finish(?:es)?|comes? off|(?:put it |now )?in for|(?:rearranged|moved|booked) it for|(?:voted|"
    r"sworn) in|runs? out|"
    r"expires?|wraps? up|extended to|we will)\b(?:\s+(?:on|the|until|till))*\s*$",
    re.I,
)


def until_of(text: str, today: date) -> date | None:
    """The day from which on the writer of `text`, written on `today`, may be asked again; None where none is told.

    Of several days the one counts that most is said for, of equals the last.
    """
    text = re.sub(r"[^\S\n]+", " ", re.sub(r"\s*\n\s*", "\n", text[:LIMIT]))
    days = find_days(text, today)
    chosen: tuple[float, date] | None = None
    for number, day in enumerate(days):
        until = _resolved(text, day, days[number + 1].start if number + 1 < len(days) else len(text))
        weight = _weight(text, day)
        if until <= today and day.named is Named.FEAST:
            until = day.last + timedelta(days=1)  # in the midst of it, its end is meant
        if until > today and (chosen is None or weight >= chosen[0]):
            chosen = weight, until
    return chosen[1] if chosen else None


def _weight(text: str, day: Day) -> float:
    """How much speaks for this day being the one to ask again."""
    before, after = _before(text, day), text[day.end :]
    if _LEAVING.search(before) and re.match(r"\s*(?:(?:to|until|till|through|bis|and|runs)\b|[–—-])", after):
        return 0  # where an absence begins
    if day.far or re.search(r"\bsince\s+(?:the\s+)?$", before, re.I):
        return 0.2
    said = (
        (_FROM.search(before) and not _RANGE.search(before))
        or _THEN.match(after)
        or _ASKED.match(after)
        or (_ASIDE.fullmatch(before) and _STOP.match(after))
        or day.named is Named.NEXT
    )
    return 1 + 2 * bool(said) + 1.5 * bool(_UNTIL.search(before) or _AFTER.search(before))


def _resolved(text: str, day: Day, end: int) -> date:
    """The first day on which to ask, from what is said before the day, and after it up to the next one."""
    before, after = _before(text, day), text[day.end : end]
    over = day.last + timedelta(days=1)
    if day.named in (Named.SPAN, Named.NEXT):
        return day.first
    if day.named is Named.DAY and _ENDING.search(before):
        return over
    if day.named is Named.PRESENT or _OVER.search(after) or _AFTER.search(before):
        return over
    if re.match(r"\W*(?:inclu|compris|compreso|inbegrepen)", after, re.I) or _INCLUDING.search(before):
        return over
    if day.named in (Named.DAY, Named.FEAST) and _UNTIL.search(before):
        is_return = (
            re.match(r"\W*when i'?m back", after, re.I) or day.first.weekday() == 0
        )  # nobody leaves to return on a Tuesday
        return day.first if is_return else over
    if re.match(r"(?:the )?end|ein?d", text[day.start : day.end], re.I) and _UNTIL.search(before):
        return over
    if day.named is Named.STRETCH and (
        _CLOSED.search(before) or re.match(r"\s*(?:inclusive|is (?:closed|full))", after, re.I)
    ):
        return over if not re.search(r"\b(?:until|till?|bis|tot)\s*$", before, re.I) else day.first
    return day.first


def _before(text: str, day: Day) -> str:
    """What stands before a day in its sentence."""
    return re.split(r"[.!?\n]\s", text[max(0, day.start - NEAR) : day.start])[-1]

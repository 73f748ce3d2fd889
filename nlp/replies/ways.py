"""The ways of naming a day, in English and the months and weekdays of the neighbours' languages."""

from __future__ import annotations

import re
from enum import StrEnum

from nlp.replies import meanings
from nlp.replies.calendar_words import (
    AFTER_SUMMER,
    BANK_HOLIDAYS,
    DAY_NUMBERS,
    FEASTS,
    MONTHS,
    NUMBERS,
    ORDER,
    SEASONS,
    UNITS,
    WEEKDAYS,
)
from nlp.replies.meanings import Read


class Named(StrEnum):
    """How a day is named, which says what "until" and "after" mean with it."""

    DAY = "day"  # the 9th of May, Monday
    STRETCH = "stretch"  # May, next week, the autumn
    PRESENT = "present"  # this week, this year
    SPAN = "span"  # in three weeks
    FEAST = "feast"  # Easter
    NEXT = "next"  # the Monday after: counted from a day that was named before


Way = tuple[re.Pattern[str], Read, Named]


def _any(words: dict[str, object] | list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH, _WEEKDAY, _UNIT = _any(dict(MONTHS)), _any(dict(WEEKDAYS)), _any(dict(UNITS))
_NUMBER, _WORDED, _ORDER = rf"\d{{1,3}}|{_any(dict(NUMBERS))}", _any(dict(DAY_NUMBERS)), _any(dict(ORDER))
_ORDINAL = r"(?:st|nd|rd|th|ste|de|e|\.|er|º|ª)?"
_OF = r"(?:\s+(?:of|de|van|di|del|do))?"
_PARTS = (
    r"early|(?:the )?(?:start|beginning) of|anfang|begin|début|principios de|inizio|na początku|"
    r"mid(?:dle of)?|(?:the |de )?middle of|mitte|half|medio|mi|mediados de|metà|"
    r"(?:the )?second half of|(?:de )?tweede helft van|zweite[rn]?(?: hälfte)?|"
    r"late|(?:the )?end of|ende|(?:het )?eind(?:e)?(?: van)?|fin|finales de|fine"
)
_ON = rf"(?:(?:{_WEEKDAY})\.?,?\s+)?"
_THE = r"(?:the|den|le|el|am|de|du|dia|día|il|lo)"
_IN_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_IN_PART = rf"(?:(?P<part>{_PARTS})[\s-]*)?"
_SHORT_UNIT = r"(?P<unit>week|wk|month|year|maand|monat|jahr|jaar|woche)"
_THEREAFTER = r"(?:after(?:wards)?|following|thereafter|danach|darauf|erna|daarna|d'après|dopo)"


def _way(pattern: str, read: Read, kind: Named) -> Way:
    return re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w/])", re.I), read, kind


WAYS: tuple[Way, ...] = (
    _way(r"20\d\d-\d\d-\d\d", meanings.iso, Named.DAY),
    _way(
        rf"{_ON}(?:the\s+|den\s+|de\s+)?(?P<day>\d{{1,2}}|{_WORDED}){_ORDINAL}{_OF}\s+(?P<month>{_MONTH})\.?{_IN_YEAR}",
        meanings.day_month,
        Named.DAY,
    ),
    _way(
        rf"{_ON}(?P<month>{_MONTH})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}}){_ORDINAL}{_IN_YEAR}",
        meanings.day_month,
        Named.DAY,
    ),
    _way(rf"{_ON}(?P<day>\d{{1,2}})[ /-](?P<month>{_MONTH})[ /-](?P<year>20\d\d)", meanings.day_month, Named.DAY),
    _way(r"(?P<a>\d{1,2})[./](?P<b>\d{1,2})(?:[./](?P<year>20\d\d|\d\d)|\.)?", meanings.numeric, Named.DAY),
    _way(rf"{_ON}{_THE}\s+(?:día\s+)?(?P<day>\d{{1,2}}|{_WORDED})(?:st|nd|rd|th|e|\.)?", meanings.day_alone, Named.DAY),
    _way(rf"{_ON}(?P<day>\d{{1,2}})(?:st|nd|rd|th|e)", meanings.day_alone, Named.DAY),
    _way(
        rf"(?:(?P<next>next|this|coming|volgende|nächsten)\s+)?(?P<weekday>{_WEEKDAY})\.?(?P<week>\s+week)?",
        meanings.weekday,
        Named.DAY,
    ),
    _way(
        rf"(?:on )?(?:that |the |am |dem |op de |le )?(?P<weekday>{_WEEKDAY})\s+(?:immediately |right |"
        rf"straight )?{_THEREAFTER}"
        r"(?:\s+(?:that|this|it|then))?",
        meanings.weekday_then,
        Named.NEXT,
    ),
    _way(rf"(?:on the|that|from the|the|am) (?P<weekday>{_WEEKDAY})", meanings.weekday_then, Named.NEXT),
    _way(
        r"(?:the )?(?:day|morning) after(?: that| it| this)?|the (?:very )?(?:next|following) (?:day|morning)|next day|"
        r"am (?:tag|morgen) (?:danach|darauf)|de dag (?:erna|daarna)|le lendemain|il giorno dopo|dagen (?:efter|"
        r"etter|derpå)",
        meanings.day_then,
        Named.NEXT,
    ),
    _way(
        r"(?:in )?the week (?:after|following)(?: that| it)?|die woche (?:danach|darauf)|de week (?:erna|daarna)",
        meanings.week_then,
        Named.NEXT,
    ),
    _way(r"the weekend(?: following| after(?: that)?)?", meanings.weekend, Named.STRETCH),
    _way(r"(?:the )?week after next|übernächste woche", meanings.week_after_next, Named.STRETCH),
    _way(
        rf"(?:the )?(?P<order>{_ORDER})\s+(?P<weekday>{_WEEKDAY})\s+(?:in|of|im|van|"
        rf"in het)\s+(?:the )?(?P<month>{_MONTH})\.?{_IN_YEAR}",
        meanings.weekday_of_month,
        Named.DAY,
    ),
    _way(r"(?:the )?day after tomorrow|tomorrow|overmorgen|übermorgen", meanings.tomorrow, Named.DAY),
    _way(
        r"(?:in|for|within|over|another|about|a good|at least|give (?:it|me|us))?\s*"
        r"(?:another |about |the next |a good |at least )?"
        rf"(?P<count>{_NUMBER})(?:\s+(?:more|good))?\s+(?P<unit>{_UNIT})(?:'?s?'? time)?(?: from (?:now|today))?",
        meanings.span,
        Named.SPAN,
    ),
    _way(r"(?P<count>a )?(?P<unit>week|month|year) from (?:today|now)", meanings.span, Named.SPAN),
    _way(rf"{_IN_PART}(?P<month>{_MONTH})\.?{_IN_YEAR}", meanings.month_alone, Named.STRETCH),
    _way(r"mid-?month", meanings.mid_month, Named.DAY),
    _way(
        rf"{_IN_PART}(?:the\s+)?(?:next|following|coming|volgende|nächste[nr]?|kommende[nr]?)\s+{_SHORT_UNIT}",
        meanings.next_unit,
        Named.STRETCH,
    ),
    _way(
        rf"(?P<part>{_PARTS})\s+(?:this|the|next|de|der|des)\s+(?P<unit>week|month|year|maand|monats?|jahr(?:es)?|"
        rf"jaar|woche)",
        meanings.end_of_unit,
        Named.DAY,
    ),
    _way(rf"(?:this|deze|dit|diese[nrs]?)\s+{_SHORT_UNIT}", meanings.this_unit, Named.PRESENT),
    _way(
        r"(?:the )?new (?:financial |school |budget )?year|(?:het )?nieuwe jaar|neuen? jahr|nouvel an|año nuevo|"
        r"anno nuovo",
        meanings.new_year,
        Named.STRETCH,
    ),
    _way(rf"(?:the |de |het |im |la )?(?P<season>{_any(dict(SEASONS))})", meanings.season, Named.STRETCH),
    _way(
        rf"(?:the |de |den |la |l')?(?:{_any(list(AFTER_SUMMER))})(?:'s over| is over)?", meanings.summer, Named.FEAST
    ),
    _way(r"q(?P<quarter>[1-4])(?: of next year)?", meanings.quarter, Named.STRETCH),
    _way(
        rf"(?:the |im |au |in het )?(?P<quarter>{_ORDER})\s+(?:quarter|quartal|trimestre|kwartaal)",
        meanings.quarter,
        Named.STRETCH,
    ),
    _way(
        r"(?:the )?second half(?:-| of the )year|zweite[ns]? (?:jahreshälfte|halbjahr)|tweede helft van het jaar",
        meanings.half_year,
        Named.STRETCH,
    ),
    _way(
        r"(?:kw|week|calendar week|wk|vecka|uge|uke|semaine|semana|settimana)\s*(?P<week>\d{1,2})",
        meanings.calendar_week,
        Named.STRETCH,
    ),
    _way(
        rf"(?:the )?(?P<feast>{_any(dict(FEASTS))}|(?:{'|'.join(BANK_HOLIDAYS)}) bank holiday)",
        meanings.feast,
        Named.FEAST,
    ),
)
"""Of two that overlap the longer match counts, of equals the first in this order."""

"""The user's own false alarms (S2): questions about nothing, and asks of providers that led nowhere."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.insight.periods import month_of, months
from assistant.domain.insight.shares import Part
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.prompts import Prompt, PromptState

E = EventKind


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthOfAnswers:
    """The questions answered in one month: `wrong` were about no real matter."""

    name: str
    wrong: Part


class AskEnd(StrEnum):
    """What became of one ask of a provider."""

    INTRODUCED = "introduced"
    DECLINED = "they said no"
    LAPSED = "it lapsed"
    DEFERRED = "put off by them"
    NOWHERE = "it led nowhere"
    OPEN = "not decided yet"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One ask of a provider by message: when, for which introduction, and how it ended."""

    introduction_id: str
    provider_id: str
    at: datetime
    end: AskEnd


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarms:
    """All of it: `questions` and `asks` are the shares that were false, `months` those of the questions by month."""

    questions: Part
    months: tuple[MonthOfAnswers, ...]
    asks: Part
    asked: tuple[Ask, ...]


_ENDS = {
    E.PROVIDER_DECLINED: AskEnd.DECLINED,
    E.PROVIDER_LAPSED: AskEnd.LAPSED,
    E.PROVIDER_DEFERRED: AskEnd.DEFERRED,
    E.PROVIDER_WITHDREW: AskEnd.DECLINED,
    E.INTRODUCED: AskEnd.INTRODUCED,
}
_STOPS = frozenset({E.OFFER_DECLINED, E.HELP_DECLINED, E.CANCELLED, E.LAPSED, E.DEFERRED})


def alarms(prompts: Iterable[Prompt], introductions: Iterable[Introduction], now: datetime) -> Alarms:
    """The figures of all answers and asks so far. Of the asks, those count that are decided."""
    answered = [(each, each.answered_at) for each in prompts if each.state is not PromptState.OPEN]
    all_by: Counter[str] = Counter()
    wrong_by: Counter[str] = Counter()
    for prompt, at in answered:
        if at:
            month = month_of(at, now.tzinfo)
            all_by[month] += 1
            wrong_by[month] += prompt.state is PromptState.WRONG
    names = months(min(all_by), month_of(now, now.tzinfo)) if all_by else ()
    asked = sorted((ask for each in introductions for ask in asks(each)), key=lambda ask: ask.at, reverse=True)
    return Alarms(
        questions=Part(part=wrong_by.total(), whole=all_by.total()),
        months=tuple(MonthOfAnswers(name=name, wrong=Part(part=wrong_by[name], whole=all_by[name])) for name in names),
        asks=_of_asks(asked),
        asked=tuple(asked),
    )


def asks(introduction: Introduction) -> Iterator[Ask]:
    """Every ask of a provider in an introduction, with its end."""
    events = introduction.events
    for place, event in enumerate(events):
        if event.kind is E.PROVIDER_ASKED:
            end = _end(events[place + 1 :], event.provider_id)
            yield Ask(introduction_id=introduction.id, provider_id=event.provider_id, at=event.at, end=end)


def _end(after: Sequence[Event], provider_id: str) -> AskEnd:
    """How an ask ended, by what followed it: whoever did not refuse and is not introduced was called for nothing."""
    for event in after:
        if event.kind in _ENDS and event.provider_id in ("", provider_id):
            return _ENDS[event.kind]
        if event.kind in _STOPS or event.kind is E.PROVIDER_ASKED:
            return AskEnd.NOWHERE
    return AskEnd.OPEN


def _of_asks(asked: Sequence[Ask]) -> Part:
    decided = [each for each in asked if each.end is not AskEnd.OPEN]
    return Part(part=sum(each.end is AskEnd.NOWHERE for each in decided), whole=len(decided))

"""The user's own false alarms (S2): questions about nothing, and asks of providers that led nowhere."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.business_days import BusinessDays
from assistant.domain.cases import NOWHERE, Led, cases_of
from assistant.domain.insight.periods import month_of, months
from assistant.domain.insight.shares import Part
from assistant.domain.introductions import Introduction
from assistant.domain.prompts import Prompt, PromptState

JUDGED = (PromptState.YES, PromptState.NO, PromptState.WRONG)
"""The answers that settle a question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthOfAnswers:
    """The questions answered in one month: `wrong` were about no real matter."""

    name: str
    wrong: Part


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One ask of a provider by message: when, for which introduction, and where it led."""

    introduction_id: str
    provider_id: str
    at: datetime
    led: Led


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarms:
    """All of it: `questions` and `asks` are the shares that were false, `months` those of the questions by month."""

    questions: Part
    months: tuple[MonthOfAnswers, ...]
    asks: Part
    asked: tuple[Ask, ...]


def alarms(prompts: Iterable[Prompt], introductions: Iterable[Introduction], now: datetime) -> Alarms:
    """The figures of all answers and asks so far. Of the asks, those count that are decided."""
    answered = [(each, each.answered_at) for each in prompts if each.state in JUDGED]
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
    """Every ask of a provider in an introduction, with where it led."""
    for card in introduction.providers:
        for case in cases_of(card, (introduction,), BusinessDays()):
            if case.asked_at:
                yield Ask(introduction_id=introduction.id, provider_id=card, at=case.asked_at, led=case.led)


def _of_asks(asked: Sequence[Ask]) -> Part:
    decided = [each for each in asked if each.led is not Led.OPEN]
    return Part(part=sum(each.led in NOWHERE for each in decided), whole=len(decided))

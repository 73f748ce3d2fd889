"""False alarms: how often the user's questions and asks were for nothing, by month and by provider (S2).

A question was for nothing where the user called it wrong. An ask of a provider was where it took their time and led
nowhere: they were not needed after all (the other side turned them down, fell silent or called it off), or they were
introduced and nothing came of it. A provider's own no, silence or withdrawal is no false alarm of the user's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.domain.bullpen import Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.cases import NOWHERE, Case, Led, cases_of
from assistant.domain.introductions import Introduction
from assistant.domain.prompts import Prompt, PromptState
from assistant.domain.shares import share
from assistant.ports import Store

JUDGED = (PromptState.YES, PromptState.NO, PromptState.WRONG)
"""Answers that settle a question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarms:
    """Questions answered and asks that ended, in a month or altogether, and those for nothing, by their ids.

    `month` is 2026-11, or empty where it is all of them. An ask counts in the month in which it was made.
    """

    month: str = ""
    questions: int = 0
    wrong: tuple[str, ...] = ()
    asks: int = 0
    nowhere: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """The share of all that was for nothing, 0 to 1; 0 where there was nothing."""
        return share(len(self.wrong) + len(self.nowhere), self.questions + self.asks)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What came of the asks of one provider: how many there were, and where those that ended led."""

    card: Provider
    asks: int
    led: dict[Led, tuple[str, ...]] = field(default_factory=dict)

    @property
    def nowhere(self) -> int:
        """How many were for nothing."""
        return sum(len(ids) for led, ids in self.led.items() if led in NOWHERE)


@dataclass(frozen=True, kw_only=True, slots=True)
class FalseAlarms:
    """The user's own false alarms: altogether, by month (the earliest first) and by provider (the worst first)."""

    overall: Alarms
    months: tuple[Alarms, ...]
    providers: tuple[Asked, ...]


def false_alarms(store: Store) -> FalseAlarms:
    """How often questions and asks were for nothing, by all that is stored."""
    cards = {card.id: card for card in store.find(Provider)}
    cases: dict[str, list[Case]] = {}
    for introduction in store.find(Introduction):
        for card_id in introduction.providers:
            cases.setdefault(card_id, []).extend(cases_of(card_id, (introduction,), BusinessDays()))
    answered = [prompt for state in JUDGED for prompt in store.find(Prompt, state=state) if prompt.answered_at]
    ended = [case for told in cases.values() for case in told if case.asked_at and case.led is not Led.OPEN]
    by_month: dict[str, tuple[list[Prompt], list[Case]]] = {}
    for prompt in answered:
        by_month.setdefault(f"{prompt.answered_at:%Y-%m}", ([], []))[0].append(prompt)
    for case in ended:
        by_month.setdefault(f"{case.asked_at:%Y-%m}", ([], []))[1].append(case)
    providers = (_asked(cards[card_id], told) for card_id, told in cases.items() if card_id in cards)
    return FalseAlarms(
        overall=_alarms("", answered, ended),
        months=tuple(_alarms(month, *told) for month, told in sorted(by_month.items())),
        providers=tuple(sorted(providers, key=lambda each: (-each.nowhere, -each.asks, each.card.id))),
    )


def _alarms(month: str, answered: Sequence[Prompt], ended: Sequence[Case]) -> Alarms:
    return Alarms(
        month=month,
        questions=len(answered),
        wrong=tuple(prompt.id for prompt in answered if prompt.state is PromptState.WRONG),
        asks=len(ended),
        nowhere=tuple(case.introduction_id for case in ended if case.led in NOWHERE),
    )


def _asked(card: Provider, cases: Iterable[Case]) -> Asked:
    led: dict[Led, tuple[str, ...]] = {}
    asked = [case for case in cases if case.asked_at]
    for case in asked:
        led[case.led] = (*led.get(case.led, ()), case.introduction_id)
    return Asked(card=card, asks=len(asked), led=led)

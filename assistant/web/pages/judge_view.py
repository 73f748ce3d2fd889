"""How a language model as second reader stands, as its page shows it."""

from dataclasses import dataclass
from datetime import date

from assistant.bootstrap import Assistant
from assistant.bootstrap.judging import JudgeParts
from assistant.domain.judging import JudgeSettings, Spent
from assistant.errors import UserError


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What was asked on one day."""

    on: date
    spent: Spent


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How it stands.

    `share` is of the documents read that were worth a question, None where none were read. `has_key` is None where the
    keyring stays locked. `stopped` is the latest day on which not all was asked, with the reason; None without one.
    """

    settings: JudgeSettings
    sources: tuple[str, ...]
    has_key: bool | None
    waiting: int
    days: tuple[Day, ...]
    share: float | None
    today: Spent
    tokens_left: int
    money_left: float | None
    stopped: Day | None


def standing(assistant: Assistant) -> Standing:
    """How it stands now."""
    judging, settings = assistant.judging, assistant.config.judge
    days = tuple(Day(on=date.fromisoformat(each.id), spent=each) for each in judging.spent())
    today = judging.today()
    documents = sum(each.spent.documents for each in days)
    has_prices = settings.price_in > 0 or settings.price_out > 0
    return Standing(
        settings=settings,
        sources=settings.sources,
        has_key=_has_key(judging),
        waiting=judging.waiting(),
        days=days,
        share=sum(each.spent.judged for each in days) / documents if documents else None,
        today=today,
        tokens_left=max(0, settings.tokens_a_day - today.tokens),
        money_left=max(0.0, settings.money_a_day - today.money) if has_prices else None,
        stopped=next((each for each in days if each.spent.stopped), None),
    )


def _has_key(judging: JudgeParts) -> bool | None:
    try:
        return judging.has_key
    except UserError:
        return None

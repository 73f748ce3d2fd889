"""What the user's own answers show: how often the reader was right, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.domain.learning import Learnt, Tally, least_confidence
from assistant.domain.mentions import Mention
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.ports import Store
from assistant.services.learn import lessons
from assistant.services.notice import held_back


@dataclass(frozen=True, kw_only=True, slots=True)
class Experience:
    """The answers of one month, category or sender, and the confidence that its mentions need.

    Months move nothing. `low` and `high` bound the share that was right, 95 in 100.
    """

    name: str
    right: int
    wrong: int
    precision: float
    low: float
    high: float
    needs: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingInsight:
    """The user's own precision: all answers together, by month, by category and by sender.

    `unjudged` counts the answers that say nothing of the reader. `held` are mentions kept without a question.
    """

    configured: float
    overall: Experience
    months: tuple[Experience, ...]
    categories: tuple[Experience, ...]
    senders: tuple[Experience, ...]
    unjudged: int
    held: tuple[Mention, ...]


def reading(store: Store, learnt: Learnt) -> ReadingInsight:
    """How often the reader was right, by the user's answers so far."""
    months: dict[str, Tally] = {}
    overall = Tally()
    for lesson in lessons(store):
        overall = overall.plus(right=lesson.right)
        month = f"{lesson.prompt.answered_at:%Y-%m}" if lesson.prompt.answered_at else ""
        months[month] = months.get(month, Tally()).plus(right=lesson.right)
    senders = [(_name_of(store, sender), tally) for sender, tally in learnt.senders.items()]
    configured = learnt.configured
    return ReadingInsight(
        configured=configured,
        overall=_experience("all", overall, configured),
        months=tuple(_experience(month, tally, configured) for month, tally in sorted(months.items())),
        categories=_worst_first(learnt.categories.items(), configured),
        senders=_worst_first(senders, configured),
        unjudged=store.count(Prompt, state=PromptState.NO),
        held=tuple(sorted(held_back(store), key=lambda mention: mention.heard_at, reverse=True)),
    )


def _worst_first(tallies: Iterable[tuple[str, Tally]], configured: float) -> tuple[Experience, ...]:
    """What needs most first, then what was answered most."""
    found = [(_experience(name, tally, configured, moves=True), tally.answers) for name, tally in tallies]
    return tuple(each for each, _ in sorted(found, key=lambda item: (-item[0].needs, -item[1], item[0].name)))


def _experience(name: str, tally: Tally, configured: float, *, moves: bool = False) -> Experience:
    low, high = tally.interval
    return Experience(
        name=name,
        right=tally.right,
        wrong=tally.wrong,
        precision=round(tally.precision, 3),
        low=round(low, 3),
        high=round(high, 3),
        needs=least_confidence(configured, tally) if moves else configured,
    )


def _name_of(store: Store, sender: str) -> str:
    person = store.get(Person, sender)
    return person.name if person else sender

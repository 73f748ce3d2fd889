"""What a page waits for its data, in a world ten times as large as another.

`python -m tests.benchmarks.bench_lookup` fills a store with a tenth of `large_world.LARGE`, and one with all of it, and
asks each for what pages show. Medians, in milliseconds of the processor, so that a busy machine changes little; what
counts is the ratio: what a page shows a part of must not cost what is kept. What looks at everything (`suggestions`,
`learnt`) may: a page keeps it until `Lookup.version` tells of a change.
"""

import dataclasses
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from assistant.bootstrap import Assistant
from assistant.domain.activity import Activity
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.introductions import Introduction, State
from assistant.domain.people import Participant, Person
from assistant.domain.prompts import Prompt, PromptState
from assistant.services import identify, insight, likely, look_before, today
from assistant.services.board import board
from assistant.services.manners import Manners
from assistant.services.person_view import view
from assistant.services.pictures import pictures
from assistant.services.search import search
from assistant.services.timeline import timeline
from assistant.services.why import why
from tests.large_world import LARGE, NOW, Size, assistant_in, fill

REPEATS = 7


def tenth(size: Size) -> Size:
    """A tenth of everything, but for the bullpen, and what waits: that is as large for everybody."""
    same = {"providers": size.providers, "waiting": size.waiting, "captures_waiting": size.captures_waiting}
    return Size(**({name: value // 10 for name, value in dataclasses.asdict(size).items()} | same))


def asked(assistant: Assistant) -> Mapping[str, Callable[[], object]]:
    """What pages ask for, by its name."""
    store, lookup, user = assistant.store, assistant.lookup, assistant.user.addresses
    available = list(store.find(Introduction, state=State.AVAILABLE))[-1]
    wanted = next(store.find(Introduction, state=State.WANTED))
    drafts = {draft.kind: draft for draft in store.find(Draft, introduction_id=available.id)}
    manners = Manners(drafting=assistant.drafting)
    busiest, other = store.get(Person, "who-000000"), store.get(Person, available.seeker_id)
    assert busiest
    assert other
    questions = today.look(store, assistant.debrief).questions[:20]

    def proposals() -> None:
        timing = assistant.timing()
        for each in questions:
            timing.proposal(each.person, each.prompt.category)

    return {
        "today": lambda: today.look(store, assistant.debrief),
        "today, 20 questions": lambda: today.look(store, assistant.debrief, most=20),
        "meetings that wait": lambda: list(assistant.debrief.waiting()),
        "how to ask 20": proposals,
        "ranking": lambda: assistant.introduce.ranking(wanted),
        "named early (seeker)": lambda: assistant.drafting.named_early(drafts[DraftKind.ASK_SEEKER], available),
        "findings (provider)": lambda: manners.findings(drafts[DraftKind.ASK_PROVIDER], available),
        "looking before": lambda: look_before.about_introduction(store, available, assistant.user),
        "find by address": lambda: identify.find(store, Participant(address=other.address)),
        "why": lambda: why(store, available.id),
        "board": lambda: board(lookup, assistant.clocks, assistant.topics),
        "story": lambda: timeline(store, available),
        "pictures": lambda: pictures(store, lookup, NOW.date()),
        "busiest person": lambda: view(store, lookup, busiest, user=user, now=NOW),
        "another person": lambda: view(store, lookup, other, user=user, now=NOW),
        "search: payroll": lambda: search(store, lookup, "payroll"),
        "search: a": lambda: search(store, lookup, "a"),
        "search: a name": lambda: search(store, lookup, other.name),
        "50 people": lambda: lookup.listing(Person),
        "50 open questions": lambda: lookup.listing(Prompt, state=PromptState.OPEN),
        "50 activities": lambda: lookup.listing(Activity),
        "prompts by state": lambda: lookup.tally(Prompt, "state"),
        "version": lookup.version,
        "suggestions": lambda: list(likely.suggestions(store)),
        "learnt": assistant.learnt,
        "insight": lambda: insight.reading(store, assistant.learnt()),
    }


def milliseconds(action: Callable[[], object]) -> float:
    """The median, once warm."""
    action()
    costs = []
    for _ in range(REPEATS):
        started = time.process_time()
        action()
        costs.append((time.process_time() - started) * 1e3)
    return median(costs)


def main() -> None:
    print("milliseconds                 a tenth      all  ratio")
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        worlds = []
        for folder, size in ((small, tenth(LARGE)), (large, LARGE)):
            assistant = assistant_in(Path(folder))
            fill(assistant.store, size)
            worlds.append(asked(assistant))
        for name in worlds[0]:
            one, ten = (milliseconds(world[name]) for world in worlds)
            print(f"{name:<27} {one:>8.1f} {ten:>8.1f} {ten / max(one, 0.01):>6.1f}")


if __name__ == "__main__":
    main()

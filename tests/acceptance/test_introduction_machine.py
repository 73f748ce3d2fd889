"""No unapproved, no duplicate, no premature message: a machine that tries to bring one about.

It drives the real services over a real drafts folder, with answers in any order and from anybody, edits that smuggle
names in, folders that fail, processes that end in the middle, days that pass, and keeps its own books of what was said
(`introductions/`). `FOLLOWUP_MACHINE=2000` looks for longer.
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.introductions import Event, EventKind, Introduction, State
from tests.acceptance.introductions.world_rules import WorldRules

EXAMPLES = int(os.environ.get("FOLLOWUP_MACHINE", "250"))
STEPS = 50  # an example
ENOUGH = 36  # of them on average: Hypothesis ends some examples early
COMES_ABOUT = (
    "crash", "undone", "merged", "refused", "taken yes", "taken no", "waits yes",
    "settled yes", "due remind", "due lapse", "due resume", "due ask outcome", "message joint",
    "message reminder", "message outcome",
)  # fmt: skip
"""What has to come about in so many steps, or the machine looks for nothing."""

AFTER: dict[EventKind, State] = {
    EventKind.SEEKER_ASKED: State.ASKED,
    EventKind.HELP_WANTED: State.WANTED,
    EventKind.HELP_DECLINED: State.DECLINED,
    EventKind.PARKED: State.PARKED,
    EventKind.WOKEN: State.WANTED,
    EventKind.DEFERRED: State.DEFERRED,
    EventKind.PROVIDER_ASKED: State.PROVIDER_ASKED,
    EventKind.PROVIDER_AGREED: State.AVAILABLE,
    EventKind.PROVIDER_DECLINED: State.WANTED,
    EventKind.PROVIDER_LAPSED: State.WANTED,
    EventKind.PROVIDER_DEFERRED: State.WANTED,
    EventKind.PROVIDER_OFFERED: State.OFFERED,
    EventKind.OFFER_ACCEPTED: State.AGREED,
    EventKind.OFFER_DECLINED: State.WANTED,
    EventKind.INTRODUCED: State.INTRODUCED,
    EventKind.CONNECTED: State.CONNECTED,
    EventKind.MET: State.MET,
    EventKind.WON: State.WON,
    EventKind.NOT_NOW: State.NOT_NOW,
    EventKind.THANKED: State.THANKED,
    EventKind.LAPSED: State.LAPSED,
    EventKind.RESTED: State.RESTED,
    EventKind.DISMISSED: State.DISMISSED,
    EventKind.CANCELLED: State.CANCELLED,
}
"""Where an introduction is after each kind of event; what is missing changes nothing, but for a return."""


class IntroductionMachine(WorldRules):
    """What must hold after every step."""

    @invariant()
    def messages_keep_to_the_etiquette(self) -> None:
        self.books.look()
        self.books.states_are_earned()
        self.books.keep()

    @invariant()
    def what_is_stored_follows_from_the_log(self) -> None:
        live: Counter[tuple[str, str, str]] = Counter()
        for introduction in self.store.find(Introduction):
            assert introduction.state is stands(introduction.events)
            found = list(self.store.find(Introduction, state=introduction.state, provider_id=introduction.provider_id))
            assert introduction in found
            over = (State.THANKED, State.DISMISSED, State.DECLINED, State.LAPSED, State.RESTED, State.CANCELLED)
            if introduction.provider_id and introduction.state not in over:
                live[introduction.seeker_id, introduction.provider_id, introduction.category] += 1
        merged = {*self.books.same, *self.books.same.values()}
        assert all(count == 1 for (seeker, *_), count in live.items() if seeker not in merged), live


def stands(events: tuple[Event, ...]) -> State:
    """The state that follows from a log, worked out a second time."""
    state = before = State.NOTICED
    for event in events:
        if event.kind is EventKind.RESUMED:
            state, before = State.NOTICED if before is State.ASKED else State.WANTED, state
        elif (state, event.kind) == (State.LAPSED, EventKind.OFFER_DECLINED):
            state, before = State.DECLINED, state  # nobody is looked for any more
        elif event.kind in AFTER and AFTER[event.kind] is not state:
            state, before = AFTER[event.kind], state
    return state


class OverSQLite(IntroductionMachine):
    """The same over the store that users have."""

    make_store = staticmethod(lambda folder: open_store(folder / "assistant.db"))


@pytest.mark.parametrize(
    ("machine", "examples"), [(IntroductionMachine, EXAMPLES), (OverSQLite, EXAMPLES // 10)], ids=["memory", "sqlite"]
)
def test_no_message_is_unapproved_premature_or_sent_twice(
    machine: type[IntroductionMachine], examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no power is cut here, and the disk is most of the time
    monkeypatch.setattr(machine, "reached", Counter())
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate, *([Phase.shrink] if "FOLLOWUP_MACHINE" in os.environ else [])],
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert machine.reached["steps"] >= examples * ENOUGH
    if examples == EXAMPLES:
        assert machine.reached["steps"] >= 10_000
        assert not [each for each in COMES_ABOUT if not machine.reached[each]], sorted(machine.reached.items())

"""A mailbox whose answer is lost, and whose search lags behind: one message, whatever is tried and when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction, State
from assistant.errors import DeliveryError, TransitionError, UncertainError
from assistant.ports import NEVER
from assistant.services.deliver import Deliver
from assistant.services.reasons import ASK_BUDGET
from tests.acceptance.introduction_world import SEEKERS, World
from tests.acceptance.introductions.box import Crash, Fault

LAG = timedelta(minutes=5)


@dataclass
class LaggingBox:
    """A mailbox that shows a message `LAG` after it came; `faults` are what happens at each `put`, in turn."""

    world: World
    faults: list[str]
    laid: list[tuple[str, datetime]] = field(default_factory=list)
    name = "gmail"
    settles = timedelta(minutes=10)

    def find(self, draft: Draft) -> str | None:
        there = any(laid == draft.id and self.world.now - at >= LAG for laid, at in self.laid)
        return "Drafts" if there else None

    def put(self, draft: Draft) -> str:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "refused":
            raise DeliveryError("the mailbox is full")
        if not fault.endswith("before"):
            self.laid.append((draft.id, self.world.now))
        if fault.startswith("crash"):
            raise Crash
        if fault.startswith("lost"):
            raise UncertainError("no answer")
        return "Drafts"


class SendingBox(LaggingBox):
    """One that sends: a message that went out shows nowhere, unless its sender keeps a copy."""

    settles = NEVER

    def find(self, draft: Draft) -> str | None:
        return None


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(store=MemoryStore(), path=tmp_path)


def started(world: World, *faults: str, kind: type[LaggingBox] = LaggingBox) -> tuple[Deliver, LaggingBox, Draft]:
    box = kind(world, list(faults))
    draft = world.waiting(world.open(), DraftKind.ASK_SEEKER)
    return Deliver(introduce=world.introduce, box=box), box, draft


def test_a_lost_answer_is_looked_up_before_another_try(world: World) -> None:
    deliver, box, draft = started(world, "lost after")
    with pytest.raises(UncertainError):
        deliver.approve(draft.id, draft.hash)
    assert deliver.finish() == ([], [])
    with pytest.raises(UncertainError, match="may or may not"):
        deliver.edit(draft.id, subject="Other", text="Other.")
    world.now += LAG
    (delivered,), problems = deliver.finish()
    assert (delivered.state, delivered.box, problems) == (DraftState.DELIVERED, "gmail", [])
    assert len(box.laid) == 1


def test_what_never_arrived_is_tried_again_once_that_is_sure(world: World) -> None:
    deliver, box, draft = started(world, "lost before")
    with pytest.raises(UncertainError):
        deliver.approve(draft.id, draft.hash)
    world.now += LAG
    assert deliver.finish() == ([], [])
    assert box.laid == []
    world.now += box.settles
    (delivered,), _ = deliver.finish()
    assert delivered.state is DraftState.DELIVERED
    assert len(box.laid) == 1


def test_a_refusal_leaves_no_doubt(world: World) -> None:
    deliver, box, draft = started(world, "refused")
    with pytest.raises(DeliveryError, match="full"):
        deliver.approve(draft.id, draft.hash)
    (delivered,), _ = deliver.finish()
    assert delivered.state is DraftState.DELIVERED
    assert len(box.laid) == 1


def test_another_process_in_the_same_moment_lays_nothing_down(world: World) -> None:
    deliver, box, draft = started(world, "crash after")
    with pytest.raises(Crash):
        deliver.approve(draft.id, draft.hash)
    with pytest.raises(UncertainError):
        deliver.approve(draft.id, draft.hash)
    assert len(box.laid) == 1


@given(
    st.lists(st.sampled_from(["refused", "lost before", "lost after", "crash before", "crash after", ""]), max_size=5),
    st.lists(st.integers(0, 15), min_size=1, max_size=12),
)
def test_one_message_in_the_end(tmp_path_factory: pytest.TempPathFactory, faults: list[str], waits: list[int]) -> None:
    world = World(store=MemoryStore(), path=tmp_path_factory.mktemp("drafts"))
    deliver, box, draft = started(world, *faults)
    for minutes in (0, *waits, *[15] * (len(faults) + 2)):
        world.now += timedelta(minutes=minutes)
        try:
            deliver.approve(draft.id, draft.hash)
            deliver.finish()
        except (DeliveryError, Crash):
            world.restart()
    assert len(box.laid) == 1
    kept = world.store.get(Draft, draft.id)
    assert kept is not None
    assert kept.state is DraftState.DELIVERED


def test_the_introduction_moves_on_once_it_is_sure(world: World) -> None:
    deliver, _, draft = started(world, "lost after")
    with pytest.raises(UncertainError):
        deliver.approve(draft.id, draft.hash)
    states = []
    for _ in range(3):
        introduction = world.store.get(Introduction, draft.introduction_id)
        assert introduction is not None
        states.append((introduction.state, len(introduction.events)))
        world.now += LAG
        deliver.finish()
    assert [state for state, _ in states] == [State.NOTICED, State.ASKED, State.ASKED]
    assert states[1] == states[2]


@pytest.mark.parametrize("fault", [Fault.BEFORE, Fault.AFTER])
def test_an_ask_in_doubt_uses_up_patience_and_is_finished(world: World, fault: Fault) -> None:
    asks = [world.waiting(world.open(seeker, in_person=True), DraftKind.ASK_PROVIDER) for seeker in SEEKERS]
    for ask in asks[: ASK_BUDGET - 1]:
        world.approve(ask)
    world.box.fault = fault
    with pytest.raises(Crash):
        world.approve(asks[ASK_BUDGET - 1])
    with pytest.raises(TransitionError, match="their patience is finite"):
        world.approve(asks[ASK_BUDGET])
    (finished,), problems = world.deliver.finish()
    assert (finished.id, problems) == (asks[ASK_BUDGET - 1].id, [])


@pytest.mark.parametrize("fault", ["lost after", "lost before", "crash after", "crash before"])
def test_what_sends_never_tries_again_unless_the_user_asks_for_it(world: World, fault: str) -> None:
    deliver, box, draft = started(world, fault, kind=SendingBox)
    with pytest.raises((UncertainError, Crash)):
        deliver.approve(draft.id, draft.hash)
    sent = len(box.laid)
    for _ in range(3):
        world.now += timedelta(days=30)
        (told,) = deliver.finish()[1]
        assert "may or may not have sent" in str(told)
        assert f"assistant drafts discard {draft.id}" in told.hint
        with pytest.raises(UncertainError) as caught:
            deliver.approve(draft.id, draft.hash)
        assert f"assistant drafts discard {draft.id}" in caught.value.hint
        with pytest.raises(UncertainError):
            deliver.edit(draft.id, subject="Other", text="Other.")
    assert len(box.laid) == sent
    deliver.discard(draft.id)
    assert deliver.finish() == ([], [])
    assert len(box.laid) == sent
    restored = deliver.restore(draft.id)
    assert deliver.approve(restored.id, restored.hash).state is DraftState.DELIVERED
    assert len(box.laid) == sent + 1


def test_what_is_found_among_the_sent_mail_cannot_be_discarded(world: World) -> None:
    deliver, box, draft = started(world, "crash after")
    box.settles = NEVER
    with pytest.raises(Crash):
        deliver.approve(draft.id, draft.hash)
    world.now += LAG
    with pytest.raises(TransitionError, match="is delivered already"):
        deliver.discard(draft.id)

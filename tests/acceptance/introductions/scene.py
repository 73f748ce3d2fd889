"""What the rules of the machine stand on: a world, its books, and how a step is tried."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import ClassVar, ParamSpec

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from assistant.adapters.memory import MemoryStore
from assistant.domain.consents import Side
from assistant.domain.drafts import Draft
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.people import Person
from assistant.domain.prompts import Prompt
from assistant.errors import UserError
from assistant.ports import R, Store
from tests.acceptance.introduction_world import World
from tests.acceptance.introductions.books import Books
from tests.acceptance.introductions.box import Crash, Fault
from tests.acceptance.introductions.power import MortalStore
from tests.acceptance.introductions.story import Story

P = ParamSpec("P")
picks = st.integers(0, 10_000)


def tried(function: Callable[P, None]) -> Callable[P, None]:
    """A rule that may be refused with an explanation, and after whose crash the process begins anew."""

    @wraps(function)
    def trying(*given: P.args, **named: P.kwargs) -> None:
        machine = given[0]
        assert isinstance(machine, Scene)
        type(machine).reached["steps"] += 1
        machine.world.now += timedelta(minutes=1)
        try:
            function(*given, **named)
        except UserError as error:
            machine.books.reached["refused"] += 1
            if os.environ.get("FOLLOWUP_REFUSALS"):
                print(function.__name__, error)
        except Crash:
            machine.books.reached["crash"] += 1
            machine.store.dies_after = None
            machine.world.restart()

    return trying


class Scene(RuleBasedStateMachine):
    """A world and its books. `make_store` gives a store for a folder, `reached` counts what came about."""

    make_store: Callable[[Path], Store] = staticmethod(lambda folder: MemoryStore())
    reached: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="followup-machine-")
        path = Path(self.folder.name)
        self.store = MortalStore(type(self).make_store(path))
        self.world = World(store=self.store, path=path / "drafts")
        self.books = Books(world=self.world)

    def teardown(self) -> None:
        type(self).reached.update(self.books.reached)
        self.store.close()
        self.folder.cleanup()

    def pick(self, kind: type[R], pick: int) -> R:
        """Any record of this kind; none is an error that explains itself."""
        records = list(self.store.find(kind))
        if not records:
            raise UserError("there is none")
        return records[pick % len(records)]

    def log(self, key: str) -> tuple[Event, ...]:
        """What is stored of an introduction."""
        introduction = self.store.get(Introduction, key)
        return introduction.events if introduction else ()

    def logs(self) -> dict[str, tuple[Event, ...]]:
        """What is stored of each introduction."""
        return {each.id: each.events for each in self.store.find(Introduction)}

    def told(self, key: str, act: Callable[[], object], heard: Callable[[Story], None]) -> None:
        """Tell the product something, and the books where it was kept, even if the process ended right after."""
        before = self.log(key)
        try:
            act()
        finally:
            if self.log(key) != before:
                heard(self.books.stories[key])

    def stands(self, key: str) -> bool:
        """Whether the product took a late yes for one to the offer that had lapsed, which must not be over by then."""
        kinds = [event.kind for event in self.log(key)]
        since = kinds[len(kinds) - kinds[::-1].index(EventKind.LAPSED) :] if EventKind.LAPSED in kinds else []
        stands = EventKind.OFFER_ACCEPTED in since and EventKind.HELP_WANTED not in since
        assert not (stands and self.books.is_told(key, Side.PROVIDER)), (
            "a provider was accepted who had been told that it is over"
        )
        return stands

    def opened(self, prompt: Prompt, act: Callable[[], object], *, wants_help: bool) -> None:
        """Let an introduction begin."""
        try:
            act()
        finally:
            now = self.store.get(Prompt, prompt.id)
            if now and now.introduction_id and now.introduction_id not in self.books.stories:
                story = Story(seeker=now.person_id, category=now.category, wants_help=wants_help)
                self.books.begin(now.introduction_id, story)

    def approve_draft(self, draft: Draft, fault: Fault, *, stale: bool = False) -> None:
        """Approve what is shown of a draft, or something else."""
        seen = self.store.get(Draft, draft.id) or draft
        self.books.shown.setdefault(draft.id, []).append(seen)
        self.world.box.fault = fault
        # the worst user: overrules whatever may be overruled
        self.world.deliver.approve(draft.id, "0" * 64 if stale else seen.hash, anyway=True)

    def known(self, seeker: Person) -> Person:
        """Somebody as they are stored by now."""
        stored = list(self.store.find(Person, keys=seeker.keys[0]))
        return stored[0] if stored else seeker

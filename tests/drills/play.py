"""A few days with the program: syncs and approvals, broken here and there, and what there is in the end."""

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.documents import Document
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Introduction
from assistant.domain.meetings import Meeting
from assistant.domain.mentions import Mention
from assistant.domain.sources import Failure, SourceState
from tests.acceptance.introduction_world import SEEKERS
from tests.acceptance.introduction_world import World as Practice
from tests.drills.faults import KILLS, Blow, Kind, Plan
from tests.drills.hand import BROKEN, Ended, Hand
from tests.drills.world import USER, World

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HEALS = 4  # days of faultless syncs within which all must be well

Stored = Mapping[str, object]
"""What counts in the end, by what it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A command on a day; `draft` is the number of the draft that is approved."""

    day: int
    draft: int | None = None


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What came of a run. `wrong` says what must not be."""

    stored: Stored = field(default_factory=dict)
    requests: list[list[list[bytes]]] = field(default_factory=list)
    struck: int = 0
    killed: int = 0
    binned: set[str] = field(default_factory=set)
    asked: int = 0
    wrong: list[str] = field(default_factory=list)


def prepared(folder: Path) -> tuple[Path, list[str]]:
    """A store with two drafts that wait for approval, and their ids."""
    store = open_store(folder / "template.db")
    practice = Practice(store=store, path=folder / "unused", now=NOW - timedelta(days=1))
    opened = [practice.open(seeker) for seeker in SEEKERS[:2]]
    drafts = [practice.waiting(introduction, DraftKind.ASK_SEEKER).id for introduction in opened]
    store.close()
    return folder / "template.db", drafts


def steps_of(world: World) -> list[Step]:
    """What the user does: a sync each day, and on two days an approval."""
    if not world.has_drafts:
        return [Step(day=day) for day in range(3)]
    return [Step(day=0), Step(day=0, draft=0), Step(day=1), Step(day=1, draft=1)]


class Play:
    """One run, in a folder of its own."""

    def __init__(self, world: World, hand: Hand, folder: Path, template: Path, drafts: list[str]) -> None:
        self.world, self.hand, self.drafts = world, hand, drafts
        self.data = folder / "data"
        self.config = folder / "config.toml"
        self.outcome = Outcome()
        self._day = 0
        self._later = timedelta(0)
        shutil.rmtree(folder, ignore_errors=True)
        self.data.mkdir(parents=True)
        shutil.copy(template, self.data / "assistant.db")

    def run(self, variant: int, plan: Plan) -> Outcome:
        """Go through the days, then through as many more as it takes to heal."""
        chance, outcome = Random(variant), self.outcome
        self.world.begin(chance)
        self._write_settings()
        for number, step in enumerate(steps_of(self.world)):
            if step.day > self._day:
                self._new_day(step.day)
                self.world.goes_on(step.day, chance)
            self._step(step, [blow for blow in plan.blows if blow.step == number], plan)
        ended = self._healed()
        if self.world.asks_user:
            ended = self._decided(ended)
        if ended.status:
            outcome.wrong.append(f"the last sync still complains: {ended.said.strip()[-300:]}")
        outcome.stored = self._stored()
        return outcome

    def _step(self, step: Step, blows: list[Blow], plan: Plan) -> None:
        outcome, proxies = self.outcome, self.world.proxies
        for number, proxy in enumerate(proxies):
            proxy.reset()
            proxy.strikes = {at: harm for blow in blows if blow.proxy == number for at, harm in blow.harms.items()}
            proxy.on_strike = lambda harm: self._event([blow.kind for blow in blows])
        kills = self.hand.kills
        ended = self._command(step, is_impatient=any(blow.kind is Kind.STALL for blow in blows))
        struck = sum(proxy.struck for proxy in proxies)
        was_killed = self.hand.kills > kills
        outcome.struck += struck
        outcome.killed += was_killed
        outcome.requests.append([list(proxy.commands) for proxy in proxies])
        self._look_at(ended, is_expected=bool(blows), was_killed=was_killed)
        for proxy in proxies:
            proxy.reset()
            proxy.hang_up()
        if not struck:
            return
        if plan.bins and step.draft is not None:
            self._bin(self.drafts[step.draft])
        if plan.again:
            self._later += timedelta(minutes=1)
            self._look_at(self._command(step), is_expected=True)

    def _event(self, kinds: list[Kind]) -> None:
        if any(kind in KILLS for kind in kinds):
            self.hand.kill()
        if Kind.EXPIRED in kinds:
            self.world.expire()

    def _command(self, step: Step, *, is_impatient: bool = False) -> Ended:
        self._later += timedelta(minutes=1)
        words = ["sync"] if step.draft is None else ["drafts", "approve", self.drafts[step.draft], "--yes"]
        return self.hand.run(self.config, self._now, *words, is_impatient=is_impatient)

    def _look_at(self, ended: Ended, *, is_expected: bool, was_killed: bool = False) -> None:
        """A command may fail where something broke, but only in the program's own words."""
        is_well = ended.status in ((0, 1) if is_expected else (0,)) or (was_killed and ended.status == -9)
        if not is_well:
            how = "broke" if ended.status == BROKEN else f"ended with {ended.status}"
            self.outcome.wrong.append(f"a command {how}: {ended.said.strip()[-3000:]}")

    def _bin(self, draft_id: str) -> None:
        """The user throws away what lies in the mailbox while the program is in doubt."""
        if self._draft(draft_id).state is DraftState.APPROVED and "drafts" in self.world.places(draft_id):
            self.world.bin(draft_id)
            if not self.world.asks_user:
                self.outcome.binned.add(draft_id)

    def _healed(self) -> Ended:
        """The next days' syncs, until one has nothing to complain of, and nothing waits to be delivered."""
        ended = Ended(status=-1, said="")
        for _ in range(HEALS):
            self._new_day(self._day + 1)
            is_waiting = self._is_waiting()
            ended = self._command(Step(day=self._day))
            self._look_at(ended, is_expected=True)
            if not (ended.status or is_waiting):
                break
        return ended

    def _is_waiting(self) -> bool:
        """Whether a draft was approved, and is not delivered yet."""
        return any(self._draft(draft_id).state is DraftState.APPROVED for draft_id in self.drafts)

    def _decided(self, ended: Ended) -> Ended:
        """The user settles what stays in doubt, as the program says."""
        doubtful = [each for each in self.drafts if self._draft(each).state is DraftState.APPROVED]
        for draft_id in doubtful:
            self.outcome.asked += 1
            if "may or may not" not in ended.said:
                self.outcome.wrong.append(f"nobody was told that {draft_id} is in doubt: {ended.said[-300:]}")
            if "out" in self.world.places(draft_id):
                self.world.file_copy(draft_id)
                continue
            self.world.bin(draft_id)
            for words in (["discard", draft_id], ["restore", draft_id], ["approve", draft_id, "--yes"]):
                said = self.hand.run(self.config, self._now, "drafts", *words)
                self._look_at(said, is_expected=False)
        return self._healed() if doubtful else ended

    def _new_day(self, day: int) -> None:
        self._day, self._later = day, timedelta(0)
        self.world.settle()

    @property
    def _now(self) -> datetime:
        return NOW + timedelta(days=self._day) + self._later

    def _write_settings(self) -> None:
        account = {"name": "drill", **self.world.settings()}
        lines = [f"{name} = {json.dumps(value)}" for name, value in account.items()]
        sends = "smtp_server" in account
        box = f'deliver_to = "drill"\nsend = {json.dumps(sends)}\n' if self.world.has_drafts else ""
        user = f'name = "Helen Marsh"\naddresses = ["{USER}"]\ntimezone = "Europe/Dublin"\n'
        text = f'data = "data"\n[user]\n{user}[drafts]\n{box}[[account]]\n' + "\n".join(lines)
        self.config.write_text(text, "utf-8")
        (self.data / "secrets.json").write_text(json.dumps(self.world.secrets()), "utf-8")

    def _draft(self, draft_id: str) -> Draft:
        store = open_store(self.data / "assistant.db")
        draft = store.get(Draft, draft_id)
        store.close()
        assert draft is not None
        return draft

    def _stored(self) -> Stored:
        store = open_store(self.data / "assistant.db")
        stored: dict[str, object] = {}
        for document in store.find(Document):
            of = [f"of {each}" for each in self.drafts if document.message_id.startswith(f"<{each}.")]
            own = of[0] if of else document.id
            known = stored.setdefault(f"document {own}", [])
            assert isinstance(known, list)
            known.append((document.title, document.digest, document.skipped))
        for meeting in store.find(Meeting):
            stored[f"meeting {meeting.id}"] = (meeting.title, str(meeting.start), meeting.cancelled)
        for mention in store.find(Mention):
            stored[f"mention {mention.id}"] = mention.document_id
        for failure in store.find(Failure):
            stored[f"failure {failure.locator}"] = failure.problem
        for state in store.find(SourceState):
            stored[f"source {state.id}"] = "complete" if state.until else "in part"
        for draft in (store.get(Draft, each) for each in self.drafts if self.world.has_drafts):
            assert draft is not None
            introduction = store.get(Introduction, draft.introduction_id)
            assert introduction is not None
            stored[f"draft {draft.id}"] = (draft.state, dict(Counter(self.world.places(draft.id))))
            stored[f"introduction of {draft.id}"] = [event.kind for event in introduction.events]
        store.close()
        return stored


def expected(faultless: Stored, binned: set[str]) -> Stored:
    """What a run must end with, where its user has thrown some drafts away."""
    gone: dict[str, object] = {f"draft {each}": (DraftState.DELETED, {"bin": 1}) for each in binned}
    for each in (f"introduction of {each}" for each in binned):
        kinds = faultless[each]
        assert isinstance(kinds, list)
        gone[each] = kinds[:-1]  # what was never said has not happened
    return {**faultless, **gone}


def differences(stored: Stored, wanted: Stored) -> list[str]:
    """What is lost, doubled or otherwise wrong, a line each."""
    keys = sorted(stored.keys() | wanted.keys())
    return [
        f"{key}: {stored.get(key, 'nothing')}, not {wanted.get(key, 'nothing')}"
        for key in keys
        if stored.get(key) != wanted.get(key)
    ]

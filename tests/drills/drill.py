"""Runs of a play, each with faults at places that its seed chooses, and a table of what came of them."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills import calendars, mailboxes, providers
from tests.drills.faults import KINDS, Kind, Plan, plan
from tests.drills.hand import Hand, hand
from tests.drills.play import Outcome, Play, differences, expected, prepared, steps_of
from tests.drills.world import World

VARIANTS = 3  # what happens to the user; each is lived through without faults once
WORLDS: Mapping[str, Callable[[Path], AbstractContextManager[World]]] = {
    "imap": mailboxes.imap,
    "smtp": mailboxes.smtp,
    "radicale": calendars.radicale,
    "xandikos": calendars.xandikos,
    "google": providers.google,
    "microsoft": providers.microsoft,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run: `wrong` is empty where all ended as without faults."""

    seed: int
    kinds: tuple[Kind, ...]
    outcome: Outcome
    wrong: tuple[str, ...]


@dataclass
class Drill:
    """Runs for one world."""

    world: World
    hand: Hand
    folder: Path
    template: Path
    drafts: list[str]
    _faultless: dict[int, Outcome] = field(default_factory=dict)

    def run(self, seed: int) -> Run:
        """The run with this seed; the same each time, as far as threads allow."""
        variant = seed % VARIANTS
        faultless = self.faultless(variant)
        deliveries = [number for number, step in enumerate(steps_of(self.world)) if step.draft is not None]
        planned = plan(seed, faultless.requests, deliveries, self.world.creates)
        outcome = self._play(variant, planned)
        wanted = expected(faultless.stored, outcome.binned)
        wrong = (*outcome.wrong, *differences(outcome.stored, wanted))
        return Run(seed=seed, kinds=tuple(blow.kind for blow in planned.blows), outcome=outcome, wrong=wrong)

    def faultless(self, variant: int) -> Outcome:
        """What comes of it where nothing breaks."""
        if variant not in self._faultless:
            outcome = self._play(variant, Plan())
            assert not outcome.wrong, outcome.wrong
            self._faultless[variant] = outcome
        return self._faultless[variant]

    def _play(self, variant: int, planned: Plan) -> Outcome:
        return Play(self.world, self.hand, self.folder / "run", self.template, self.drafts).run(variant, planned)


@contextmanager
def drill(name: str) -> Iterator[Drill]:
    """The drill of this name, its servers started; they are stopped at the end."""
    with tempfile.TemporaryDirectory(prefix=f"drill-{name}-") as given:
        folder = Path(given)
        (folder / "server").mkdir()
        template, drafts = prepared(folder)
        with hand() as ready, WORLDS[name](folder / "server") as world:
            yield Drill(world, ready, folder, template, drafts)


def table(runs: Iterable[Run]) -> str:
    """How many runs there were with each kind of fault, how many processes were killed, and what was wrong."""
    runs = list(runs)
    rows = [f"{'fault':<28}{'runs':>6}{'struck':>8}{'killed':>8}{'asked':>7}{'wrong':>7}"]
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for run in runs:
        first = counts[run.kinds[0]]
        first["runs"] += 1
        first["struck"] += run.outcome.struck
        first["killed"] += run.outcome.killed
        first["asked"] += run.outcome.asked
        first["wrong"] += bool(run.wrong)
    counts["in all"] = sum(counts.values(), Counter())
    for kind, count in counts.items():
        figures = (count[name] for name in ("runs", "struck", "killed", "asked", "wrong"))
        runs_, struck, killed, asked, wrong = figures
        rows.append(f"{kind:<28}{runs_:>6}{struck:>8}{killed:>8}{asked:>7}{wrong:>7}")
    return "\n".join(rows)

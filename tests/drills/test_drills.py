"""A few runs of each drill, of every kind of fault; `make drill` makes 200 of each."""

import pytest

from tests.drills.drill import WORLDS, drill, table

EACH = 16
RUNS = {"xandikos": 6}  # the one that keeps each change in git takes its time


@pytest.mark.parametrize("name", list(WORLDS))
def test_whatever_breaks_the_end_is_as_without_it(name: str) -> None:
    with drill(name) as ready:
        first = EACH * list(WORLDS).index(name)  # others for each, since they share most of the program
        runs = [ready.run(seed) for seed in range(first, first + RUNS.get(name, EACH))]
        kills = ready.hand.kills
    wrong = [f"python -m tests.drills {name} --seed {run.seed}: {line}" for run in runs for line in run.wrong]
    assert not wrong, "\n".join([table(runs), *wrong])
    assert all(run.outcome.struck for run in runs)
    assert kills > 0

"""`python -m tests.drills NAME [--runs 200] [--seed N]`: the fault drill of one kind of account, or one run of it."""

import argparse
import sys
import time

from tests.drills.drill import WORLDS, Run, drill, table


def main() -> int:
    """Run the drill, print what was wrong as it comes and a table at the end; gives 1 where anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("name", choices=list(WORLDS))
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, help="one run alone, or the first of --runs where that is given too")
    parser.add_argument("--show", action="store_true", help="the requests of a play without faults")
    asked = parser.parse_args()
    alone = asked.seed is not None and "--runs" not in sys.argv
    seeds = [asked.seed] if alone else range(asked.seed or 0, (asked.seed or 0) + asked.runs)
    began, runs = time.monotonic(), list[Run]()
    with drill(asked.name) as ready:
        if asked.show:
            for number, step in enumerate(ready.faultless(0).requests):
                print(number, *(b" ".join(names).decode() for names in step), sep="\n   ")
        for seed in seeds:
            run = ready.run(seed)
            runs.append(run)
            if len(runs) % 20 == 0:
                print(f"{asked.name}: {len(runs)} of {len(seeds)} runs", file=sys.stderr)
            if run.wrong or alone:
                print(f"{asked.name} --seed {seed} ({', '.join(run.kinds)}; {run.outcome.struck} struck)")
                for line in run.wrong:
                    print(f"    {line}")
    print(f"{asked.name}: {len(runs)} runs in {time.monotonic() - began:.0f} s")
    print(table(runs))
    return any(run.wrong for run in runs)


if __name__ == "__main__":
    sys.exit(main())

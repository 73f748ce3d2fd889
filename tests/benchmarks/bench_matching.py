"""How fast one need is compared with ten thousand cards, beside encoding a text and beside comparing words.

    python -m tests.benchmarks.bench_matching [CARDS]

The cards are drawn from the labelled bullpens, with numbers in them, so that no two are alike; their vectors are made
up, since making ten thousand takes minutes and is done once. Of every way the best of several runs counts.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.adapters.plain_matchers import Bm25Matcher
from assistant.ports import Candidate, Wanted
from nlp.matching.bench import Bench
from nlp.matching.cards import Card, Need
from nlp.matching.vectors import Vectors

BULLPENS = Path(__file__).parents[2] / "nlp" / "training" / "matching"
RUNS = 20
NEED = "Two of my people have gone home with bad backs since the new benches came, and the insurer wants to know why."


def cards(count: int) -> list[Card]:
    """So many cards, no two alike."""
    rows = [json.loads(line) for path in sorted(BULLPENS.glob("*_bullpen.jsonl")) for line in path.open("rb")]
    return [
        Card(
            id=f"p{number:06}",
            says=f"{row['headline']} {number}\n{row['about']}",
            services=tuple(row["services"]),
            ideal_client=row["ideal_client"],
            not_for=tuple(f"{limit} {number}" for limit in row["not_for"]),
            area=row["area"],
        )
        for number in range(count)
        for row in [rows[number % len(rows)]]
    ]


def best(way: Callable[[], object], runs: int = RUNS) -> float:
    """Seconds of the quickest run."""
    spent = []
    for _ in range(runs):
        begun = time.perf_counter()
        way()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def main() -> None:
    """Print one line a way."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    drawn = cards(count)
    vectors = Vectors()
    chance = np.random.default_rng(0)
    texts = {text for card in drawn for text in (card.text, card.ideal_client or card.text, *card.not_for)}
    table = chance.normal(size=(len(texts), vectors.width)).astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    vectors.keep({vectors.key(text): vector for text, vector in zip(texts, table, strict=True)})
    begun = time.perf_counter()
    bench = Bench(drawn, vectors)
    made = time.perf_counter() - begun
    need = Need(words=NEED, area="Leeds")
    bench.answer(need)
    alone = best(lambda: vectors.encode(NEED))
    ours = best(lambda: bench.answer(need))
    candidates = [Candidate(id=card.id, says=card.says, services=card.services) for card in drawn]
    words, wanted = Bm25Matcher(), Wanted(words=NEED)
    words.compare(wanted, candidates)
    theirs = best(lambda: words.compare(wanted, candidates), 3)
    print(f"{count} cards laid ready in {made:.1f} s, their vectors being known")
    for way, seconds in (("encoding the need", alone), ("the need against all", ours), ("BM25", theirs)):
        print(f"{way:22}  {1000 * seconds:8.1f} ms  {seconds / ours:5.2f} times")


if __name__ == "__main__":
    main()

"""What a look at two people costs, as the mailbox grows.

`python -m tests.benchmarks.bench_look` fills a store with 5,000 and then 50,000 mails among 2,000 people, a few of whom
write a great part, and looks at pairs: at chance ones, and at the two who write most. The ratio of the two sizes is
what counts: a look must cost what two people have in common, not what the mailbox holds. Time is that of the processor,
so that a busy machine changes little.
"""

import random
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from assistant.adapters.store.tinydb_store import open_store
from assistant.domain.bullpen import Provider
from assistant.domain.documents import Document, Medium
from assistant.domain.people import Participant, Person
from assistant.ports import Store
from assistant.services.look_before import facts, forbidding

SIZES = (5_000, 50_000)
PEOPLE = 2_000
PAIRS = 100
USER = Person(id="user", name="Sam Example", addresses=("sam@firm.example",))
START = datetime(2024, 1, 1, tzinfo=UTC)


def person(number: int) -> Person:
    address = f"ann{number}@firm{number // 3}.example"
    return Person(id=f"who-{number}", name=f"Ann{number} Ng{number}", addresses=(address,))


def mail(number: int, chance: random.Random) -> Document:
    """One to the user, or of the user's to up to three others; the lower somebody's number, the more they write."""
    who = [person(int(PEOPLE * chance.random() ** 3)).participant for _ in range(chance.choice([1, 1, 2, 4]))]
    own = chance.random() < 0.4
    author, listeners = (USER.participant, who) if own else (who[0], [USER.participant, *who[1:]])
    title = f"Re: {chance.choice(['the visit', 'Ann3 and the others', 'your offer', 'intro'])} {number}"
    return Document(
        id=f"doc-{number:06}", source="mail", locator="inbox.mbox", medium=Medium.EMAIL, digest="d" * 64, title=title,
        when=START + timedelta(minutes=number), author=author, listeners=tuple(map(as_written, listeners)),
    )  # fmt: skip


def as_written(who: Participant) -> Participant:
    return Participant(name=who.name, address=who.address.upper())


def fill(store: Store, first: int, last: int) -> None:
    chance = random.Random(first)
    for start in range(first, last, 1_000):
        store.put(*(mail(number, chance) for number in range(start, min(start + 1_000, last))))


def seconds(store: Store, one: int, other: int, *, whole: bool) -> float:
    card = Provider(id=f"b-{other}", person_id=f"who-{other}", services=("payroll",), does="wages")
    look = facts if whole else forbidding
    started = time.process_time()
    look(store, person(one), card, "payroll", USER)
    return time.process_time() - started


def main() -> None:
    chance = random.Random(17)
    pairs = [(chance.randrange(PEOPLE), chance.randrange(PEOPLE)) for _ in range(PAIRS)]
    print("milliseconds a look, median of 100 chance pairs; and the two who write most")
    print("    mails  to propose  all the facts  the two busiest")
    costs: list[float] = []
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder) / "store.db")) as store:
        store.put(*(person(number) for number in range(PEOPLE)))
        done = 0
        for size in SIZES:
            fill(store, done, size)
            done = size
            quick = median(seconds(store, *pair, whole=False) for pair in pairs)
            whole = median(seconds(store, *pair, whole=True) for pair in pairs)
            busiest = median(seconds(store, 0, 1, whole=True) for _ in range(3))
            costs.append(whole)
            print(f"{size:>9,} {quick * 1e3:>11.1f} {whole * 1e3:>13.1f} {busiest * 1e3:>16.1f}")
    print(f"ten times the mails cost {costs[1] / costs[0]:.1f} times as much")


if __name__ == "__main__":
    main()

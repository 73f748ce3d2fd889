"""What a pass of the memory game costs: the encoder is asked for what is new, and nobody is made ready twice."""

from pathlib import Path

import pytest

from assistant.adapters.encoder_matcher import EncoderMatcher
from assistant.domain.pairs import Looked, Pair, PairState
from assistant.services.pairing import Pairing
from assistant.services.partners import Partners
from nlp.matching.bench import Bench
from nlp.matching.cards import Card
from nlp.matching.vectors import Floats, Vectors
from tests.unit.services.pairing_world import NOON, USER, PairingWorld

TRADES = ("roofs", "wages", "gardens", "hedges", "boilers", "websites")


class Counted:
    """Texts that were encoded, and how many cards were made ready each time, since it was last asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.benches: list[int] = []

    def taken(self) -> tuple[list[str], list[int]]:
        found = self.texts, self.benches
        self.texts, self.benches = [], []
        return found


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counts, encoded, ready = Counted(), Vectors._encoded, Bench.__init__

    def encode(self: Vectors, text: str) -> Floats:
        counts.texts.append(text)
        return encoded(self, text)

    def make(self: Bench, cards: list[Card], vectors: Vectors) -> None:
        counts.benches.append(len(cards))
        ready(self, cards, vectors)

    monkeypatch.setattr(Vectors, "_encoded", encode)
    monkeypatch.setattr(Bench, "__init__", make)
    return counts


def pairing(world: PairingWorld, matcher: EncoderMatcher) -> Pairing:
    clock = world.pairing.clock
    partners = Partners(store=world.store, matcher=matcher, clock=clock)
    return Pairing(store=world.store, matcher=matcher, clock=clock, user=USER, partners=partners)


def test_a_pass_costs_what_is_new(counts: Counted, tmp_path: Path) -> None:
    world, matcher = PairingWorld(), EncoderMatcher(tmp_path)
    for number, trade in enumerate(TRADES):
        who = world.person(f"p{number}", note=f"Looks after {trade}.")
        world.tell(world.person(f"s{number}"), f"We are at our wits' end about the {trade}.")
        world.wish(who, f"Firms that need their {trade} done.")
    world.card(world.person("cy"), "payroll", ideal_client="owners of small firms")
    first = pairing(world, matcher)
    first.run()
    texts, benches = counts.taken()
    assert len(texts) == len(set(texts)) > len(TRADES)
    assert benches.count(len(TRADES) + 1) == 2  # once beside matters, once beside wishes, however many there are

    first.run()
    assert counts.taken() == ([], [])

    world.person("new", note="Sells garden chairs")
    first.run()
    texts, benches = counts.taken()
    assert texts == ["Sells garden chairs"]
    assert benches.count(len(TRADES) + 2) <= 2

    pairing(world, EncoderMatcher(tmp_path)).run()  # another process
    assert counts.taken() == ([], [])


def test_what_the_user_decides_while_a_pass_compares_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    world = PairingWorld()
    world.likely("who-bo")
    world.tell(world.person("ann"), "The wages are late.")
    world.person("bo", note="wages")
    late, compare = world.pairing, Partners.run

    def meanwhile(self: Partners) -> tuple[list[Pair], Looked]:
        monkeypatch.undo()
        (found,) = world.pairing.run()
        world.store.put(found.never(at=NOON))
        return compare(self)

    monkeypatch.setattr(Partners, "run", meanwhile)
    assert late.run() == []
    assert [pair.state for pair in world.store.find(Pair)] == [PairState.NEVER]

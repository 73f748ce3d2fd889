"""One person may be the user's customer, a provider of the bullpen, and a competitor of whoever needs help."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.domain.bullpen import Provider
from assistant.domain.facts import FactKind, Weight
from assistant.domain.people import Participant, Person, Role
from assistant.services.cards import Cards
from assistant.services.look_before import about_seeker, facts
from assistant.services.match import Matter, rank
from tests.acceptance.introduction_world import USER, World

BOTH = Person(
    id="who-both", name="Rosa Two", addresses=("rosa@two.example",), roles=(Role.CUSTOMER, Role.PARTNER),
    organisation="Two Books",
)  # fmt: skip
CARD = Provider(id="b-both", person_id=BOTH.id, services=("payroll", "bookkeeping"), does="payroll and books")
SEEKER = Person(id="who-seek", name="Sue Books", addresses=("sue@books.example",), organisation="Sue Books")


def test_a_card_adds_a_role_and_takes_none(tmp_path: Path) -> None:
    world = World(store=MemoryStore(), path=tmp_path)
    world.store.put(BOTH)
    Cards(introduce=world.introduce, topics=("payroll", "bookkeeping")).write(BOTH, CARD)
    person = world.store.get(Person, BOTH.id)
    assert person is not None
    assert person.roles == (Role.CUSTOMER, Role.PARTNER, Role.PROVIDER)


def test_a_competitor_of_the_seeker_is_proposed_and_named_as_one() -> None:
    store = MemoryStore()
    own = Provider(id="b-sue", person_id=SEEKER.id, services=("bookkeeping",), does="books")
    store.put(BOTH, CARD, SEEKER, own)
    matter = Matter(category="payroll", seeker=SEEKER, quotes=("we need payroll",), user=USER)
    ranking = rank(store, matter, MemoryMatcher(), today=date(2026, 3, 2))
    assert [match.provider_id for match in ranking.matches] == [CARD.id]  # to mind, and the user's to decide
    (found,) = (each for each in facts(store, SEEKER, CARD, "payroll", USER) if each.kind is FactKind.COMPETITOR)
    assert (found.weight, found.words) == (Weight.MIND, "Sue Books and Rosa Two both offer bookkeeping")


def test_nobody_is_proposed_for_a_matter_of_their_own() -> None:
    """The customer who is a provider needs payroll: they offer it themselves, which is said, and are not sent to."""
    store = MemoryStore()
    store.put(BOTH, CARD)
    matter = Matter(category="payroll", seeker=BOTH, quotes=("our payroll is late",), user=USER)
    ranking = rank(store, matter, MemoryMatcher(), today=date(2026, 3, 2))
    assert ranking.matches == ()
    assert [each.words for each in ranking.passed_over] == ["they have the matter themselves"]
    (found,) = about_seeker(store, BOTH, "payroll")
    assert (found.kind, found.words) == (FactKind.COMPETITOR, "Rosa Two offers payroll themselves")


def test_a_colleague_of_the_seeker_who_offers_the_same_is_named() -> None:
    store = MemoryStore()
    colleague = replace(SEEKER, id="who-col", name="Col League", addresses=("col@books.example",))
    card = Provider(id="b-col", person_id=colleague.id, services=("payroll",), does="payroll")
    store.put(BOTH, CARD, SEEKER, colleague, card)
    words = [each.words for each in facts(store, SEEKER, CARD, "payroll", USER) if each.kind is FactKind.COMPETITOR]
    assert words == ["Sue Books offers payroll in their own firm (Col League)"]


def test_two_firms_of_one_name_are_still_two_people() -> None:
    store = MemoryStore()
    twin = Person.known_as(Participant(name="Rosa Two", address="rosa@elsewhere.example"))
    store.put(BOTH, CARD, twin)
    matter = Matter(category="payroll", seeker=twin, quotes=("our payroll is late",), user=USER)
    ranking = rank(store, matter, MemoryMatcher(), today=date(2026, 3, 2))
    assert [match.provider_id for match in ranking.matches] == [CARD.id]

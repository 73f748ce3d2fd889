"""What the user keeps by hand: people, cards, and matters they were told of."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.domain.bullpen import Provider
from assistant.domain.business_days import BusinessDays
from assistant.domain.cases import Answered, Led
from assistant.domain.consents import Proof
from assistant.domain.documents import Document
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.errors import NotFoundError, TransitionError, UserError
from assistant.services import contacts, identify
from assistant.services.cards import Cards
from assistant.services.standing import SoFar, so_far
from assistant.services.tell import Heard, take_back, tell
from tests.acceptance.introduction_world import SEEKERS, USER, World
from tests.unit.services.answering import ask_provider, introduce

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANNA = Participant(name="Anna Okafor", address="anna@okafor.example")
HEARD = Heard(kind=Kind.NEED, category="payroll", words="Our  wages\nare wrong")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def told(store: MemoryStore, person: Person, heard: Heard = HEARD) -> tuple[Prompt, Document]:
    return tell(store, person, heard, user=USER.participant, at=NOW)


def test_what_was_told_is_a_question_of_its_own(store: MemoryStore) -> None:
    person = contacts.add(store, ANNA)
    prompt, document = told(store, person)
    (mention,) = store.find(Mention, document_id=document.id)
    assert (mention.quote, mention.found_by, mention.confidence) == ("Our wages are wrong", "you", 1.0)
    assert (prompt.person_id, prompt.state, prompt.kind) == (person.id, PromptState.OPEN, Kind.NEED)
    again, _ = told(store, person, replace(HEARD, words="The wages again"))
    assert again.id == prompt.id
    assert len(again.mention_ids) == 2


def test_two_of_one_name_are_not_mixed_up(store: MemoryStore) -> None:
    first = contacts.add(store, ANNA)
    second = contacts.add(store, replace(ANNA, address="anna@elsewhere.example"))
    nameless = Person(id="who-x", name="Anna Okafor")
    store.put(nameless)
    for person in (first, second, nameless):
        assert told(store, person)[0].person_id == person.id
    assert store.count(Person) == 3


def test_a_request_that_was_told_is_their_yes(world: World) -> None:
    person = SEEKERS[0]
    heard = Heard(kind=Kind.REQUEST, category="payroll", words="Whom would you ask about wages?")
    prompt, _ = tell(world.store, person, heard, user=USER.participant, at=world.now)
    _, introduction = world.introduce.answer(prompt, PromptState.YES)
    assert introduction is not None
    consent = introduction.events[0].consent
    assert consent is not None
    assert (consent.proof, consent.quote) == (Proof.MENTION, heard.words)


def test_what_was_told_is_taken_back_until_it_is_answered(store: MemoryStore) -> None:
    person = contacts.add(store, ANNA)
    prompt, document = told(store, person)
    take_back(store, document.id)
    assert (store.count(Prompt), store.count(Mention), store.count(Document)) == (0, 0, 0)
    with pytest.raises(NotFoundError):
        take_back(store, document.id)
    prompt, document = told(store, person)
    store.put(prompt.answered(PromptState.NO, at=NOW))
    with pytest.raises(TransitionError):
        take_back(store, document.id)


def test_nothing_else_is_taken_back_so(store: MemoryStore) -> None:
    person = contacts.add(store, ANNA)
    _, document = told(store, person)
    store.put(replace(document, id="doc-mail", source="inbox"))
    with pytest.raises(NotFoundError):
        take_back(store, "doc-mail")


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        (Participant(address="a@b.example"), "a name is needed"),
        (Participant(name="—"), "a name is needed"),
        (Participant(name="Bo", address="bo at home"), "is no mail address"),
        (Participant(name="Anna O.", address=ANNA.address), "is known so already"),
        (Participant(name="anna OKAFOR"), "is known so already"),
    ],
)
def test_who_cannot_be_added(store: MemoryStore, who: Participant, problem: str) -> None:
    contacts.add(store, ANNA)
    with pytest.raises(UserError, match=problem):
        contacts.add(store, who)
    assert store.count(Person) == 1


def test_two_may_share_an_address_and_are_told_apart_by_name(store: MemoryStore) -> None:
    desk = "info@okafor.example"
    anna = contacts.add(store, Participant(name="Anna Okafor", address=desk))
    paul = contacts.add(store, Participant(name="Paul Reed", address=desk))
    assert anna.id != paul.id
    for person in (anna, paul):
        assert identify.find(store, Participant(name=person.name, address=desk)) == person
    assert identify.find(store, Participant(address=desk)) is None, "nobody is guessed"
    with pytest.raises(UserError, match="is known so already"):
        contacts.add(store, Participant(name="A. Okafor", address=desk))


def test_an_address_is_shared_with_another_full_name_only(store: MemoryStore) -> None:
    anna = contacts.add(store, ANNA)
    bo = contacts.add(store, Participant(name="Bo Okafor"))
    shared = contacts.change(store, bo, replace(bo, addresses=(ANNA.address,)))
    assert identify.find(store, Participant(name="Bo Okafor", address=ANNA.address)) == shared
    assert identify.find(store, ANNA) == anna
    cy = contacts.add(store, Participant(name="Cy"))
    with pytest.raises(UserError, match="make them one first"):
        contacts.change(store, cy, replace(cy, addresses=(ANNA.address,)))


def test_an_old_name_stays_as_another_spelling(store: MemoryStore) -> None:
    before = contacts.add(store, ANNA, roles=(Role.FRIEND,))
    after = contacts.change(store, before, replace(before, name="Anna Lee"))
    assert after.aliases == ("Anna Okafor",)
    assert contacts.change(store, after, replace(after, name="ANNA LEE")).aliases == ("Anna Okafor",)


def test_what_changed_meanwhile_is_not_overwritten(store: MemoryStore) -> None:
    before = contacts.add(store, ANNA)
    store.put(replace(before, note="from a sync"))
    with pytest.raises(TransitionError):
        contacts.change(store, before, replace(before, note="mine"))


def card(**more: object) -> Provider:
    facts: dict[str, object] = {"services": ("payroll",), "does": "Wages.", **more}
    return Provider(id="", person_id="", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"services": ()}, "tick at least one field"),
        ({"does": ""}, "what they do"),
        ({"services": ("juggling",)}, "no service 'juggling'"),
    ],
)
def test_a_card_says_what_it_lacks(world: World, more: dict[str, object], problem: str) -> None:
    cards = Cards(introduce=world.introduce, topics=("payroll",))
    person = Person.known_as(Participant(name="New One", address="new@one.example"))
    with pytest.raises(UserError, match=problem):
        cards.write(person, card(**more))
    assert world.store.get(Person, person.id) is None


def told_of(world: World, *introductions: Introduction, today: date | None = None) -> SoFar:
    provider = world.store.get(Provider, "b-fairweek")
    assert provider is not None
    return so_far(provider, introductions, today=today or world.now.date(), days=BusinessDays())


def test_how_it_went_with_a_provider(world: World) -> None:
    assert told_of(world) == told_of(world, world.open(SEEKERS[1]))
    it = introduce(world)
    told = told_of(world, it)
    assert told.answer is not None
    assert told.answer.answered is Answered.YES
    assert (told.asks, told.introduced, told.helped, told.open, told.busy, told.lately) == (1, 1, 0, 1, 1, 1)
    won = it.after(Event(kind=EventKind.MET, at=world.now)).after(Event(kind=EventKind.WON, at=world.now))
    assert told_of(world, won).helped == 1
    assert told_of(world, won).busy == 0
    assert told_of(world, won, today=date(2026, 6, 1)).asks == 0


def test_a_no_is_the_last_answer(world: World) -> None:
    from assistant.domain.consents import Answer, Side

    it = world.answers.record(ask_provider(world), Side.PROVIDER, Answer.NO)
    answer = told_of(world, it).answer
    assert answer is not None
    assert answer.led is Led.NO

"""Gaps: needs that nobody serves, how often and by whom they were told, and who might be asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_lookup import MemoryLookup
from assistant.bootstrap import load_topics
from assistant.domain.bullpen import Benched, Provider
from assistant.domain.introductions import EventKind
from assistant.domain.mentions import Kind
from assistant.domain.people import Person, Preferences, Role
from assistant.domain.prompts import Prompt, PromptState
from assistant.services.gaps import Gap, gaps, might_serve
from tests.unit.domain.test_standing import log

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOPICS = load_topics()
CARD = Provider(id="b-bo", person_id="who-bo", services=("payroll",), does="x")


def heard(number: int, category: str, who: str = "who-ann", times: int = 1, **more: object) -> Prompt:
    prompt = Prompt(
        id=f"p-{number}", person_id=who, category=category, kind=Kind.NEED, first_heard=NOW,
        last_heard=NOW + timedelta(days=number), mention_ids=tuple(f"m-{number}-{each}" for each in range(times)),
    )  # fmt: skip
    return replace(prompt, **more)  # type: ignore[arg-type]


def found(store: MemoryStore) -> dict[str, Gap]:
    return {gap.category: gap for gap in gaps(store, TOPICS)}


def test_only_what_nobody_serves_is_a_gap() -> None:
    store = MemoryStore()
    store.put(
        CARD,
        heard(1, "payroll"),
        heard(2, "telecom", times=2),
        heard(3, "telecom", who="who-cy", state=PromptState.NO, answered_at=NOW),  # left alone, and a need all the same
        heard(4, "telecom", state=PromptState.WRONG, answered_at=NOW),  # none
        heard(5, "website"),
    )
    told = found(store)
    assert list(told) == ["telecom", "website"]
    telecom = told["telecom"]
    assert (telecom.title, telecom.mentions, telecom.people) == ("Phones and internet", 3, ("who-cy", "who-ann"))
    assert (telecom.prompts, telecom.waiting, telecom.is_served) == (("p-3", "p-2"), (), False)
    assert telecom.last == NOW + timedelta(days=3)


def test_what_waits_stands_first_and_a_benched_card_serves_nothing() -> None:
    store = MemoryStore()
    parked = replace(log(EventKind.PARKED, id="i-1"), category="website", prompt_id="p-5")
    store.put(heard(1, "telecom", times=9), heard(5, "website"), parked)
    store.put(replace(CARD, benched=Benched(on=date(2026, 1, 1))), heard(6, "payroll"))
    assert list(found(store)) == ["website", "telecom", "payroll"]
    assert found(store)["website"].waiting == ("i-1",)


def test_a_matter_that_waits_although_there_are_cards_is_a_gap_too() -> None:
    store = MemoryStore()
    parked = replace(log(EventKind.PARKED, id="i-1"), category="payroll", prompt_id="p-1")
    store.put(CARD, heard(1, "payroll", who="who-far"), heard(2, "payroll", who="who-near"), parked)
    gap = found(store)["payroll"]
    assert (gap.is_served, gap.people, gap.waiting) == (True, ("who-far",), ("i-1",))


def test_no_gap_at_all() -> None:
    assert gaps(MemoryStore(), TOPICS) == ()


def test_whom_one_could_ask_is_somebody_whose_note_says_so_and_who_may_be_asked() -> None:
    store = MemoryStore()
    people = (
        Person(id="who-1", name="Flo", organisation="Flo Bookkeeping"),
        Person(id="who-2", name="Gil", note="Does bookkeeping on the side", preferences=Preferences(never_ask=True)),
        Person(id="who-3", name="Hal", note="wants bookkeeping"),
        Person(id="who-4", name="Ida", note="Likes dogs"),
        Person(id="who-5", name="Bookkeeping Joe"),  # a name says nothing
        Person(id="who-6", name="Kit", note="bookkeeping", roles=(Role.PROVIDER,)),
    )
    store.put(*people, replace(CARD, person_id="who-6"))
    thoughts = might_serve(store, MemoryLookup(store), TOPICS["bookkeeping"], without=("who-3",))
    assert [(each.person.id, each.word) for each in thoughts] == [("who-1", "bookkeeping")]

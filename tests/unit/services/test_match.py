"""Who fits: every reason in words, every refusal in words, the same order each time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.domain.bullpen import Evidence, EvidenceKind, Provider
from assistant.domain.consents import Answer, Consent, Proof, Side
from assistant.domain.drafts import Draft, DraftKind, DraftState
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.mentions import Kind, Mention
from assistant.domain.people import Participant, Person, Preferences
from assistant.domain.prompts import Prompt
from assistant.services.match import Matter, Ranking, matter_of, rank
from assistant.services.reasons import ASK_BUDGET, BUDGET_DAYS, asks_of

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Person(id="who-ann", name="Ann Ng", addresses=("ann@ng.example",))


def card(store: MemoryStore, name: str, *services: str, **more: object) -> Provider:
    person = Person(id=f"who-{name}", name=f"{name.title()} Li", addresses=(f"{name}@x.example",))
    provider = Provider(id=f"b-{name}", person_id=person.id, services=services or ("tax",), does="returns and payroll")
    provider = replace(provider, **more)  # type: ignore[arg-type]
    store.put(person, provider)
    return provider


def matter(*quotes: str, seeker: Person = ANN, refused: tuple[str, ...] = ()) -> Matter:
    return Matter(category="tax", seeker=seeker, quotes=quotes, refused=refused)


def ranked(store: MemoryStore, *quotes: str, **more: object) -> Ranking:
    return rank(store, matter(*quotes, **more), MemoryMatcher(), today=TODAY)  # type: ignore[arg-type]


def order(ranking: Ranking) -> list[str]:
    return [match.provider_id.removeprefix("b-") for match in ranking.matches]


def test_nobody_fits_is_an_answer() -> None:
    store = MemoryStore()
    card(store, "bo", "roofing")
    assert ranked(store) == Ranking(matches=(), passed_over=())


def test_the_reasons_add_up_to_the_score() -> None:
    store = MemoryStore()
    evidence = tuple(Evidence(kind=EvidenceKind.VISIT, on=TODAY - timedelta(days=days)) for days in (10, 400))
    card(store, "bo", "tax", evidence=evidence, area=("Leeds",), ideal_client="small bakeries")
    ranking = ranked(store, "our payroll is late", "the bakeries", seeker=replace(ANN, area=("LEEDS",)))
    (match,) = ranking.matches
    assert {reason.factor: reason.points for reason in match.reasons} == {
        "service": 3.0, "words": 1.0, "area": 0.5, "evidence": 1.0,
    }  # fmt: skip
    assert match.score == 5.5 == sum(reason.points for reason in match.reasons)
    assert [reason.words for reason in match.reasons] == [
        "it is their main line", "their card speaks of bakeries, payroll", "they work where it is wanted: Leeds",
        "you have visited them (February 2026)",
    ]  # fmt: skip


def test_better_ones_come_first() -> None:
    store = MemoryStore()
    card(store, "aside", "payroll", "tax")
    card(store, "main", "tax", "payroll")
    card(store, "known", "tax", evidence=(Evidence(kind=EvidenceKind.OWN_CUSTOMER, on=TODAY),))
    assert order(ranked(store)) == ["known", "main", "aside"]


@given(st.permutations(["bo", "cy", "di", "ed"]))
def test_equal_ones_keep_their_order_however_they_were_taken_in(names: list[str]) -> None:
    store = MemoryStore()
    for name in names:
        card(store, name)
    assert order(ranked(store)) == ["bo", "cy", "di", "ed"]
    assert ranked(store, "payroll and returns") == ranked(store, "returns and payroll")


@pytest.mark.parametrize(
    ("more", "quotes", "words"),
    [
        ({"not_for": ("restaurants", "new build")}, ("it is a new build",), "not for: new build"),
        ({"not_for": ("VAT",)}, ("our VAT is late",), "not for: VAT"),
        ({"not_for": ("new build",)}, ("we build ovens",), ""),
        ({"not_for": ("the",)}, ("the ovens",), ""),  # no word of its own
        ({"not_for": ("",)}, ("the ovens",), ""),
        ({"not_for": ("bakeries",)}, (), "not for: bakeries"),  # what the seeker's organisation says counts
        ({"paused_until": TODAY + timedelta(days=1)}, (), "they take nothing new before 03 March 2026"),
        ({"paused_until": TODAY}, (), ""),
        ({"area": ("York",)}, (), "they work in York, and Ann Ng is in Leeds"),
        ({"area": ("York", "leeds")}, (), ""),
        ({"area": ("York", "Remote")}, (), ""),
    ],
)
def test_what_speaks_against_a_provider_is_said(more: dict[str, object], quotes: tuple[str, ...], words: str) -> None:
    store = MemoryStore()
    card(store, "bo", **more)
    ranking = ranked(store, *quotes, seeker=replace(ANN, area=("Leeds",), organisation="Ng Bakeries"))
    assert [each.words for each in ranking.passed_over] == ([words] if words else [])
    assert len(ranking.matches) == (0 if words else 1)


def test_unknown_places_speak_against_nobody() -> None:
    store = MemoryStore()
    card(store, "bo", area=("York",))
    assert order(ranked(store)) == ["bo"]


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (Person(id="who-bo", name="Bo", preferences=Preferences(never_ask=True)), "they asked not to be asked"),
        (Person(id="who-bo", name="Bo"), "no address of theirs is known"),
    ],
)
def test_people_who_must_not_or_cannot_be_asked(person: Person, words: str) -> None:
    store = MemoryStore()
    card(store, "bo")
    store.put(person)
    assert [each.words for each in ranked(store).passed_over] == [words]


def test_the_seeker_and_those_tried_before_are_passed_over() -> None:
    store = MemoryStore()
    bo, cy = card(store, "bo"), card(store, "cy")
    seeker = store.get(Person, bo.person_id)
    assert seeker is not None
    ranking = ranked(store, seeker=seeker, refused=(cy.id,))
    assert [(each.provider_id, each.words) for each in ranking.passed_over] == [
        (bo.id, "they have the matter themselves"),
        (cy.id, "it was tried for this matter already"),
    ]


def introduction(category: str) -> Introduction:
    made = Introduction(id="i-1", prompt_id="p-1", seeker_id=ANN.id, category=category, opened_at=NOON)
    consent = Consent(side=Side.SEEKER, answer=Answer.YES, at=NOON, proof=Proof.USER_WORD)
    made = made.after(Event(kind=EventKind.HELP_WANTED, at=NOON, consent=consent))
    return made.after(Event(kind=EventKind.PROVIDER_ASKED, at=NOON, provider_id="b-bo"))


def test_one_live_introduction_a_pair_and_purpose() -> None:
    store = MemoryStore()
    card(store, "bo")
    store.put(introduction("payroll"))
    assert order(ranked(store)) == ["bo"]
    store.put(introduction("tax"))
    assert [each.words for each in ranked(store).passed_over] == ["you are introducing them to Ann Ng for this already"]


def ask(number: int, days: int, **more: object) -> Draft:
    at = NOON - timedelta(days=days)
    draft = Draft(
        id=f"d-{number}", introduction_id="i-1", kind=DraftKind.ASK_PROVIDER, to=(Participant(name="Bo"),),
        subject="", text="", html="", created_at=at, provider_id="b-bo", side=Side.PROVIDER,
        state=DraftState.DELIVERED, delivered_at=at,
    )  # fmt: skip
    return replace(draft, **more)  # type: ignore[arg-type]


def test_somebody_asked_too_often_is_passed_over() -> None:
    store = MemoryStore()
    bo = card(store, "bo", "tax", evidence=(Evidence(kind=EvidenceKind.VISIT, on=TODAY),))
    card(store, "cy", "tax")
    store.put(ask(0, BUDGET_DAYS.days + 1), ask(1, 1, state=DraftState.WAITING), ask(2, 1, kind=DraftKind.JOINT))
    store.put(*(ask(number, BUDGET_DAYS.days) for number in range(3, 3 + ASK_BUDGET - 1)))
    assert asks_of(store, bo, since=TODAY - BUDGET_DAYS) == ASK_BUDGET - 1
    assert order(ranked(store)) == ["bo", "cy"]
    store.put(ask(99, 0))
    assert order(ranked(store)) == ["cy"]
    assert ranked(store).passed_over[0].words == "asked 3 times in the last 30 days: their patience is finite"


def test_an_ask_that_may_have_left_counts_for_every_other() -> None:
    store = MemoryStore()
    bo = card(store, "bo", "tax")
    store.put(ask(0, 1, state=DraftState.APPROVED, delivered_at=None, uncertain_at=NOON))
    store.put(ask(1, 1, state=DraftState.APPROVED, delivered_at=None))
    assert asks_of(store, bo, since=TODAY - BUDGET_DAYS) == 1
    assert asks_of(store, bo, since=TODAY + timedelta(days=1)) == 0
    assert asks_of(store, bo, since=TODAY - BUDGET_DAYS, besides="d-0") == 0


def test_patience_is_that_of_a_person_not_of_a_card() -> None:
    store = MemoryStore()
    bo = card(store, "bo", "tax")
    second = replace(bo, id="b-bo-2")
    store.put(second, *(ask(number, 1) for number in range(ASK_BUDGET)))
    assert asks_of(store, second, since=TODAY - BUDGET_DAYS) == ASK_BUDGET
    assert order(ranked(store)) == []


def test_a_matter_has_the_words_of_all_its_mentions() -> None:
    store = MemoryStore()
    mentions = [
        Mention(
            id=f"m-{number}", document_id="doc-1", kind=Kind.NEED, category="tax", quote=f"words {number}", start=0,
            end=1, holder=ANN.participant, heard_at=NOON, confidence=1, found_by="1", person_id=ANN.id,
        )
        for number in range(2)
    ]  # fmt: skip
    prompt = Prompt.about(mentions[0]).told_again(mentions[1])
    store.put(ANN, *mentions, prompt)
    assert matter_of(store, prompt, refused=["b-1"]) == matter("words 0", "words 1", refused=("b-1",))

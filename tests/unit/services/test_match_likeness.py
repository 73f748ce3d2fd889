"""What the matcher and the past add to who fits: each in words, and people without a card where people are wanted."""

from dataclasses import replace
from datetime import timedelta

from assistant.adapters.memory import MemoryStore
from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.domain.introductions import Event, EventKind, Introduction
from assistant.domain.matching import Ranking
from assistant.domain.people import Person, Preferences
from assistant.ports import Compared
from assistant.services.match import LIKELY, rank
from tests.unit.services.test_match import ANN, NOON, TODAY, ask, card, introduction, matter, order


def told(name: str, chance: float, **more: object) -> Compared:
    return Compared(id=name, chance=chance, **more)  # type: ignore[arg-type]


def ranked(store: MemoryStore, *compared: Compared, category: str = "tax") -> Ranking:
    asked = replace(matter("the letter came"), category=category)
    return rank(store, asked, MemoryMatcher({each.id: each for each in compared}), today=TODAY)


def words(ranking: Ranking, at: int = 0) -> dict[str, str]:
    return {reason.factor: reason.words for reason in ranking.matches[at].reasons}


def test_a_card_fits_by_what_it_does_whatever_services_it_names() -> None:
    store = MemoryStore()
    card(store, "bo", "roofing")
    assert order(ranked(store, told("b-bo", LIKELY - 0.01))) == []
    assert words(ranked(store, told("b-bo", LIKELY))) == {"likeness": "what they do comes near it"}
    assert words(ranked(store, told("b-bo", 0.8))) == {"likeness": "what they do is what was told of"}


def test_the_likelier_of_two_who_serve_it_comes_first() -> None:
    store = MemoryStore()
    card(store, "bo"), card(store, "cy")
    assert order(ranked(store, told("b-bo", 0.1), told("b-cy", 0.6))) == ["cy", "bo"]


def test_ideal_client_and_limit_are_said() -> None:
    store = MemoryStore()
    card(store, "bo", ideal_client="small bakeries", not_for=("audits",))
    found = words(ranked(store, told("b-bo", 0, ideal_client=2.0, limit=-0.7, nearest_limit="audits")))
    assert found["ideal client"] == "their ideal client: small bakeries"
    assert found["limit"] == "near to what they do not do: audits"


def test_what_a_language_model_says_is_said_and_counts() -> None:
    store = MemoryStore()
    card(store, "bo"), card(store, "cy"), card(store, "di")
    ranking = ranked(store, told("b-bo", 0.5), told("b-cy", 0.5, place=1), told("b-di", 0.5, place=2))
    assert order(ranking) == ["cy", "di", "bo"]
    assert words(ranking)["judge"] == "a language model puts them first"
    assert words(ranking, 1)["judge"] == "a language model finds that they fit, too"
    assert "judge" not in words(ranking, 2)


def made(number: int, *kinds: EventKind, days: int = 60) -> Introduction:
    """An introduction to Bo that went as told, so many days ago."""
    at = NOON - timedelta(days=days)
    before = [EventKind.HELP_WANTED, EventKind.PROVIDER_ASKED]
    if EventKind.WON in kinds:
        before += [EventKind.PROVIDER_AGREED, EventKind.PROVIDER_OFFERED, EventKind.OFFER_ACCEPTED]
        before += [EventKind.INTRODUCED, EventKind.CONNECTED, EventKind.MET]
    events = tuple(
        Event(kind=kind, at=at, provider_id="" if kind is EventKind.HELP_WANTED else "b-bo")
        for kind in (*before, *kinds)
    )
    return replace(introduction("payroll"), id=f"i-{number}", events=events)


def test_how_it_went_before_is_said() -> None:
    store = MemoryStore()
    card(store, "bo")
    store.put(made(1, EventKind.WON))
    said = "their standing is good, 80 of 100: it worked out once, last in January 2026"
    assert words(ranked(store))["standing"] == said
    store.put(made(2, EventKind.PROVIDER_DECLINED, days=30))
    (match,) = ranked(store).matches
    told = [(reason.points, reason.words) for reason in match.reasons if reason.factor == "refusal"]
    assert told == [(-0.5, "the last time, in January 2026, they said no")]


def test_somebody_asked_this_week_is_left_in_peace_if_another_fits_as_well() -> None:
    store = MemoryStore()
    card(store, "bo"), card(store, "cy")
    store.put(ask(1, 8))
    assert order(ranked(store)) == ["bo", "cy"]
    store.put(ask(2, 7))
    assert order(ranked(store)) == ["cy", "bo"]
    assert words(ranked(store), 1)["cool-down"] == "you asked them within the last week"


def test_where_partners_are_wanted_people_without_a_card_are_thought_of() -> None:
    store = MemoryStore()
    card(store, "bo", "partnerships")
    pat = Person(id="who-pat", name="Pat", note="Runs a guild of bakers.\nMet in May.")
    store.put(ANN, pat, Person(id="who-quin", name="Quin"), Person(id="who-ray", name="Ray", note="Sells boats."))
    store.put(Person(id="who-sue", name="Sue", note="Guilds.", preferences=Preferences(never_ask=True)))
    chances = [told(name, 0.4) for name in ("who-pat", "who-sue", "who-quin", "who-bo", ANN.id)]
    found = ranked(store, *chances, told("who-ray", 0.01), category="partnerships")
    assert [(each.person_id, each.words) for each in found.suggestions] == [
        ("who-pat", "not of your bullpen, but you know them: Runs a guild of bakers.")
    ]
    assert ranked(store, *chances, category="tax").suggestions == ()

"""Referrals: those of our introductions beside those that were noted, each once."""

from datetime import UTC, datetime

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.bootstrap import Assistant
from assistant.domain.bullpen import Provider
from assistant.domain.introductions import EventKind, Introduction
from assistant.domain.people import Person, Role
from assistant.domain.referrals import Direction, Referral, ReferralState, SourceKind, source_kind
from assistant.errors import UserError
from assistant.services import referrals
from tests.large_world import SMALL, assistant_in, fill

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Person(id="who-ann", name="Ann Quill", roles=(Role.FRIEND, Role.CUSTOMER))
BO = Person(id="who-bo", name="Bo Li")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = assistant_in(tmp_path_factory.mktemp("world"))
    fill(assistant.store, SMALL)
    return assistant


def test_each_introduction_that_was_made_is_one_given(world: Assistant) -> None:
    cards = {card.id: card.person_id for card in world.store.find(Provider)}
    made = {
        intro.id: intro
        for intro in world.store.find(Introduction)
        if any(event.kind is EventKind.INTRODUCED for event in intro.events)
    }
    given = referrals.referrals(world.store, Direction.GIVEN)
    assert {each.introduction_id for each in given} == made.keys()
    assert len(given) == len(made) > 0
    for each in given:
        intro = made[each.introduction_id]
        assert (each.who_id, each.to_id) == (intro.seeker_id, cards[intro.provider_id])
        helped = any(event.kind is EventKind.WON for event in intro.events)
        assert (each.state is ReferralState.WON) == helped


def test_a_noted_one_is_thanked_for_decided_and_closed_and_each_can_be_taken_back() -> None:
    store = MemoryStore()
    store.put(ANN, BO)
    noted = referrals.note(store, BO, at=NOON, sender=ANN, words="met at the fair")
    assert noted.kind is SourceKind.CUSTOMER
    won = referrals.decide(store, noted, ReferralState.WON, at=NOON, value=1200)
    assert (won.value, won.decided_at) == (1200, NOON)
    thanked = referrals.thank(store, won, at=NOON)
    closed = referrals.close_loop(store, thanked, at=NOON)
    assert referrals.referrals(store) == [closed]
    again = referrals.close_loop(store, referrals.thank(store, closed, at=None), at=None)
    assert referrals.decide(store, again, ReferralState.OPEN, at=NOON) == noted


def test_what_is_only_suggested_is_not_counted() -> None:
    store = MemoryStore()
    seen = referrals.note(store, BO, at=NOON)
    store.put(seen_ := referrals.decide(store, seen, ReferralState.SUGGESTED, at=NOON))
    assert referrals.referrals(store) == []
    assert referrals.suggested(store) == [seen_]


def test_nobody_sends_themselves_and_what_is_not_stored_is_refused() -> None:
    store = MemoryStore()
    with pytest.raises(UserError, match="sends themselves"):
        referrals.note(store, ANN, at=NOON, sender=ANN)
    derived = Referral(id="ref-1", direction=Direction.GIVEN, from_id="user", who_id="a", to_id="b", at=NOON)
    with pytest.raises(UserError, match="came of an introduction"):
        referrals.thank(store, derived, at=NOON)


def test_what_counts_most_of_somebodys_roles_is_the_kind_of_source() -> None:
    assert source_kind(ANN) is SourceKind.CUSTOMER
    assert source_kind(BO) is SourceKind.OTHER
    assert {source_kind(Person(id="x", name="x", roles=(role,))) for role in Role} == set(SourceKind) - {
        SourceKind.ONLINE
    }

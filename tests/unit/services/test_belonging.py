"""What belongs to a person goes where they go: merged, parted, forgotten."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.adapters.memory import MemoryStore
from assistant.adapters.store.kinds import KINDS
from assistant.domain.favours import Favour, FavourKind
from assistant.domain.people import Person
from assistant.domain.referrals import Direction, Referral, noted_in_group
from assistant.domain.touches import Noted
from assistant.services import forget, why
from assistant.services.belonging import BELONGINGS
from assistant.services.forget import apply_forget
from assistant.services.merge import merge, merges_of, unmerge

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANN = Person(id="who-ann", name="Ann Quill", addresses=("ann@quill.example",))
ANNIE = Person(id="who-annie", name="Annie Quill", addresses=("annie@home.example",))
BO = Person(id="who-bo", name="Bo Li", addresses=("bo@li.example",))


def referral(number: int, sender: Person, who: Person) -> Referral:
    return Referral(
        id=f"ref-{number}", direction=Direction.RECEIVED, from_id=sender.id, who_id=who.id, to_id="user", at=NOON
    )


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.put(ANN, ANNIE, BO)
    store.put(Noted(id="touch-1", person_id=ANNIE.id, at=NOON), Noted(id="touch-2", person_id=BO.id, at=NOON))
    store.put(referral(1, ANNIE, BO), referral(2, BO, ANNIE), referral(3, BO, BO))
    store.put(
        Favour(
            id="fav-1", kind=FavourKind.OFFER, words="a desk", person_id=ANNIE.id, meeting_id="meet-1", noted_at=NOON
        )
    )
    return store


def everything(store: MemoryStore) -> dict[str, Any]:
    return {record.id: record for belonging in BELONGINGS for record in store.find(belonging.kind)}


def test_merged_people_share_it_and_parting_gives_each_their_own(store: MemoryStore) -> None:
    before = everything(store)
    whole = merge(store, ANN, ANNIE, at=NOON)
    after = everything(store)
    assert after["touch-1"].person_id == after["fav-1"].person_id == ANN.id
    assert (after["ref-1"].from_id, after["ref-2"].who_id) == (ANN.id, ANN.id)
    assert after["ref-3"] == before["ref-3"]
    unmerge(store, merges_of(store, whole)[0])
    assert everything(store) == before


def test_what_a_slip_says_of_them_and_nobody_else_is_forgotten(store: MemoryStore) -> None:
    store.put(
        noted_in_group("group-1", ANNIE.id, "user", "her brother", at=NOON),
        noted_in_group("group-1", "user", ANNIE.id, "a bakery", at=NOON),
        of_bo := noted_in_group("group-1", BO.id, "user", "a roof", at=NOON),
    )
    apply_forget(store, ANNIE, user=())
    assert [each.id for each in store.find(Referral, group_id="group-1")] == [of_bo.id]


def test_what_was_theirs_is_forgotten_and_what_named_them_names_nobody(store: MemoryStore) -> None:
    apply_forget(store, ANNIE, user=())
    left = everything(store)
    assert left.keys() == {"touch-2", "ref-1", "ref-3"}
    assert left["ref-1"].from_id == ""


@pytest.mark.parametrize("belonging", BELONGINGS, ids=lambda belonging: belonging.kind.__name__)
def test_each_is_found_by_its_people_searched_for_names_and_explained(belonging: Any) -> None:
    kept = KINDS[belonging.kind]
    pointing = {*belonging.owners, *belonging.named}
    assert pointing <= {*kept.indexes, *kept.lists}
    assert pointing <= {field.name for field in fields(belonging.kind)}
    assert belonging.kind in forget.KEPT
    assert belonging.kind in why.KINDS.values()

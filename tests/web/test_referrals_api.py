"""Referrals by the JSON routes: confirmed, decided, thanked for, told, and each taken back."""

from datetime import timedelta

import pytest

from assistant.domain.people import Person, Role
from assistant.domain.referrals import Referral, ReferralState
from assistant.services import referrals
from tests.web.api_client import Program
from tests.web.web_world import ANNA, NOW, TOM, WebWorld


@pytest.fixture
def world(world: WebWorld) -> WebWorld:
    world.assistant.store.put(Person.known_as(ANNA, roles=(Role.CUSTOMER,)))
    return world


def seen(world: WebWorld) -> Referral:
    store, anna, tom = world.assistant.store, Person.known_as(ANNA), Person.known_as(TOM)
    noted = referrals.note(store, tom, at=NOW - timedelta(days=3), sender=anna)
    return referrals.decide(store, noted, ReferralState.SUGGESTED, at=NOW)


def test_one_goes_all_its_way(world: WebWorld) -> None:
    program, referral = Program(world), seen(world)
    path = f"/api/referrals/{referral.id}"
    assert program.post(f"{path}/thank", json={}).status_code == 409
    assert program.post(f"{path}/decide", json={"state": "open"}).json()["state"] == "open"
    assert program.post(f"{path}/thank", json={}).json()["thanked_at"]
    assert program.post(f"{path}/thank", json={"done": False}).json()["thanked_at"] is None
    assert program.post(f"{path}/decide", json={"state": "won", "value": 70}).json()["value"] == 70
    assert program.post(f"{path}/close", json={}).json()["closed_at"]
    assert program.get(path).json()["state"] == "won"


def test_they_are_listed_by_direction_and_state(world: WebWorld) -> None:
    program, referral = Program(world), seen(world)
    for query, number in (
        ("", 1),
        ("?direction=given", 0),
        ("?direction=received&state=suggested", 1),
        ("?state=won", 0),
    ):
        items = program.get(f"/api/referrals{query}").json()["items"]
        assert [item["id"] for item in items] == [referral.id] * number

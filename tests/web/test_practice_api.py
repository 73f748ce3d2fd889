"""The practice by the JSON routes: every list answers, and a list that has parts gives each record once."""

from pathlib import Path

import pytest

from assistant.domain.people import Person
from assistant.services import wishes
from tests.web.api_client import Program
from tests.web.filled_world import filled
from tests.web.web_world import ANNA, NOW

LISTS = (
    *("care", "goodwill", "groups", "campaigns", "pairs", "partners"),
    *("insight", "cards", "events", "wishes", "laments", "advocates"),
)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    world = filled(tmp_path)
    store, anna = world.assistant.store, Person.known_as(ANNA)
    store.put(anna)
    for words in ("cafés", "architects", "bakers"):
        wishes.note(store, anna, words, kind=None, at=NOW)
    return Program(world, writes=False)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_answers(program: Program, name: str) -> None:
    assert program.get(f"/api/{name}").status_code == 200


def test_one_leads_to_what_belongs_to_it(program: Program) -> None:
    (group,) = program.get("/api/groups").json()
    assert program.get(f"/api/groups/{group['id']}").json() == group
    slips = program.get(f"/api/groups/{group['id']}/slips").json()["items"]
    assert {slip["group_id"] for slip in slips} == {group["id"]}
    (event,) = program.get("/api/events").json()["items"]
    assert {met["event_id"] for met in program.get(f"/api/events/{event['id']}").json()} == {event["id"]}
    (campaign,) = program.get("/api/campaigns").json()
    assert program.get(f"/api/campaigns/{campaign['id']}").json() == campaign
    assert program.get("/api/groups/nothing").status_code == 404


def test_wishes_come_in_parts(program: Program) -> None:
    first = program.get("/api/wishes?limit=2").json()
    rest = program.get("/api/wishes", params={"limit": 2, "cursor": first["next"]}).json()
    words = [wish["words"] for wish in (*first["items"], *rest["items"])]
    assert sorted(words)[:3] == ["architects", "bakers", "cafés"]
    assert len(set(words)) == len(words)
    assert program.get("/api/wishes?state=met").json()["items"] == []
    assert program.get("/api/laments?cursor=nonsense").status_code == 422

"""`pairs`, `partners`, `wishes` and `laments`, as typed."""

import json

import pytest

from assistant.adapters.memory_matcher import MemoryMatcher
from assistant.bootstrap.pairing import pairing_of
from assistant.domain.drafts import Draft, DraftState
from assistant.domain.people import Person
from assistant.ports import Compared
from tests.acceptance.test_commands import Run
from tests.web.web_world import ANNA, WebWorld


@pytest.fixture
def world(world: WebWorld) -> WebWorld:
    told = {"b-fairweek234": Compared(id="b-fairweek234", chance=0.9)}
    world.assistant.__dict__["matcher"] = MemoryMatcher(told)
    return world


def test_a_pair_is_listed_dismissed_and_taken_up(world: WebWorld, run: Run) -> None:
    world.hear()
    assert "Nobody new fits" in run("pairs").output
    (pair,) = pairing_of(world.assistant).run()
    assert "Anna Okafor and Tom Fairweather" in run("pairs").output
    run("pairs", "dismiss", pair.id)
    assert json.loads(run("pairs", "--json").output) == []
    run("pairs", "reopen", pair.id)
    (listed,) = json.loads(run("pairs", "--json").output)
    assert listed["pair"]["id"] == pair.id
    assert "taken up" in run("pairs", "take", pair.id).output
    (draft,) = world.assistant.store.find(Draft, state=DraftState.WAITING)
    assert draft.to[0].address == ANNA.address
    assert "Tom" not in draft.text
    assert "Anna Okafor" in run("why", pair.id).output
    assert "Nobody new fits" in run("partners").output


def test_a_wish_is_noted_found_and_closed(world: WebWorld, run: Run) -> None:
    anna = Person.known_as(ANNA)
    world.assistant.store.put(anna)
    assert "No wish is noted" in run("wishes").output
    run("wishes", "add", anna.id, "family-run restaurants")
    pairing_of(world.assistant).run()
    assert "could be Tom Fairweather" in run("wishes").output
    (listed,) = json.loads(run("wishes", "--json").output)
    assert (listed["wish"]["kind"], len(listed["fits"])) == ("client", 1)
    wish = listed["wish"]["id"]
    run("wishes", "close", wish, "--met")
    assert json.loads(run("wishes", "--json").output) == []
    assert "open" in run("wishes", "reopen", wish).output
    assert "family-run restaurants" in run("why", wish).output


def test_laments_are_listed_with_whom_they_could_meet(world: WebWorld, run: Run) -> None:
    assert "No lament was heard" in run("laments").output
    prompt = world.hear(category="sales-clients", quote="nobody is buying")
    run("wishes", "add", prompt.person_id, "owners of small shops")
    pairing_of(world.assistant).run()
    said = run("laments").output
    assert "“nobody is buying”" in said
    assert "could meet Tom Fairweather" in said
    (listed,) = json.loads(run("laments", "--json").output)
    assert listed["person"]["name"] == "Anna Okafor"

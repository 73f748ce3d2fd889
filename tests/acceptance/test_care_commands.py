"""`care`, as typed."""

import json
from datetime import timedelta

import pytest

from assistant.domain.care import CheckIn
from assistant.domain.documents import Document, Medium
from assistant.domain.people import NEVER, Participant, Person, Role
from assistant.domain.time import utc_now
from assistant.domain.touches import Noted
from tests.acceptance.test_commands import Run
from tests.web.web_world import ANNA, TOM, WebWorld

HELEN = Participant(name="Helen Marsh", address="helen@marsh.example")
PERSON = Person.known_as(ANNA, roles=(Role.CUSTOMER,), importance=2)
SHY = Person.known_as(TOM, roles=(Role.CUSTOMER,))


@pytest.fixture
def world(world: WebWorld) -> WebWorld:
    now = utc_now()
    world.assistant.store.put(PERSON, SHY)
    for person in (PERSON, SHY):
        said = Noted(id=f"touch-{person.id}", person_id=person.id, at=now - timedelta(days=90), words="all is well")
        world.assistant.store.put(said)
    world.assistant.store.put(
        Document(
            id="doc-unhappy", source="mail", locator="u", medium=Medium.EMAIL, when=now - timedelta(days=3), digest="1",
            title="The invoice again", author=ANNA, listeners=(HELEN,), traps=("service",),
        )
    )  # fmt: skip
    return world


def test_the_list_is_answered_taken_back_and_why_explains_it(world: WebWorld, run: Run) -> None:
    said = run("care").output
    assert said.index("was unhappy with your work") < said.index("meant is every 30 days")
    assert "you noted on" in said
    assert "I was thinking of you" in said
    (listed,) = json.loads(run("care", "--json").output)
    anna, tom = (each["check_in"]["id"] for each in listed["calls"])
    assert "called" in run("care", "done", anna, "--words", "it works now").output
    assert "it works now" in run("why", anna).output
    assert "not proposed any more" in run("care", "never", tom).output
    assert "Nobody is to be called today" in run("care").output
    kept = world.assistant.store.get(Person, SHY.id)
    assert kept
    assert kept.cadence == NEVER
    run("care", "reopen", tom)
    assert world.assistant.store.get(Person, SHY.id) == SHY
    assert "again in a week" in run("care", "later", tom).output
    assert world.assistant.store.count(CheckIn) == 2


def test_what_is_put_right_is_on_the_list_no_more(run: Run) -> None:
    assert "Unhappy with your work" in run("care").output
    assert "put right for Anna Okafor" in run("care", "settle", PERSON.id).output
    assert "Unhappy with your work" not in run("care").output


def test_customers_come_by_importance(run: Run) -> None:
    said = run("care", "customers").output
    assert said.index("Anna Okafor") < said.index("Tom Fairweather")
    (first,) = json.loads(run("care", "customers", "--json", "--limit", "1").output)
    assert first["person"]["importance"] == 2


def test_a_pass_chooses_whom_to_call(run: Run, world: WebWorld) -> None:
    run("sync")
    listed = {each.person_id for each in world.assistant.store.find(CheckIn)}
    assert listed == {PERSON.id, SHY.id}

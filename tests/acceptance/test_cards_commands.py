"""`cards` and `refer-me`, as typed."""

import json

import pytest

from assistant.domain.favours import Favour, FavourState
from assistant.domain.people import Person
from assistant.domain.profile import Profile
from tests.acceptance.test_commands import Run
from tests.web.web_world import ANNA, WebWorld

PERSON = Person.known_as(ANNA, postal=("1 Mill Road", "Leeds"))


@pytest.fixture
def world(world: WebWorld) -> WebWorld:
    world.assistant.store.put(PERSON)
    return world


def test_a_card_goes_from_the_queue_to_the_sheet_to_the_post(world: WebWorld, run: Run) -> None:
    assert "No card waits" in run("cards").output
    run("cards", "add", PERSON.id, "thanks for the tour")
    assert "thanks for the tour" in run("cards").output
    run("cards", "sheet", str(world.folder / "cards.pdf"))
    run("cards", "sheet", "--envelopes", str(world.folder / "envelopes.pdf"))
    assert all((world.folder / name).read_bytes().startswith(b"%PDF-") for name in ("cards.pdf", "envelopes.pdf"))
    (listed,) = json.loads(run("cards", "--json").output)
    (waits,) = listed["queue"]
    run("cards", "sent", waits["favour"]["id"])
    (favour,) = world.assistant.store.find(Favour)
    assert favour.state is FavourState.DONE


def test_how_to_refer_me_is_read_and_printed_once_it_is_written(world: WebWorld, run: Run) -> None:
    assert "not written yet" in run("refer-me").output
    world.assistant.store.put(
        Profile(does="I keep books.", ideal_client="Owners of workshops", listen_for=("the wages again",))
    )
    said = run("refer-me").output
    assert "How to refer Helen Marsh" in said
    assert "“the wages again”" in said
    run("refer-me", "--pdf", str(world.folder / "me.pdf"))
    assert (world.folder / "me.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads(run("refer-me", "--json").output)[0]["does"] == "I keep books."

"""`events`, `groups` and `campaigns`, as typed."""

import json

import pytest

from assistant.domain.campaigns import Campaign
from assistant.domain.events import Event, Met
from assistant.domain.groups import Group, Slip
from assistant.domain.people import Person
from tests.acceptance.test_commands import Run
from tests.web.web_world import ANNA, WebWorld

ANNAS = Person.known_as(ANNA)


@pytest.fixture
def world(world: WebWorld) -> WebWorld:
    world.assistant.store.put(ANNAS)
    return world


def test_an_evening_is_understood_and_nothing_is_kept_of_a_dry_run(world: WebWorld, run: Run) -> None:
    assert "No event was told of yet" in run("events").output
    file = world.folder / "evening.txt"
    file.write_text("Bea Lund (Lund & Co), florist, wants a van\nAnna Okafor, payroll\n", "utf-8")
    assert "Bea Lund, Lund & Co, florist, wants a van" in run("events", "tell", str(file), "--dry-run").output
    read = json.loads(run("events", "tell", str(file), "--title", "Fair", "--json").output)
    assert [line["entry"]["name"] for line in read] == ["Bea Lund", "Anna Okafor"]
    assert read[1]["sure"]["id"] == ANNAS.id
    assert not list(world.assistant.store.find(Event))
    assert "Nobody is to be met alone" in run("events", "one-to-ones").output


def test_an_event_is_listed_and_taken_back(world: WebWorld, run: Run) -> None:
    assistant = world.assistant
    events = assistant.practice.events
    lines, _ = events.propose("Bea Lund (Lund & Co), florist, wants a van")
    from assistant.services.events import Chosen

    at = events.moment("Fair", world.now.date())
    event = events.keep("Fair", at, [Chosen(entry=line.entry) for line in lines], assistant.reader)
    (listed,) = json.loads(run("events", "--json").output)
    assert listed["met"][0]["wants"] == "wants a van"
    assert "1 had become known by it" in run("events", "undo", event.id).output
    assert world.assistant.store.count(Met) == 0


def test_a_group_is_made_counted_and_its_slips_written(world: WebWorld, run: Run) -> None:
    assert "No group is kept yet" in run("groups").output
    run("groups", "add", "Harbourside Breakfast")
    (group,) = world.assistant.store.find(Group)
    run("groups", "edit", group.id, "--member", "Anna Okafor", "--weekday", "Wednesday", "--title", "HB")
    assert "1 members, weekly on Wednesday" in run("groups", "list").output
    run("groups", "note", group.id, "testimonial", "--to", "Anna Okafor", "--about", "kind words")
    run("groups", "note", group.id, "meeting", "--present", "Anna Okafor")
    assert world.assistant.store.count(Slip) == 2
    (shown,) = json.loads(run("groups", "show", group.id, "--json").output)
    assert [each["testimonials"] for each in shown["counts"]] == [1, 0]
    assert [each["present"] for each in shown["counts"]] == [1, 1]
    assert "testimonial,Helen Marsh,Anna Okafor,kind words" in run("groups", "slips", group.id).output
    for name, begin in (("slips.csv", b"\xef\xbb\xbfDate"), ("slips.pdf", b"%PDF-")):
        run("groups", "slips", group.id, str(world.folder / name))
        assert (world.folder / name).read_bytes().startswith(begin)


def test_a_campaign_is_set_shown_and_ended(world: WebWorld, run: Run) -> None:
    assert "No campaign is set" in run("campaigns").output
    until = "2099-01-01"
    run("campaigns", "add", "Week", "--goal", "3", "--until", until, fails=True)
    run("campaigns", "add", "Week", "--goal", "3", "--begin", "2098-12-28", "--until", until, "--for", "Anna Okafor")
    (campaign,) = world.assistant.store.find(Campaign)
    assert "Week: it begins in" in run("campaigns", "list").output
    (shown,) = json.loads(run("campaigns", "show", campaign.id, "--json").output)
    assert shown["candidates"][0]["person_id"] == ANNAS.id
    run("campaigns", "end", campaign.id)
    assert next(world.assistant.store.find(Campaign)).ended_at

"""What has changed in Microsoft's calendar is asked for alone, and leads to what reading everything would give."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.adapters.microsoft import calendar as graph_calendar
from assistant.adapters.microsoft.calendar import GraphCalendar
from assistant.adapters.microsoft.http import GraphClient
from assistant.domain.documents import Content
from assistant.ports import Cursor, Failed, Found, Gone, Reached
from tests.contract.test_document_source import NOW, ZONE
from tests.servers.graph import GraphFake
from tests.servers.graph_mailbox import FakeMailbox, times_of
from tests.servers.graph_server import serving

FIRST = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
Documents = dict[str, tuple[object, ...]]


class World:
    """A calendar, and what is kept of it."""

    def __init__(self, fake: GraphFake, client: GraphClient) -> None:
        self.fake, self.client = fake, client
        self.documents: Documents = {}
        self.failed: list[Failed] = []
        self.cursor: Cursor | None = None

    @property
    def mailbox(self) -> FakeMailbox:
        return self.fake.mailbox

    def sync(self) -> int:
        """Take in what has changed; gives how many requests that took."""
        self.fake.requests.clear()
        for change in self.source().changes(self.cursor):
            if isinstance(change, Found):
                self.documents[change.content.document.id] = told(change.content)
            elif isinstance(change, Gone):
                del self.documents[change.document_id]
            elif isinstance(change, Failed):
                self.failed.append(change)
            else:
                assert isinstance(change, Reached)
                self.cursor = json.loads(json.dumps(change.cursor))
        return self.fake.count()

    def everything(self) -> Documents:
        """What somebody finds who reads all of it for the first time."""
        found = (change.content for change in self.source().changes(None) if isinstance(change, Found))
        return {content.document.id: told(content) for content in found}

    def source(self) -> GraphCalendar:
        return GraphCalendar(self.client, name="calendar", zone=ZONE, clock=lambda: NOW)

    def titles(self) -> list[object]:
        return sorted(title for title, *_ in self.documents.values())  # type: ignore[type-var]


def told(content: Content) -> tuple[object, ...]:
    return content.document.title, content.text, content.meetings


@pytest.fixture
def world() -> Iterator[World]:
    with serving(GraphFake()) as fake:
        client = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=lambda seconds: None)
        yield World(fake, client)
        client.close()


def weekly(world: World, uid: str = "weekly") -> list[str]:
    return world.mailbox.add_series(uid, [FIRST + timedelta(weeks=week) for week in range(4)], subject=uid)


def test_one_new_among_many_costs_two_requests(world: World) -> None:
    for number in range(450):
        world.mailbox.add_event(subject=f"Event {number}")
    assert world.sync() == 8
    world.mailbox.add_event(subject="New")
    assert world.sync() == 2
    assert len(world.documents) == 451
    assert world.sync() == 1


def test_a_deleted_entry_costs_two_requests(world: World) -> None:
    keys = [world.mailbox.add_event(subject=f"Event {number}") for number in range(5)]
    world.sync()
    world.mailbox.delete_event(keys[2])
    assert world.sync() == 2
    assert world.titles() == ["Event 0", "Event 1", "Event 3", "Event 4"]
    world.mailbox.add_event(subject="Far", **times_of(FIRST + timedelta(days=300), FIRST + timedelta(days=301)))
    world.mailbox.change_event(keys[0], **times_of(FIRST + timedelta(days=300), FIRST + timedelta(days=301)))
    world.sync()
    assert world.titles() == ["Event 1", "Event 3", "Event 4"]


def test_a_changed_occurrence_has_its_series_read_and_no_other(world: World) -> None:
    ids, _ = weekly(world), weekly(world, "other")
    for number in range(5):
        world.mailbox.add_event(subject=f"Event {number}")
    world.sync()
    moved = times_of(FIRST + timedelta(days=8), FIRST + timedelta(days=8) + HOUR)
    world.mailbox.change_event(ids[1], type="exception", subject="Moved", **moved)
    world.mailbox.delete_event(ids[3])
    assert world.sync() == 2
    assert world.documents == world.everything()
    assert "Moved" in world.titles()
    for key in (ids[0], ids[1], ids[2]):
        world.mailbox.delete_event(key)
    assert world.sync() == 2
    assert world.documents == world.everything()
    assert "weekly" not in world.titles()


def test_many_changes_are_read_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_calendar, "FEW", 3)
    keys = [world.mailbox.add_event(subject=f"Event {number}") for number in range(5)]
    world.sync()
    for key in keys[:4]:
        world.mailbox.change_event(key, subject="Renamed")
    assert world.sync() == 2
    assert world.titles() == ["Event 4", *["Renamed"] * 4]


def test_an_entry_that_becomes_unreadable_is_named_and_what_was_read_of_it_stays(world: World) -> None:
    key = world.mailbox.add_event(subject="Event")
    world.sync()
    before = dict(world.documents)
    world.mailbox.change_event(key, start={"dateTime": "2026-11-23T10:00:00.0000000", "timeZone": "Nowhere Time"})
    world.sync()
    assert [failed.locator for failed in world.failed] == ['calendar, "Event"']
    assert world.documents == before
    world.mailbox.change_event(key, subject="Mended", **times_of(FIRST, FIRST + HOUR))
    world.sync()
    assert world.titles() == ["Mended"]


@pytest.mark.parametrize("fault", ["500", "400", "403"])
def test_an_entry_that_the_server_does_not_give_by_itself_is_read_among_all(world: World, fault: str) -> None:
    key = world.mailbox.add_event(subject="Event")
    world.sync()
    world.mailbox.change_event(key, subject="Renamed")
    world.fake.fault = lambda method, path: fault if path.startswith("me/events/") else ""
    world.sync()
    assert world.titles() == ["Renamed"]


ACTION = st.tuples(st.sampled_from(["add", "series", "move", "rename", "delete", "except"]), st.integers(0, 50))


@given(st.lists(st.lists(ACTION, max_size=4), min_size=1, max_size=5))
@settings(max_examples=40)
def test_step_by_step_it_comes_to_the_same(passes: list[list[tuple[str, int]]]) -> None:
    with serving(GraphFake()) as fake:
        client = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=lambda seconds: None)
        world, count = World(fake, client), 0
        world.mailbox.add_event(subject="Always there")
        for actions in passes:
            for action, number in actions:
                count += 1
                act(world, action, number, count)
            world.sync()
            assert world.documents == world.everything()
        client.close()


def act(world: World, action: str, number: int, count: int) -> None:
    """What somebody does in Outlook."""
    box = world.mailbox
    start = FIRST + timedelta(days=number)
    keys = sorted(box.events)[1:]
    key = keys[number % len(keys)] if keys else ""
    if action == "add" or not key:
        box.add_event(subject=f"Single {count}", **times_of(start, start + HOUR))
    elif action == "series":
        weekly(world, f"series {count}")
    elif action == "move":
        box.change_event(key, **times_of(start, start + HOUR))
    elif action == "rename":
        box.change_event(key, subject=f"Renamed {count}")
    elif action == "delete":
        box.delete_event(key)
    elif box.events[key]["seriesMasterId"]:
        box.change_event(key, type="exception", **times_of(start, start + HOUR))

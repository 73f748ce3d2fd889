"""Faults at random calls: whatever breaks, the end is as without it: no message lost, no draft doubled."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from assistant.adapters.google import mail as gmail
from assistant.adapters.google.calendar import GoogleCalendarSource
from assistant.adapters.google.drafts import GmailDrafts
from assistant.adapters.google.http import Google
from assistant.adapters.google.mail import GmailSource
from assistant.domain.accounts import Fate
from assistant.domain.drafts import Draft, DraftKind
from assistant.domain.people import Participant
from assistant.errors import DeliveryError, SourceError
from assistant.ports import Cursor, DocumentSource, Found, Gone, Reached
from tests.servers.google import FakeGoogle, serving
from tests.servers.google_accounts import way_to

RUNS = 200
STORIES = 10  # what happens to the user; each is lived through without faults once
FAULTS = ("lost", "drop", "429", "503", "500", "expire", "401")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SENDER = Participant(name="Helen Marsh", address="helen@marsh.example")
GOOGLE = FakeGoogle()


@pytest.fixture(autouse=True, scope="module")
def _served() -> Iterator[None]:
    with serving(GOOGLE):
        yield


class World:
    """What a sync keeps, and drafts that are delivered; `chance` breaks some calls."""

    def __init__(self, chance: random.Random, google: Google) -> None:
        GOOGLE.reset()
        GOOGLE.is_checked = False  # the other tests see to that
        self.documents: dict[str, str] = {}
        self.cursors: dict[str, Cursor] = {}
        self.chance = chance
        self.breaks = False
        self.broken = 0
        GOOGLE.fault = self.fault
        self.google = google
        self.box = GmailDrafts(google=google, sender=SENDER)

    def fault(self, number: int, path: str) -> str:
        if path == "POST /token" or not self.breaks or self.chance.random() > 0.15:
            return ""
        self.broken += 1
        return self.chance.choice(FAULTS)

    def sync(self) -> None:
        """Both sources, as a new run of the program would; what was given before a cursor counts only with it."""
        sources: list[DocumentSource] = [
            GmailSource(name="mail", google=self.google, clock=lambda: NOW),
            GoogleCalendarSource(name="calendar", google=self.google, zone=UTC, clock=lambda: NOW),
        ]
        for source in sources:
            held: list[Found | Gone] = []
            try:
                for change in source.changes(self.cursors.get(source.name)):
                    if isinstance(change, Found | Gone):
                        held.append(change)
                    elif isinstance(change, Reached):
                        self.store(held)
                        held = []
                        self.cursors[source.name] = change.cursor
            except SourceError:
                continue

    def store(self, changes: list[Found | Gone]) -> None:
        for change in changes:
            if isinstance(change, Gone):
                self.documents.pop(change.document_id, None)
            else:
                self.documents[change.content.document.id] = change.content.document.digest

    def deliver(self, draft: Draft) -> None:
        """As the outbox does: look first, put once, and look again after a doubt."""
        try:
            if self.box.find(draft) is None:
                self.box.put(draft)
        except DeliveryError:
            pass


def live(google: Google, seed: int, *, breaks: bool) -> tuple[World, dict[str, str], list[str], list[Fate]]:
    """Some days of a user's mail, calendar and drafts; all that is left at the end."""
    world = World(random.Random(seed), google)
    happens = random.Random(seed % STORIES)  # the same with and without faults
    days = GOOGLE.diary.calendars["primary"]
    drafts = [approved(number) for number in range(2)]
    number = 0
    for day in range(3):
        for _ in range(happens.randint(1, 4)):
            number += 1
            GOOGLE.mail.receive(mail(number))
        days.put(event(day))
        if day == 2:
            days.cancel("e0")
        world.breaks = breaks
        world.sync()
        if day < len(drafts):
            world.deliver(drafts[day])
        world.breaks = False
    world.sync()
    for draft in drafts:
        world.deliver(draft)
    markers = sorted(GOOGLE.mail.messages[key].header("X-Followup-Draft") for key in GOOGLE.mail.drafts.values())
    return world, world.documents, markers, [world.box.look(draft).fate for draft in drafts]


def mail(number: int) -> bytes:
    return (
        f"From: ann@acme.example\r\nTo: helen@marsh.example\r\nSubject: Mail {number}\r\n"
        f"Date: Mon, 2 Nov 2026 10:{number:02}:00 +0000\r\nMessage-ID: <{number}@acme.example>\r\n\r\nWords\r\n"
    ).encode()


def event(day: int) -> dict[str, object]:
    start, end = ({"dateTime": f"2026-12-0{day + 1}T{hour}:00:00Z"} for hour in (10, 11))
    more = {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]} if day == 1 else {}
    zone = {"timeZone": "UTC"} if day == 1 else {}
    return {"id": f"e{day}", "summary": f"Event {day}", "start": start | zone, "end": end | zone, **more}


def approved(number: int) -> Draft:
    waiting = Draft(
        id=f"d-{number}",
        introduction_id="i-1",
        kind=DraftKind.ASK_SEEKER,
        to=(Participant(name="Anna", address="anna@bakery.example"),),
        subject=f"Draft {number}",
        text="Hello\n",
        html="<p>Hello</p>",
        created_at=NOW,
    )
    return waiting.approved(waiting.hash, at=NOW)


@pytest.mark.parametrize("part", range(4))
def test_whatever_breaks_the_end_is_the_same(monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(gmail._chunks, "__defaults__", (3,))
    monkeypatch.setattr(gmail, "PAGE", 4)
    google = way_to(GOOGLE)
    expected = {story: live(google, story, breaks=False)[1:] for story in range(part % 2, STORIES, 2)}
    broken = 0
    for seed in range(part, RUNS, 4):
        world, *found = live(google, seed, breaks=True)
        assert tuple(found) == expected[seed % STORIES], f"seed {seed}"
        assert found[1:] == [["d-0", "d-1"], [Fate.WAITING] * 2]
        broken += world.broken
    assert broken > RUNS / 4  # more than one a run

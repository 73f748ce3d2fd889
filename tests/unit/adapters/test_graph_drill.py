"""The fault drill: whatever breaks at whichever request, in the end nothing is lost and nothing is there twice."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.adapters.microsoft import mail as graph_mail
from assistant.adapters.microsoft.calendar import GraphCalendar
from assistant.adapters.microsoft.drafts import GraphDrafts
from assistant.adapters.microsoft.http import GraphClient
from assistant.adapters.microsoft.mail import GraphMail
from assistant.domain.drafts import Draft
from assistant.errors import DeliveryError, SourceError
from assistant.ports import Cursor, DocumentSource, Found, Gone, Reached
from tests.contract.test_document_source import NOW, ZONE, mail
from tests.contract.test_draft_box import AT, SENDER, draft
from tests.servers.graph import GraphFake
from tests.servers.graph_server import serving

RUNS = 20  # for each fault
FAULTS = ("drop", "lost", "half", "429", "500", "503", "504", "401", "410", "kill")


class Killed(Exception):
    """Our process has ended in the middle of something."""


@dataclass
class Kept:
    """What is stored: documents by source, how far each source was read, and where the draft lies."""

    documents: dict[str, dict[str, str]] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    location: str = ""


@dataclass
class Breaking:
    """Breaks requests, from one on for a while; or ends our process when it has seen so many changes."""

    kind: str = ""
    at: int = 0
    count: int = 0
    broken: int = 0
    _requests: int = 0
    _changes: int = 0

    def request(self, method: str, path: str) -> str:
        self._requests += 1
        if self.kind == "410":  # the first rounds that go on from an earlier one after that
            is_hit = self._requests >= self.at and self.broken < self.count and "$deltatoken" in path
        else:
            is_hit = self.at <= self._requests < self.at + self.count and self.kind != "kill"
        if not is_hit:
            return ""
        self.broken += 1
        return self.kind

    def change(self) -> None:
        self._changes += 1
        if self.kind == "kill" and self._changes == self.at % 20 + 1:
            self.broken += 1
            raise Killed


class Days:
    """A few days with a mailbox, as the service goes through them."""

    def __init__(self, fake: GraphFake, client: GraphClient, breaking: Breaking) -> None:
        self.fake, self.client, self.breaking = fake, client, breaking
        self.kept = Kept()

    def sync(self) -> None:
        clock = lambda: NOW  # noqa: E731
        mailbox = GraphMail(self.client, name="mail", clock=clock)
        for source in (mailbox, GraphCalendar(self.client, name="calendar", zone=ZONE, clock=clock)):
            until_done(lambda source=source: self._pass(source))  # type: ignore[misc]

    def _pass(self, source: DocumentSource) -> None:
        """Documents are stored together with the cursor that was reached."""
        documents = dict(self.kept.documents.get(source.name, {}))
        for change in source.changes(self.kept.cursors.get(source.name)):
            self.breaking.change()
            if isinstance(change, Found):
                documents[change.content.document.id] = change.content.document.digest
            elif isinstance(change, Gone):
                documents.pop(change.document_id, None)
            elif isinstance(change, Reached):
                self.kept.documents[source.name] = dict(documents)
                self.kept.cursors[source.name] = json.loads(json.dumps(change.cursor))

    def deliver(self, waiting: Draft) -> None:
        """After a lost answer the message is looked for before another try."""

        def step() -> None:
            box = GraphDrafts(self.client, SENDER)
            location = box.find(waiting)
            if location is None:
                location = box.put(waiting)
                self.breaking.change()
            self.kept.location = location

        until_done(step)


def until_done(step: Callable[[], object]) -> None:
    """Try a step again and again, as a user does."""
    for _ in range(12):
        try:
            step()
        except (SourceError, DeliveryError, Killed):
            continue
        return
    pytest.fail("it never came to an end")


def play(breaking: Breaking, page_size: int = 100) -> tuple[object, ...]:
    """What there is in the end."""
    with serving(GraphFake()) as fake, connected(fake) as client:
        fake.fault, fake.page_size = breaking.request, page_size
        days, box = Days(fake, client, breaking), fake.mailbox
        known = [box.add(mail(number), "sentitems" if number % 3 == 0 else "inbox") for number in range(1, 7)]
        starts = [datetime(2026, 11, 23, 10, tzinfo=UTC) + timedelta(weeks=week) for week in range(3)]
        series = box.add_series("weekly", starts, subject="Weekly")
        single = box.add_event(subject="Once")
        days.sync()
        box.add(mail(10))
        box.move(known[0], "archive")
        box.delete(known[1])
        box.touch(known[2], isRead=True)
        box.delete_event(series[1])
        box.delete_event(single)
        days.sync()
        answering = replace(draft(), in_reply_to="<3@acme.example>", approved_hash="")
        days.deliver(replace(answering, approved_hash=answering.hash, approved_at=AT))
        days.sync()
        (message,) = box.drafts()
        same_thread = message.fields["conversationId"] == box.messages[known[2]].fields["conversationId"]
        return days.kept.documents, days.kept.location.endswith(message.id), message.fields["subject"], same_thread


@contextmanager
def connected(fake: GraphFake) -> Iterator[GraphClient]:
    client = GraphClient(name="work", token=lambda fresh: "token-1", base=fake.base, sleep=lambda seconds: None)
    yield client
    client.close()


@pytest.fixture(scope="module")
def expected() -> tuple[object, ...]:
    """What there is in the end if nothing breaks."""
    documents, *rest = play(Breaking())
    assert isinstance(documents, dict)
    assert [len(each) for each in documents.values()] == [7, 1]
    assert rest == [True, draft().subject, True]
    return documents, *rest


@pytest.mark.parametrize("kind", FAULTS)
def test_whatever_breaks_the_end_is_the_same(
    kind: str, expected: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_mail, "CHECKPOINT", 2)
    broken = 0
    for seed in range(RUNS):
        chance = random.Random(f"{kind} {seed}")
        breaking = Breaking(kind=kind, at=chance.randrange(1, 32), count=chance.choice((1, 1, 2, 7)))
        assert play(breaking, chance.choice((2, 3, 100))) == expected, f"seed {seed}"
        broken += breaking.broken > 0
    assert broken > RUNS * 0.7, broken
